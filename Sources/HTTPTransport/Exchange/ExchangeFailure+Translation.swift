import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix

extension ExchangeFailure {
    /// What an error of the HTTP client means. Only type names and system codes are kept of it: some hold header values.
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
        default:
            guard isTLS(error) else { return (.connect, String(reflecting: type(of: error))) }
            return isCertificate(error) ? (.certificate, "certificate not trusted") : (.tls, String(reflecting: type(of: error)))
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

    /// NIOSSL is not among this package's own dependencies, and its errors carry BoringSSL's reasons as text only.
    private static func isTLS(_ error: any Error) -> Bool {
        String(reflecting: type(of: error)).hasPrefix("NIOSSL.")
    }

    private static func isCertificate(_ error: any Error) -> Bool {
        let text = String(describing: error)
        return [
            "CERTIFICATE_VERIFY_FAILED", "unableToValidateCertificate", "noCertificateToValidate", "failedToValidateHostname",
            "serverHostnameImpossibleToMatch",
        ].contains { text.contains($0) }
    }
}
