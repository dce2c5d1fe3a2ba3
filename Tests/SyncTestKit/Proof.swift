import Foundation

/// How much of a randomised or exhaustive test runs: a part in `ops/test`, the whole in `ops/prove`, which sets
/// `PASSERELLE_PROVE=1`.
package enum Proof {
    package static let isWhole = ProcessInfo.processInfo.environment["PASSERELLE_PROVE"] == "1"

    package static func count(small: Int, full: Int) -> Int { isWhole ? full : small }
}
