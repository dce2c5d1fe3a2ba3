public import Foundation
public import SyncCore

/// One attempt at one request: no retry, no redirect followed, no budget.
public protocol HTTPExchange: Sendable {
    /// - Throws: `ExchangeFailure`, whatever the cause.
    func exchange(_ request: HTTPRequest, limits: ExchangeLimits) async throws -> HTTPResponse
}

/// The methods that the two remote systems take.
public enum HTTPMethod: String, Sendable, Hashable {
    case get = "GET"
    case post = "POST"
    case put = "PUT"
    case delete = "DELETE"
}

/// One request as it goes out. Printing it shows neither its query nor a header's value nor its body.
public struct HTTPRequest: Sendable {
    public var method: HTTPMethod
    /// Absolute, percent-encoded.
    public var url: String
    public var headers: [(name: String, value: String)]
    /// Headers whose value is a credential.
    public var secretHeaders: [(name: String, value: Secret)]
    public var body: HTTPBody?

    public init(
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
    public var description: String { "\(method.rawValue) \(url.prefix { $0 != "?" && $0 != "#" })" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// One answer, read whole. Printing it shows its status and size: the body is personal data.
public struct HTTPResponse: Sendable {
    public let status: Int
    public let headers: [(name: String, value: String)]
    public let body: Data
    /// Held as long as the answer is, when it is large.
    private let leave: LargeAnswer?

    public init(status: Int, headers: [(name: String, value: String)] = [], body: Data = Data()) {
        self.init(status: status, headers: headers, body: body, leave: nil)
    }

    init(status: Int, headers: [(name: String, value: String)], body: Data, leave: LargeAnswer?) {
        self.status = status
        self.headers = headers
        self.body = body
        self.leave = leave
    }

    /// The first header of that name, whatever its letter case.
    public func header(_ name: String) -> String? {
        let wanted = name.lowercased()
        return headers.first { $0.name.lowercased() == wanted }?.value
    }
}

extension HTTPResponse: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "HTTP \(status), \(body.count) bytes" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// What a request carries. A body that holds a credential (the token form) stays a `Secret` until its bytes are written.
public enum HTTPBody: Sendable {
    case clear(Data)
    case secret(Secret)
}

extension HTTPBody {
    /// A value of a form: one that may be printed, and one that may not.
    public enum FormValue: Sendable {
        case clear(String)
        case secret(Secret)
    }

    /// An `application/x-www-form-urlencoded` body, secret as a whole. The caller names the content type in its headers.
    public static func form(_ fields: [(name: String, value: FormValue)]) -> HTTPBody {
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
    public var description: String {
        switch self {
        case .clear(let data): "(\(data.count) bytes)"
        case .secret: "****"
        }
    }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// How long one attempt may take and how much it may bring back.
public struct ExchangeLimits: Sendable {
    /// Seconds from the start of the attempt to the last byte of the answer, name resolution and connection included.
    public var deadline: Double
    /// Bytes of the answer's body.
    public var bodyLimit: Int
    /// Gives leave to read an answer that is large.
    public var memory: ReadingMemory
    /// Asked at the last moment before the request is written, on an open connection: false gives the attempt up as
    /// `ExchangeFailure.Code.stale`, surely not sent.
    public var mayStillBeSent: @Sendable () async -> Bool
    /// Asked after that by the thread that writes, and nothing else happens in between: a process may stand still for a while
    /// wherever it waits for another thread. False means the same.
    public var maySendNow: @Sendable () -> Bool

    public init(
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

/// RFC 3986 percent-encoding of UTF-8: unreserved characters stay, and the few that the caller names.
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
