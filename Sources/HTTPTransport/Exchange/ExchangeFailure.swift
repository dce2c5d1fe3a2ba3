/// Why an attempt brought no answer. Its texts hold no header, no query, no body.
public struct ExchangeFailure: Error, Hashable, Sendable {
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// The name does not exist.
        case unknownHost
        /// The name could not be looked up just now.
        case resolve
        /// The outbound policy forbids the address, or one that the name stands for.
        case refusedAddress
        case connect
        /// The connection could not be made secure.
        case tls
        /// The server's certificate is not to be trusted for this name.
        case certificate
        case deadline
        case bodyTooLarge
        /// The connection ended before the answer did.
        case connectionLost
        /// What came back is not HTTP, or in an encoding that was not asked for.
        case garbled
        /// `ExchangeLimits.mayStillBeSent` said no.
        case stale
        case cancelled
        /// The request itself cannot be sent: not a URL, a header with a line break.
        case invalidRequest
    }

    public let code: Code
    /// false: the remote surely never saw the request. true: it may have acted on it.
    public let mayHaveBeenReceived: Bool
    /// For logs: names of error types and system codes only.
    public let detail: String

    public init(_ code: Code, mayHaveBeenReceived: Bool, detail: String = "") {
        self.code = code
        self.mayHaveBeenReceived = mayHaveBeenReceived
        self.detail = detail
    }
}

extension ExchangeFailure: CustomStringConvertible {
    public var description: String {
        "\(code.rawValue)\(mayHaveBeenReceived ? ", perhaps received" : "")\(detail.isEmpty ? "" : " (\(detail))")"
    }
}
