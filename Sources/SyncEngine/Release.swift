/// The release of this program. Commands, workers, metrics and requests show it, and the changelog begins with it.
public enum Release {
    public static let version = "0.9.0"

    /// What a request says of its sender.
    public static let userAgent = "passerelle/\(version)"
}
