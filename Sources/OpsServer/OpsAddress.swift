public import SyncCore

/// Where health and metrics are told: `127.0.0.1:9464`, `[::1]:9464`, `ops.internal:9464`. Port 0 lets the system choose.
public struct OpsAddress: Sendable, Hashable, CustomStringConvertible {
    public let host: String
    public let port: Int

    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// - Throws: `invalid_input` when the text is not `HOST:PORT`.
    public init(_ text: String) throws(SyncError) {
        guard let colon = text.lastIndex(of: ":"), let port = Self.port(text[text.index(after: colon)...]),
            let host = Self.host(text[..<colon])
        else {
            throw SyncError(.process(.opsAddressInvalid))
        }
        self.init(host: host, port: port)
    }

    private static func port(_ text: Substring) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(text) else { return nil }
        return Int(port)
    }

    private static func host(_ text: Substring) -> String? {
        if text.hasPrefix("["), text.hasSuffix("]") {
            let inside = text.dropFirst().dropLast()
            return inside.contains(":") && inside.allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." } ? String(inside) : nil
        }
        let isName = text.utf8.allSatisfy { byte in
            UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20 || (0x30...0x39).contains(byte) || byte == 0x2d || byte == 0x2e
        }
        return !text.isEmpty && text.utf8.count <= 253 && isName ? String(text) : nil
    }

    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
