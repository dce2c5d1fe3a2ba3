/// What a system answered, as far as the recording kept it.
struct RecordedAnswer: Sendable {
    private enum Body: Sendable {
        case written([UInt8])
        /// Holds a credential that the recording hides.
        case document(JSONValue)
        /// That many bytes of no known content.
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
        // Nothing can follow these two.
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
    ///   - brand: stands for the pseudonym of the brand in an address of PlanningPME; nil for Lucca's answers.
    ///   - clock: stands for the clock of the recording.
    ///   - token: stands for every credential.
    func answer(brand: String?, clock: ClockNumbers, token: () -> String) -> SimulatedAnswer {
        var answer = SimulatedAnswer(status: status, contentType: contentType, location: location(brand))
        for name in ["retry-after", "date", "deprecation", "sunset"] { answer.headers[name] = headers[name] }
        switch body {
        case .written(let bytes): answer.body = clock.replaced(in: bytes)
        case .document(let value):
            let token = token()
            answer.body = value.mapTexts { $0 == CredentialNames.hidden ? token : $0 }.bytes
        // Nothing that reads as JSON.
        case .filler(let count): answer.body = [UInt8](repeating: UInt8(ascii: "x"), count: count)
        }
        return answer
    }

    private var contentType: String? {
        headers["content-type"].map { $0 == "(other)" ? "application/octet-stream" : $0 }
    }

    /// The brand is recorded as any text is: `/text7/api/do/12`.
    private func location(_ brand: String?) -> String? {
        guard let location = headers["location"], let brand, location.hasPrefix("/") else { return headers["location"] }
        let rest = location.dropFirst().drop { $0 != "/" }
        return rest.hasPrefix("/api/") ? "/\(brand)\(rest)" : location
    }
}
