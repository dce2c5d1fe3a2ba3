public import SyncCore

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
