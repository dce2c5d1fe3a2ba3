public import Foundation

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
