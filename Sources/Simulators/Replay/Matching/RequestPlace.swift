import Foundation

/// Whom a request is for, and what it is done to.
struct RequestPlace: Hashable, Sendable {
    let remote: SimulatedRemote
    let method: String
    /// Below the tenant's address, decoded, without the slash before it.
    let path: String

    /// - Parameter text: as recorded, or as sent.
    static func path(_ text: some StringProtocol) -> String {
        let text = text.hasPrefix("/") ? String(text.dropFirst()) : String(text)
        return text.split(separator: "/", omittingEmptySubsequences: false)
            .map { $0.removingPercentEncoding ?? String($0) }.joined(separator: "/")
    }
}
