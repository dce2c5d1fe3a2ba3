/// One HTTP request, as the simulated systems look at it.
struct SimulatedRequest: Sendable {
    let method: String
    /// Path and query, as sent.
    let target: String
    let path: Substring
    let query: [QueryItem]
    /// Without the port, lower case.
    let host: String
    let authorization: String
    let appKey: String
    let agent: String
    let contentType: String
    /// Bytes of the request line and of all headers.
    let headSize: Int
    let body: [UInt8]
}

/// One name and value of a query or a form.
struct QueryItem: Hashable, Sendable {
    /// In lower case: the servers ignore it.
    let name: String
    let value: String

    static func parse(_ text: Substring) -> [QueryItem] {
        text.split(separator: "&").map { pair in
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return QueryItem(
                name: decoded(halves[0]).lowercased(), value: halves.count > 1 ? decoded(halves[1]) : "")
        }
    }

    static func decoded(_ text: Substring) -> String {
        let utf8 = text.utf8
        guard utf8.contains(where: { $0 == 37 || $0 == 43 }) else { return String(text) }
        var bytes: [UInt8] = []
        var index = utf8.startIndex
        while index < utf8.endIndex {
            let byte = utf8[index]
            let rest = utf8[index...].dropFirst().prefix(2)
            if byte == 37, rest.count == 2, let code = UInt8(Substring(rest), radix: 16) {
                bytes.append(code)
                index = utf8.index(index, offsetBy: 3)
            } else {
                bytes.append(byte == 43 ? 32 : byte)
                index = utf8.index(after: index)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension [QueryItem] {
    /// The last value given to a name in lower case.
    subscript(_ name: String) -> String? {
        last { $0.name == name }?.value
    }
}
