import Foundation

/// The parts of an address as a person pasted it, strictly: whatever two readers could understand differently is no address.
struct PastedURL: Equatable {
    enum Refusal: Error, Equatable {
        case empty
        case unreadable
        case userInfo
        case scheme(String)
    }

    enum Host: Equatable {
        /// In lower case, without the dot at the end.
        case name(String)
        case literal(IPAddress)
    }

    /// `https`, `http`, or nil when the text names none.
    let scheme: String?
    let host: Host
    let port: Int?
    /// Path segments as pasted; query and fragment are dropped.
    let segments: [String]

    /// - Parameter longest: bytes.
    init(_ pasted: String, longest: Int = 2048) throws(Refusal) {
        var rest = Substring(pasted.trimmingCharacters(in: .whitespacesAndNewlines))
        guard !rest.isEmpty else { throw .empty }
        guard rest.utf8.count <= longest, rest.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7f && $0 != "\\" })
        else {
            throw .unreadable
        }
        if let end = rest.range(of: "://"), !rest[..<end.lowerBound].contains(where: { "/?#@".contains($0) }) {
            let name = rest[..<end.lowerBound].lowercased()
            guard name == "https" || name == "http" else { throw .scheme(String(name.filter { $0.isASCII }.prefix(20))) }
            scheme = name
            rest = rest[end.upperBound...]
        } else {
            scheme = nil
            if rest.hasPrefix("//") { rest = rest.dropFirst(2) }
        }
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard !authority.contains("@") else { throw .userInfo }
        let path = rest.dropFirst(authority.count).prefix { $0 != "?" && $0 != "#" }
        segments = path.split(separator: "/").map(String.init)

        let hostText: Substring
        if authority.hasPrefix("[") {
            guard let bracket = authority.firstIndex(of: "]") else { throw .unreadable }
            hostText = authority[...bracket]
        } else {
            hostText = authority.prefix { $0 != ":" }
        }
        let portText = authority.dropFirst(hostText.count)
        if portText.isEmpty {
            port = nil
        } else {
            let digits = portText.dropFirst()
            guard portText.first == ":", digits.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int(digits),
                (1...65535).contains(number)
            else { throw .unreadable }
            port = number
        }
        guard let host = Self.host(hostText) else { throw .unreadable }
        self.host = host
    }

    private static func host(_ text: Substring) -> Host? {
        if text.hasPrefix("[") {
            // A zone (`%eth0`) names an interface of this machine: inet_pton refuses it.
            return IPAddress(canonical: String(text.dropFirst().dropLast())).map { Host.literal($0) }
        }
        var name = text.lowercased()
        if name.hasSuffix(".") { name.removeLast() }
        guard !name.isEmpty, name.utf8.count <= 253 else { return nil }
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.allSatisfy(isLabel), let last = labels.last else { return nil }
        // As browsers do: a name that ends in a number is an IPv4 address in some spelling, or nothing.
        if last.allSatisfy(\.isNumber) || last.hasPrefix("0x") {
            return IPAddress(anyIPv4Spelling: name).map { Host.literal($0) }
        }
        return .name(name)
    }

    /// ASCII only: a name with other letters may look like one of Lucca's and be another.
    private static func isLabel(_ label: Substring) -> Bool {
        (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
            && label.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || byte == UInt8(ascii: "-")
            }
    }
}
