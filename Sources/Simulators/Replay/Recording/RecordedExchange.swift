/// One line of a recording.
struct RecordedExchange: Sendable {
    enum Ending: Sendable {
        case answer(RecordedAnswer)
        /// No answer came.
        case failure
    }

    /// In the file, from 1: recordings that follow one another in it each number their exchanges from 1.
    let line: Int
    /// Whom it was sent to, or the pseudonym of it.
    let host: String
    let request: RequestShape
    let ending: Ending
}

extension RecordedExchange {
    /// - Parameters:
    ///   - value: what stands on the line.
    ///   - number: the line's.
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
