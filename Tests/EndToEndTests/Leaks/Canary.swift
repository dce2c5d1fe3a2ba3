import Foundation

/// A text planted where it belongs, and searched for where it does not.
struct Canary: Hashable, Sendable {
    enum Kind: String, Hashable, Sendable, CaseIterable {
        // Secrets.
        case luccaKey, luccaClientID, luccaClientSecret, luccaToken
        case appKey, username, password, authToken, accessToken, databasePassword, masterKey
        // People, and the reasons for their absences.
        case personName, email, login, reason, comment, illness
        // Extra data: what people have, and how the customer calls it.
        case fieldValue, fieldLabel
        // Labels of Lucca's departments and of the planning, and what planners typed.
        case department, planningLabel, remark
        // Error texts of a remote system.
        case remoteText
    }

    let kind: Kind
    let text: String

    init(_ kind: Kind, _ text: String) {
        self.kind = kind
        self.text = text
    }
}

/// Searches for canaries in any data, in every encoding that a program may apply.
struct CanarySearch: Sendable {
    private struct Needle: Sendable {
        let canary: Canary
        let bytes: [UInt8]
    }

    /// By their first four bytes.
    private let needles: [UInt32: [Needle]]

    init(_ canaries: [Canary]) {
        let all = canaries.flatMap { canary in
            Set(Self.spellings(of: canary.text)).map { Needle(canary: canary, bytes: Self.lowered(Array($0.utf8))) }
        }
        needles = Dictionary(grouping: all.filter { $0.bytes.count >= 4 }) { needle in
            needle.bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
        }
    }

    func found(in text: String) -> Set<Canary> { found(in: Array(text.utf8)) }

    func found(in bytes: [UInt8]) -> Set<Canary> {
        let haystack = Self.lowered(bytes)
        var found: Set<Canary> = []
        haystack.withUnsafeBufferPointer { place in
            var four: UInt32 = 0
            for position in place.indices {
                four = four << 8 | UInt32(place[position])
                guard position >= 3, let candidates = needles[four] else { continue }
                let rest = place[(position - 3)...]
                for needle in candidates where rest.starts(with: needle.bytes) { found.insert(needle.canary) }
            }
        }
        return found
    }

    /// Plain; percent-encoded; with letters beyond ASCII escaped as in JSON; in hexadecimal, as dumps write it; in base64, at any
    /// position of a longer text; without the dashes of a UUID.
    static func spellings(of text: String) -> [String] {
        var result = [text]
        let letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
        for kept in ["", "-._~", "-._~!$&'()*+,;=:@/?"] {
            let allowed = CharacterSet(charactersIn: letters + kept)
            if let encoded = text.addingPercentEncoding(withAllowedCharacters: allowed) { result.append(encoded) }
        }
        result.append(text.unicodeScalars.map { $0.isASCII ? String($0) : "\\u" + hexadecimal($0.value, width: 4) }.joined())
        result.append(text.utf8.map { hexadecimal(UInt32($0), width: 2) }.joined())
        if text.utf8.count >= 8 {
            for offset in 0..<3 {
                // The first and the last characters depend on the surrounding text.
                let encoded = (Data(repeating: 0, count: offset) + Data(text.utf8)).base64EncodedString()
                result.append(String(encoded.dropFirst(offset == 0 ? 0 : offset + 1).prefix { $0 != "=" }.dropLast(2)))
            }
        }
        if UUID(uuidString: text) != nil { result.append(text.replacingOccurrences(of: "-", with: "")) }
        return result
    }

    private static func hexadecimal(_ value: UInt32, width: Int) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    private static func lowered(_ bytes: [UInt8]) -> [UInt8] {
        bytes.map { (65...90).contains($0) ? $0 + 32 : $0 }
    }
}
