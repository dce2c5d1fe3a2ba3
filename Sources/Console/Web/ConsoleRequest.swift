/// A request, independently of the HTTP library.
struct ConsoleRequest: Sendable {
    var method: String
    /// Path and query, as sent.
    var target: String
    /// In order; names in lower case.
    var fields: [(name: String, value: String)]
    var body: [UInt8] = []

    init(method: String, target: String, fields: [(String, String)] = [], body: [UInt8] = []) {
        self.method = method
        self.target = target
        self.fields = fields.map { (name: $0.0.lowercased(), value: $0.1) }
        self.body = body
    }

    /// nil if it is missing; the first one if there are several.
    func field(_ name: String) -> String? { fields.first { $0.name == name }?.value }
    func all(_ name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }

    /// The decoded parts of the path; nil if one can't be decoded.
    var path: [String]? {
        var parts: [String] = []
        for part in target.prefix(while: { $0 != "?" }).split(separator: "/") {
            guard let decoded = PercentText.decoded(part, plusIsSpace: false), !decoded.utf8.contains(0) else { return nil }
            parts.append(decoded)
        }
        return parts
    }

    var query: FormFields {
        FormFields(target.firstIndex(of: "?").map { target[target.index(after: $0)...] } ?? "")
    }

    /// Empty unless a form was sent.
    var form: FormFields {
        guard field("content-type")?.lowercased().hasPrefix("application/x-www-form-urlencoded") == true,
            let text = String(validating: body, as: UTF8.self)
        else { return FormFields("") }
        return FormFields(text[...])
    }

    func cookie(_ name: String) -> String? {
        for pair in all("cookie").flatMap({ $0.split(separator: ";") }) {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, parts[0].trimmed == name else { continue }
            return parts[1].trimmed
        }
        return nil
    }

    /// Path and query, to come back to.
    var here: String { target.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f } ? target : "/" }
}

/// The fields of a form or a query; what can't be decoded is left out.
struct FormFields: Sendable {
    private let pairs: [(name: String, value: String)]

    init(_ text: Substring) {
        var pairs: [(name: String, value: String)] = []
        for part in text.split(separator: "&").prefix(100) {
            let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = PercentText.decoded(sides[0], plusIsSpace: true),
                let value = PercentText.decoded(sides.count > 1 ? sides[1] : "", plusIsSpace: true)
            else { continue }
            pairs.append((name, value))
        }
        self.pairs = pairs
    }

    /// The first one; nil if it is missing or empty.
    subscript(_ name: String) -> String? { pairs.first { $0.name == name && !$0.value.isEmpty }?.value }
    func all(_ name: String) -> [String] { pairs.filter { $0.name == name && !$0.value.isEmpty }.map(\.value) }
}

enum PercentText {
    /// - Returns: nil for a broken escape or text that is no UTF-8.
    static func decoded(_ text: Substring, plusIsSpace: Bool) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else { return nil }
                bytes.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsSpace: bytes.append(0x20)
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }

    /// Everything but letters, digits and `-._~` is escaped.
    static func encoded(_ text: String) -> String {
        let hex = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f, 0x7e: bytes.append(byte)
            default: bytes += [UInt8(ascii: "%"), hex[Int(byte >> 4)], hex[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// An address on this console, whose parts are escaped.
struct Link: Sendable, Hashable, CustomStringConvertible {
    let description: String

    /// - Parameters:
    ///   - parts: of the path; none for the first page.
    ///   - query: fields without a value are left out.
    init(_ parts: [String], _ query: [(String, String?)] = []) {
        let path = "/" + parts.map(PercentText.encoded).joined(separator: "/")
        let fields = query.compactMap { name, value in value.map { "\(PercentText.encoded(name))=\(PercentText.encoded($0))" } }
        description = fields.isEmpty ? path : "\(path)?\(fields.joined(separator: "&"))"
    }

    /// - Returns: nil unless the text is an address of this console, and nothing else.
    init?(back text: String) {
        guard text.hasPrefix("/"), !text.hasPrefix("//"), text.utf8.count <= 1024,
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "\\") })
        else { return nil }
        description = text
    }
}

extension Substring {
    var trimmed: String {
        var text = self
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
