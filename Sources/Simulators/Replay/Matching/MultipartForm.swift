/// The fields of a `multipart/form-data` body (RFC 7578).
enum MultipartForm {
    /// - Parameter contentType: the header, which names the boundary.
    /// - Returns: nil when it is no such body.
    static func fields(_ body: [UInt8], contentType: String) -> [QueryItem]? {
        guard let boundary = parameter("boundary", of: contentType), !boundary.isEmpty else { return nil }
        let delimiter = Array("\r\n--\(boundary)".utf8)
        // The first one has no line before it.
        var rest = ([13, 10] + body)[...]
        guard let first = rest.firstRange(of: delimiter) else { return nil }
        rest = rest[first.upperBound...]
        var fields: [QueryItem] = []
        while !rest.starts(with: "--".utf8) {
            guard let end = rest.firstRange(of: delimiter), let field = field(rest[..<end.lowerBound]) else { return nil }
            fields.append(field)
            rest = rest[end.upperBound...]
        }
        return fields
    }

    /// - Parameter part: headers, an empty line, and the value.
    private static func field(_ part: ArraySlice<UInt8>) -> QueryItem? {
        guard let end = part.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        for line in String(decoding: part[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n") {
            guard line.lowercased().hasPrefix("content-disposition:"), let name = parameter("name", of: line) else { continue }
            return QueryItem(name: name.lowercased(), value: String(decoding: part[end.upperBound...], as: UTF8.self))
        }
        return nil
    }

    /// A parameter of a header, with or without quotes.
    private static func parameter(_ name: String, of header: some StringProtocol) -> String? {
        for piece in header.split(separator: ";").dropFirst() {
            let halves = piece.split(separator: "=", maxSplits: 1)
            guard halves.count == 2, halves[0].lowercased().filter({ $0 != " " }) == name else { continue }
            return String(halves[1].filter { $0 != "\"" })
        }
        return nil
    }
}
