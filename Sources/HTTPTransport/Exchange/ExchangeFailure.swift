import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Why an attempt failed without an answer. Its texts hold no header, query or body.
package struct ExchangeFailure: Error, Hashable, Sendable {
    package enum Code: String, Sendable, Hashable, CaseIterable {
        /// The name does not exist.
        case unknownHost
        /// The name could not be resolved at this time.
        case resolve
        /// The outbound policy forbids the address, or one of the name's addresses.
        case refusedAddress
        case connect
        /// TLS could not be established.
        case tls
        /// The server's certificate is not trusted for this name.
        case certificate
        case deadline
        case bodyTooLarge
        /// The connection ended before the answer did.
        case connectionLost
        /// The answer is not HTTP, or has an encoding that was not requested.
        case garbled
        /// `ExchangeLimits.mayStillBeSent` returned false.
        case stale
        case cancelled
        /// The request cannot be sent: not a URL, a header with a line break.
        case invalidRequest
    }

    package let code: Code
    /// false: the remote certainly never received the request. true: it may have acted on it.
    package let mayHaveBeenReceived: Bool
    /// For logs: names of error types and system codes only.
    package let detail: String

    package init(_ code: Code, mayHaveBeenReceived: Bool, detail: String = "") {
        self.code = code
        self.mayHaveBeenReceived = mayHaveBeenReceived
        self.detail = detail
    }
}

extension ExchangeFailure: CustomStringConvertible {
    package var description: String {
        "\(code.rawValue)\(mayHaveBeenReceived ? ", perhaps received" : "")\(detail.isEmpty ? "" : " (\(detail))")"
    }
}

extension ExchangeFailure {
    /// Translates an error of the HTTP client. Only type names and system codes are kept: some errors hold header values.
    init(translating error: any Error, mayHaveBeenReceived: Bool) {
        if let failure = error as? ExchangeFailure {
            self.init(failure.code, mayHaveBeenReceived: mayHaveBeenReceived, detail: failure.detail)
            return
        }
        let (code, detail) = mayHaveBeenReceived ? Self.afterSending(error) : Self.beforeSending(error)
        self.init(code, mayHaveBeenReceived: mayHaveBeenReceived, detail: detail)
    }

    private static func beforeSending(_ error: any Error) -> (Code, String) {
        switch error {
        case is CancellationError: return (.cancelled, "")
        case is SendGate.Refused: return (.stale, "")
        case let error as HTTPClientError: return beforeSending(error)
        case let error as NIOConnectionError:
            guard error.connectionErrors.isEmpty else { return (.connect, "no address answers") }
            return (.resolve, "no address to connect to")
        case let error as IOError: return (.connect, "errno \(error.errnoCode)")
        case is ChannelError: return (.connect, "ChannelError")
        case let error as NIOSSLError: return duringHandshake(error)
        case let error as NIOSSLExtraError: return duringHandshake(error)
        case is BoringSSLError, is NIOTLSUnwrappingError, is NIOSSLCloseTimedOutError:
            return (.tls, String(reflecting: type(of: error)))
        default: return (.connect, String(reflecting: type(of: error)))
        }
    }

    private static func beforeSending(_ error: HTTPClientError) -> (Code, String) {
        switch error {
        case .cancelled: (.cancelled, "client shut down")
        case .deadlineExceeded: (.deadline, "")
        case .connectTimeout: (.connect, "timeout")
        case .getConnectionFromPoolTimeout: (.connect, "every connection is busy")
        case .tlsHandshakeTimeout: (.tls, "timeout")
        case .invalidURL, .emptyHost, .emptyScheme: (.invalidRequest, "HTTPClientError")
        case .alreadyShutdown: (.cancelled, "client shut down")
        default: (.connect, "HTTPClientError")
        }
    }

    private static func afterSending(_ error: any Error) -> (Code, String) {
        switch error {
        case is CancellationError: return (.cancelled, "")
        case let error as HTTPClientError:
            if error == .deadlineExceeded { return (.deadline, "") }
            if error == .cancelled { return (.cancelled, "client shut down") }
            return (.connectionLost, "HTTPClientError")
        case let error as HTTPParserError:
            return error == .invalidEOFState ? (.connectionLost, "answer cut") : (.garbled, "HTTPParserError")
        case let error as IOError: return (.connectionLost, "errno \(error.errnoCode)")
        default: return (.connectionLost, String(reflecting: type(of: error)))
        }
    }

    private static func duringHandshake(_ error: NIOSSLError) -> (Code, String) {
        switch error {
        case .unableToValidateCertificate, .noCertificateToValidate, .cannotMatchULabel: (.certificate, "certificate not trusted")
        case .handshakeFailed(.sslError(let stack)) where stack.contains(where: \.isOfCertificate):
            (.certificate, "certificate not trusted")
        case .handshakeFailed: (.tls, "handshake failed")
        default: (.tls, "NIOSSLError")
        }
    }

    private static func duringHandshake(_ error: NIOSSLExtraError) -> (Code, String) {
        switch error {
        case .failedToValidateHostname, .serverHostnameImpossibleToMatch: (.certificate, "certificate of another host")
        default: (.tls, "NIOSSLExtraError")
        }
    }
}

extension BoringSSLInternalError {
    /// `SSL_R_CERTIFICATE_VERIFY_FAILED` (125) of BoringSSL's library 16: expired, or of an untrusted issuer.
    private static let certificateVerifyFailed = 16 << 24 | 125

    /// swift-nio-ssl does not distinguish BoringSSL's reasons by type, and only the description holds their number: `Error:
    /// 268435581 …`. If that format changes, such a failure counts as TLS; tests with real servers detect it.
    fileprivate var isOfCertificate: Bool { description.hasPrefix("Error: \(Self.certificateVerifyFailed) ") }
}
