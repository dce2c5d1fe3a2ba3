/// One line of a recording.
struct RecordedExchange: Sendable {
    enum Ending: Sendable {
        case answer(RecordedAnswer)
        /// No answer came.
        case failure
    }

    /// In the file, from 1: several recordings in one file each number their exchanges from 1.
    let line: Int
    /// The receiver, or its pseudonym.
    let host: String
    let request: RequestShape
    let ending: Ending
}

extension RecordedExchange {
    /// - Parameters:
    ///   - value: the line's content.
    ///   - number: the line's number.
    init(reading value: JSONValue, line number: Int) throws(LineDamage) {
        guard value["number"]?.integer != nil else { throw LineDamage(what: "it has no number") }
        guard let remote = value["system"]?.text.flatMap({ SimulatedRemote(rawValue: $0) }) else {
            throw LineDamage(what: "its system is neither lucca nor planningpme")
        }
        guard let request = value["request"], let method = request["method"]?.text, let host = request["host"]?.text,
            let path = request["path"]?.text, let query = request["query"].flatMap(Self.fields)
        else { throw LineDamage(what: "its request lacks a method, a host, a path or a query") }
        guard let body = RecordedBody(reading: request["body"]) else {
            throw LineDamage(what: "the body of its request is none of null, json, form and bytes")
        }
        line = number
        self.host = host
        self.request = RequestShape(
            RequestPlace(remote: remote, method: method, path: RequestPlace.path(path)), query: query, body: body)
        switch (value["response"], value["failure"]) {
        case (let response?, nil): ending = .answer(try RecordedAnswer(reading: response))
        case (nil, let failure?) where failure["code"]?.text != nil: ending = .failure
        default: throw LineDamage(what: "it has neither a response nor a failure")
        }
    }

    /// A list of `{"name", "value"}`.
    static func fields(_ list: JSONValue) -> [QueryItem]? {
        guard let elements = list.elements else { return nil }
        var fields: [QueryItem] = []
        for element in elements {
            guard let name = element["name"]?.text, let value = element["value"]?.text else { return nil }
            fields.append(QueryItem(name: name.lowercased(), value: value))
        }
        return fields
    }
}

/// A system's answer, as far as recorded.
struct RecordedAnswer: Sendable {
    private enum Body: Sendable {
        case written([UInt8])
        /// May contain a credential that the recording hides.
        case document(JSONValue)
        /// This many bytes of unknown content.
        case filler(Int)
    }

    let status: Int
    /// Names in lower case.
    let headers: [String: String]
    private let body: Body

    init(reading response: JSONValue) throws(LineDamage) {
        guard let status = response["status"]?.integer, (200...999).contains(status) else {
            throw LineDamage(what: "its response has no status from 200 to 999")
        }
        guard let members = response["headers"]?.members else { throw LineDamage(what: "its response has no headers") }
        var headers: [String: String] = [:]
        for member in members {
            guard let value = member.value.text else {
                throw LineDamage(what: "its response's header “\(member.name)” is not a text")
            }
            headers[member.name.lowercased()] = value
        }
        self.status = status
        self.headers = headers
        // These two have no body.
        if status == 204 || status == 304 {
            body = .written([])
            return
        }
        switch RecordedBody(reading: response["body"]) {
        case .empty: body = .written([])
        case .json(let value):
            body = value.holds(CredentialNames.hidden) ? .document(value) : .written(value.bytes)
        case .bytes(let count): body = .filler(count)
        case .form, nil: throw LineDamage(what: "the body of its response is none of null, json and bytes")
        }
    }

    /// - Parameters:
    ///   - brand: replaces the brand's pseudonym in an address of PlanningPME; nil for Lucca's answers.
    ///   - clock: replaces the recording's clock.
    ///   - token: returns the replacement of each credential.
    func answer(brand: String?, clock: ClockNumbers, token: () -> String) -> SimulatedAnswer {
        var answer = SimulatedAnswer(status: status, contentType: contentType, location: location(brand))
        for name in ["retry-after", "date", "deprecation", "sunset"] { answer.headers[name] = headers[name] }
        switch body {
        case .written(let bytes): answer.body = clock.replaced(in: bytes)
        case .document(let value):
            let token = token()
            answer.body = value.mapTexts { $0 == CredentialNames.hidden ? token : $0 }.bytes
        // Not parseable as JSON.
        case .filler(let count): answer.body = [UInt8](repeating: UInt8(ascii: "x"), count: count)
        }
        return answer
    }

    private var contentType: String? {
        headers["content-type"].map { $0 == "(other)" ? "application/octet-stream" : $0 }
    }

    /// The brand is recorded like any text: `/text7/api/do/12`.
    private func location(_ brand: String?) -> String? {
        guard let location = headers["location"], let brand, location.hasPrefix("/") else { return headers["location"] }
        let rest = location.dropFirst().drop { $0 != "/" }
        return rest.hasPrefix("/api/") ? "/\(brand)\(rest)" : location
    }
}

/// The body of a recorded request or answer.
enum RecordedBody: Hashable, Sendable {
    case empty
    case json(JSONValue)
    case form([QueryItem])
    /// The length of any other content.
    case bytes(Int)

    /// A body is kept in memory, and no recording has a longer one.
    private static let longest = 1 << 28

    /// nil if it is none of the four.
    init?(reading value: JSONValue?) {
        switch value {
        case .null: self = .empty
        case .object(let members) where members.count == 1:
            let member = members[0]
            switch member.name {
            case "json": self = .json(member.value)
            case "form":
                guard let fields = RecordedExchange.fields(member.value) else { return nil }
                self = .form(fields)
            case "bytes":
                guard let count = member.value.integer, (0...Self.longest).contains(count) else { return nil }
                self = .bytes(count)
            default: return nil
            }
        default: return nil
        }
    }
}
