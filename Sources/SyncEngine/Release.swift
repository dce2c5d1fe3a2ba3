/// The release of this program. Commands, workers, metrics and requests show it, and the changelog begins with it.
package enum Release {
    package static let version = "0.9.0"

    package static let userAgent = "passerelle/\(version)"
}
