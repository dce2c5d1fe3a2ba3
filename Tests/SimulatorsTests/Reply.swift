import Simulators

/// The raw answer.
struct Reply: Sendable {
    /// 0 when the connection ended without an answer.
    var status = 0
    /// Names in lower case.
    var headers: [String: String] = [:]
    var body: [UInt8] = []
    /// Whether everything that was announced arrived.
    var isComplete = false

    var text: String { String(decoding: body, as: UTF8.self) }
    var json: JSONValue { JSONValue.parse(body) ?? .null }
    var items: [JSONValue] { (json["data"] ?? json)["items"]?.elements ?? [] }
    var count: Int? { (json["data"] ?? json)["count"]?.integer }
    var ids: [Int] { items.compactMap { $0["id"]?.integer ?? $0["id"]?.text.flatMap { Int($0) } } }
    var keys: [Int] { items.compactMap { $0["key"]?.integer } }

    init(_ raw: [UInt8]) {
        guard let end = raw.firstRange(of: Array("\r\n\r\n".utf8)) else { return }
        let lines = String(decoding: raw[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
        status = lines.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        for line in lines.dropFirst() {
            let halves = line.split(separator: ":", maxSplits: 1)
            guard halves.count == 2 else { continue }
            headers[halves[0].lowercased()] = String(halves[1].drop { $0 == " " })
        }
        let rest = Array(raw[end.upperBound...])
        if headers["transfer-encoding"] == "chunked" {
            (body, isComplete) = Self.unchunked(rest)
        } else {
            body = rest
            isComplete = rest.count == headers["content-length"].flatMap { Int($0) } ?? 0
        }
    }

    private static func unchunked(_ bytes: [UInt8]) -> ([UInt8], Bool) {
        var body: [UInt8] = []
        var position = 0
        let lineEnd: [UInt8] = [13, 10]
        while let end = bytes[position...].firstRange(of: lineEnd),
            let size = Int(String(decoding: bytes[position..<end.lowerBound], as: UTF8.self), radix: 16)
        {
            if size == 0 { return (body, true) }
            let next = end.upperBound + size
            guard next <= bytes.count else { break }
            body += bytes[end.upperBound..<next]
            position = min(next + 2, bytes.count)
        }
        return (body, false)
    }
}
