import Foundation

/// What makes two requests equal: the order of names and the spelling of numbers are ignored.
struct RequestShape: Hashable, Sendable {
    let place: RequestPlace
    let query: [QueryItem]
    let body: RecordedBody

    init(_ place: RequestPlace, query: [QueryItem], body: RecordedBody) {
        self.place = place
        self.query = Self.sorted(query)
        self.body =
            switch body {
            case .json(let value): .json(value.canonical)
            case .form(let fields): .form(Self.sorted(fields))
            case .empty, .bytes: body
            }
    }

    /// Values of one name keep their order.
    private static func sorted(_ fields: [QueryItem]) -> [QueryItem] {
        fields.enumerated().sorted { ($0.element.name, $0.offset) < ($1.element.name, $1.offset) }.map(\.element)
    }

    /// The same shape with other values.
    /// - Parameters:
    ///   - field: changes a field of a query or form.
    ///   - document: changes a body's document.
    func replacing(field: (QueryItem) -> QueryItem, document: (JSONValue) -> JSONValue) -> RequestShape {
        let body: RecordedBody =
            switch self.body {
            case .json(let value): .json(document(value))
            case .form(let fields): .form(fields.map(field))
            case .empty, .bytes: self.body
            }
        return RequestShape(place, query: query.map(field), body: body)
    }

    /// The texts of its query and body, in an order that equal requests share.
    var texts: [String] {
        var texts = query.map(\.value)
        switch body {
        case .json(let value):
            _ = value.mapTexts { text in
                texts.append(text)
                return text
            }
        case .form(let fields): texts += fields.map(\.value)
        case .empty, .bytes: break
        }
        return texts
    }

    /// The shape without dates and times.
    var withoutMoments: RequestShape {
        replacing(
            field: { QueryItem(name: $0.name, value: MomentMask.masked($0.value)) },
            document: { $0.mapTexts(MomentMask.masked) })
    }
}

extension RequestShape {
    /// Its parts: the fewer of them differ, the more similar two requests are.
    var pieces: Set<String> {
        var pieces = Set(query.map { "query \($0.name)=\($0.value)" })
        switch body {
        case .empty: break
        case .json(let value): Self.collect(value, "body ", into: &pieces)
        case .form(let fields): pieces.formUnion(fields.map { "form \($0.name)=\($0.value)" })
        case .bytes(let count): pieces.insert("bytes \(count)")
        }
        return pieces
    }

    private static func collect(_ value: JSONValue, _ path: String, into pieces: inout Set<String>) {
        switch value {
        case .object(let members): for member in members { collect(member.value, "\(path).\(member.name)", into: &pieces) }
        case .array(let elements): for element in elements { collect(element, "\(path)[]", into: &pieces) }
        default: pieces.insert("\(path)=\(value.serialized)")
        }
    }
}

/// The receiver, method and path of a request.
struct RequestPlace: Hashable, Sendable {
    let remote: SimulatedRemote
    let method: String
    /// Below the tenant's address, decoded, without leading slash.
    let path: String

    /// - Parameter text: as recorded, or as sent.
    static func path(_ text: some StringProtocol) -> String {
        let text = text.hasPrefix("/") ? String(text.dropFirst()) : String(text)
        return text.split(separator: "/", omittingEmptySubsequences: false)
            .map { $0.removingPercentEncoding ?? String($0) }.joined(separator: "/")
    }
}

/// The fields of a `multipart/form-data` body (RFC 7578).
enum MultipartForm {
    /// - Parameter contentType: the header, which contains the boundary.
    /// - Returns: nil if it is no such body.
    static func fields(_ body: [UInt8], contentType: String) -> [QueryItem]? {
        guard let boundary = parameter("boundary", of: contentType), !boundary.isEmpty else { return nil }
        let delimiter = Array("\r\n--\(boundary)".utf8)
        // No line break precedes the first one.
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

extension JSONValue {
    /// Equal for equal values: members sorted by name, and each number in one spelling.
    var canonical: JSONValue {
        switch self {
        case .null, .bool, .string: self
        case .number(let spelling): .number(Self.canonical(spelling))
        case .array(let elements): .array(elements.map(\.canonical))
        case .object(let members):
            .object(members.map { Member($0.name, $0.value.canonical) }.sorted { $0.name < $1.name })
        }
    }

    private static func canonical(_ spelling: String) -> String {
        // Keys may exceed a floating-point number's precision.
        if let whole = Int(spelling) { return String(whole) }
        guard let number = Double(spelling) else { return spelling }
        return Int(exactly: number).map { String($0) } ?? "\(number)"
    }

    /// The same with changed texts; names of members stay.
    func mapTexts(_ change: (String) -> String) -> JSONValue {
        switch self {
        case .null, .bool, .number: self
        case .string(let text): .string(change(text))
        case .array(let elements): .array(elements.map { $0.mapTexts(change) })
        case .object(let members): .object(members.map { Member($0.name, $0.value.mapTexts(change)) })
        }
    }

    /// Whether this is that text, or contains it.
    func holds(_ text: String) -> Bool {
        switch self {
        case .null, .bool, .number: false
        case .string(let own): own == text
        case .array(let elements): elements.contains { $0.holds(text) }
        case .object(let members): members.contains { $0.value.holds(text) }
        }
    }
}
