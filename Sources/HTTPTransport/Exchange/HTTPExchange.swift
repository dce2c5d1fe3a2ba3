package import Foundation
package import SyncCore

/// One attempt at one request: no retry, no redirect, no budget.
package protocol HTTPExchange: Sendable {
    /// - Throws: `ExchangeFailure`, whatever the cause.
    func exchange(_ request: HTTPRequest, limits: ExchangeLimits) async throws -> HTTPResponse
}

/// The methods that the two remote systems accept.
package enum HTTPMethod: String, Sendable, Hashable {
    case get = "GET"
    case post = "POST"
    case put = "PUT"
    case delete = "DELETE"
}

/// A request. Its description has no query, header value or body.
package struct HTTPRequest: Sendable {
    package var method: HTTPMethod
    /// Absolute, percent-encoded.
    package var url: String
    package var headers: [(name: String, value: String)]
    /// Headers whose value is a credential.
    package var secretHeaders: [(name: String, value: Secret)]
    package var body: HTTPBody?

    package init(
        method: HTTPMethod, url: String, headers: [(name: String, value: String)] = [],
        secretHeaders: [(name: String, value: Secret)] = [], body: HTTPBody? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.secretHeaders = secretHeaders
        self.body = body
    }
}

extension HTTPRequest: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "\(method.rawValue) \(url.prefix { $0 != "?" && $0 != "#" })" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// A complete answer. Its description only has the status and size: the body is personal data.
package struct HTTPResponse: Sendable {
    package let status: Int
    package let headers: [(name: String, value: String)]
    package let body: Data
    /// Held as long as a large answer is.
    private let leave: LargeAnswer?

    package init(status: Int, headers: [(name: String, value: String)] = [], body: Data = Data()) {
        self.init(status: status, headers: headers, body: body, leave: nil)
    }

    init(status: Int, headers: [(name: String, value: String)], body: Data, leave: LargeAnswer?) {
        self.status = status
        self.headers = headers
        self.body = body
        self.leave = leave
    }

    /// The first header of that name, whatever its letter case.
    package func header(_ name: String) -> String? {
        let wanted = name.lowercased()
        return headers.first { $0.name.lowercased() == wanted }?.value
    }
}

extension HTTPResponse: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "HTTP \(status), \(body.count) bytes" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// A request's body. One that holds a credential (the token form) stays a `Secret` until its bytes are written.
package enum HTTPBody: Sendable {
    case clear(Data)
    case secret(Secret)
}

extension HTTPBody {
    /// A value of a form, printable or secret.
    package enum FormValue: Sendable {
        case clear(String)
        case secret(Secret)
    }

    /// An `application/x-www-form-urlencoded` body, secret as a whole. The caller sets the content type in its headers.
    package static func form(_ fields: [(name: String, value: FormValue)]) -> HTTPBody {
        var pairs: [String] = []
        for field in fields {
            let name = PercentEncoding.encode(field.name, keeping: "")
            switch field.value {
            case .clear(let text): pairs.append("\(name)=\(PercentEncoding.encode(text, keeping: ""))")
            case .secret(let secret):
                secret.reveal { text in pairs.append("\(name)=\(PercentEncoding.encode(text, keeping: ""))") }
            }
        }
        return .secret(Secret(pairs.joined(separator: "&")))
    }
}

extension HTTPBody: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String {
        switch self {
        case .clear(let data): "(\(data.count) bytes)"
        case .secret: "****"
        }
    }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// The limits of one attempt.
package struct ExchangeLimits: Sendable {
    /// Seconds from the start of the attempt to the last byte of the answer, including name resolution and connecting.
    package var deadline: Double
    /// Bytes of the answer's body.
    package var bodyLimit: Int
    /// Admits large answers.
    package var memory: ReadingMemory
    /// Called right before the request is written on an open connection: false ends the attempt with
    /// `ExchangeFailure.Code.stale`, certainly not sent.
    package var mayStillBeSent: @Sendable () async -> Bool
    /// Called after `mayStillBeSent`, directly before writing and on the same thread: a process may be suspended wherever it
    /// waits for another thread. False means the same.
    package var maySendNow: @Sendable () -> Bool

    package init(
        deadline: Double, bodyLimit: Int, memory: ReadingMemory = .process,
        mayStillBeSent: @escaping @Sendable () async -> Bool = { true },
        maySendNow: @escaping @Sendable () -> Bool = { true }
    ) {
        self.deadline = deadline
        self.bodyLimit = bodyLimit
        self.memory = memory
        self.mayStillBeSent = mayStillBeSent
        self.maySendNow = maySendNow
    }
}

/// RFC 3986 percent-encoding of UTF-8: unreserved characters and those the caller names stay.
enum PercentEncoding {
    static func encode(_ text: String, keeping kept: String) -> String {
        let kept = Array(kept.utf8)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            if isUnreserved(byte) || kept.contains(byte) {
                bytes.append(byte)
            } else {
                bytes.append(UInt8(ascii: "%"))
                bytes.append(hexadecimal(byte >> 4))
                bytes.append(hexadecimal(byte & 15))
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
            true
        default: false
        }
    }

    private static func hexadecimal(_ digit: UInt8) -> UInt8 {
        digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "A") + digit - 10
    }
}
