/// One request to the Lucca API: what it asks for, and from where.
struct Generation2Call {
    /// Such as `employees`.
    let collection: String
    let id: String?
    let query: [QueryItem]
    let includes: Set<String>
    private let scopes: Set<String>
    /// Scheme and host of references.
    let base: String
    private let target: String

    init(_ request: SimulatedRequest, collection: String, id: String?, scopes: Set<String>) throws {
        self.collection = collection
        self.id = id
        self.scopes = scopes
        query = request.query
        base = "http://\(request.authority)"
        target = request.target
        includes = Set((request.query["include"] ?? "").split(separator: ",").map { $0.lowercased() })
        guard includes.isSubset(of: ["embedded", "links", "totalcount"]) else {
            throw Generation2Error.invalid("include", "Use embedded, links, totalCount.")
        }
    }

    func has(_ scope: String) -> Bool {
        scopes.contains(scope) || scopes.contains(scope.replacing("readonly", with: "readwrite"))
    }

    func require(_ scope: String) throws {
        guard has(scope) else { throw Generation2Error.forbidden(scope) }
    }

    // MARK: - Filters

    /// A comma list; nil when it is not asked for.
    func list(_ name: String) throws -> Set<String>? {
        guard let text = query[name.lowercased()] else { return nil }
        let values = text.split(separator: ",").map { String($0.trimming()) }
        guard values.count <= 100 else { throw Generation2Error.invalid(name, "At most 100 values are allowed.") }
        return Set(values)
    }

    /// A comma list of known words.
    func words(_ name: String, of known: Set<String>) throws -> Set<String>? {
        guard let values = try list(name) else { return nil }
        guard values.isSubset(of: known) else { throw Generation2Error.invalid(name, "Use \(known.sorted()).") }
        return values
    }

    /// A range of days, both included. As documented: `a--b`, `..--b`, `a--..`. That a comma separates as well, with an open end
    /// left out, is assumed.
    func days(_ name: String) throws -> ClosedRange<Int>? {
        guard let text = query[name.lowercased()] else { return nil }
        let mark = text.contains("--") ? "--" : ","
        guard let middle = text.firstRange(of: mark) else { throw Generation2Error.invalid(name, "A range was expected.") }
        func bound(_ part: Substring, open: Int) throws -> Int {
            if part.isEmpty || part == ".." { return open }
            guard let day = SimulatedDay(part) else { throw Generation2Error.invalid(name, "“\(part)” is not a date.") }
            return day.ordinal
        }
        let first = try bound(text[..<middle.lowerBound], open: Int(Int32.min))
        let last = try bound(text[middle.upperBound...], open: Int(Int32.max))
        guard first <= last else { throw Generation2Error.invalid(name, "The end is before the start.") }
        return first...last
    }

    /// The property to sort by, without its `-`.
    func sort(_ known: Set<String>) throws -> (property: String, isDescending: Bool) {
        let text = query["sort"] ?? "id"
        let property = text.hasPrefix("-") ? String(text.dropFirst()) : text
        guard known.contains(property) else { throw Generation2Error.invalid("sort", "Use \(known.sorted()).") }
        return (property, text.hasPrefix("-"))
    }

    // MARK: - Pages

    /// 25 by default, at most 100.
    func limit() throws -> Int {
        guard let text = query["limit"] else { return 25 }
        guard let limit = Int(text), (1...100).contains(limit) else {
            throw Generation2Error.invalid("limit", "limit is from 1 to 100.")
        }
        return limit
    }

    func offset() throws -> Int {
        guard let token = query["page"] else { return 0 }
        guard let offset = PageToken.offset(token) else { throw Generation2Error.invalid("page", "This is not a page.") }
        return offset
    }

    /// The same request for another page.
    func address(ofPageAt offset: Int, host: String) -> String {
        let halves = target.split(separator: "?", maxSplits: 1)
        let kept = halves.count > 1 ? halves[1].split(separator: "&").filter { !$0.hasPrefix("page=") } : []
        let query = (kept.map(String.init) + ["page=\(PageToken.text(offset))"]).joined(separator: "&")
        let other = host.contains("://") ? host : "https://\(host)"
        return "\(host.isEmpty ? base : other)\(halves.first ?? "")?\(query)"
    }

    // MARK: - References

    /// `{"id", "type", "url"}`.
    func reference(_ type: String, _ id: some CustomStringConvertible) -> JSONValue {
        .object(identity(type, id))
    }

    /// A resource: what identifies it, then its other members.
    func resource(
        _ type: String, _ id: some CustomStringConvertible, _ others: [JSONValue.Member]
    ) -> [JSONValue.Member] {
        identity(type, id) + others
    }

    private func identity(_ type: String, _ id: some CustomStringConvertible) -> [JSONValue.Member] {
        let plural = type.hasSuffix("y") ? String(type.dropLast()) + "ies" : type + "s"
        return [
            .init("id", .string("\(id)")), .init("type", .string(type)),
            .init("url", .string("\(base)\(Generation2Routes.prefix)\(plural)/\(id)")),
        ]
    }
}

/// The opaque texts that name pages.
enum PageToken {
    private static let factor = 2_654_435
    private static let shift = 1_046_527

    static func text(_ offset: Int) -> String {
        "!" + String(offset * factor + shift, radix: 36)
    }

    static func offset(_ token: String) -> Int? {
        guard token.first == "!", let number = Int(token.dropFirst(), radix: 36) else { return nil }
        let rest = number - shift
        guard rest >= 0, rest % factor == 0 else { return nil }
        return rest / factor
    }
}
