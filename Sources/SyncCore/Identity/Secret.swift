/// A credential in clear. It never prints itself: not in a log, an error, a debugger's dump or JSON (it is not `Codable`).
public struct Secret: Sendable, Equatable {
    private let bytes: [UInt8]

    public init(_ text: String) {
        bytes = Array(text.utf8)
    }

    public init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    public var isEmpty: Bool { bytes.isEmpty }

    /// Hands the clear text to `use`, the only way to read it: `grep reveal` finds every place that does.
    public func reveal<Result, Failure: Error>(_ use: (String) throws(Failure) -> Result) throws(Failure) -> Result {
        try use(String(decoding: bytes, as: UTF8.self))
    }

    /// The same, as bytes.
    public func revealBytes<Result, Failure: Error>(_ use: ([UInt8]) throws(Failure) -> Result) throws(Failure) -> Result {
        try use(bytes)
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "****" }
    public var debugDescription: String { "****" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
