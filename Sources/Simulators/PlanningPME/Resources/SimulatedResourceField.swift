/// A custom field of a simulated brand's resources.
package struct SimulatedResourceField: Codable, Hashable, Sendable {
    package enum Format: String, Codable, Hashable, Sendable, CaseIterable {
        case text
        case number
        /// `2028-01-15T00:00:00`.
        case date
        case boolean
    }

    /// Compared ignoring case.
    package var name: String
    package var format: Format
    /// The characters that a text may have; nil for any number.
    package var maximumLength: Int?

    package init(_ name: String, _ format: Format, maximumLength: Int? = nil) {
        self.name = name
        self.format = format
        self.maximumLength = maximumLength
    }

    /// Those of a brand by default: what its resources have, and one of each format that none has.
    package static let usual = [
        SimulatedResourceField("permis", .text, maximumLength: 50), SimulatedResourceField("tauxHoraire", .number),
        SimulatedResourceField("immatriculation", .text, maximumLength: 20),
        SimulatedResourceField("Site", .text, maximumLength: 50), SimulatedResourceField("Fin CACES", .date),
        SimulatedResourceField("Conducteur", .boolean), SimulatedResourceField("Kilometres", .number),
    ]
}

/// Reads the custom fields that are sent for a resource. They replace all that it had.
struct ResourceFieldReader {
    private let known: [String: SimulatedResourceField]
    /// Stored names in lower case, also of fields that the brand no longer lists.
    private let old: Set<String>
    private let behaviour: PlanningBehaviour

    init(_ behaviour: PlanningBehaviour, old: SimulatedThing?) {
        self.behaviour = behaviour
        known = Dictionary(behaviour.resourceFields.map { ($0.name.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
        let stored = old.flatMap { JSONValue.parse($0.json)?["fields"]?.members } ?? []
        self.old = Set(stored.map { $0.name.lowercased() })
    }

    /// What is stored of them: a null is no value, and an unknown field is ignored without an error.
    func stored(_ fields: JSONValue, _ errors: inout [JSONValue.Member]) -> JSONValue {
        var result: [JSONValue.Member] = []
        for member in fields.members ?? [] where member.value != .null {
            guard let field = known[member.name.lowercased()] else {
                if behaviour.keepsUnknownMembers || old.contains(member.name.lowercased()) { result.append(member) }
                continue
            }
            switch value(member.value, of: field) {
            case .success(let value): result.append(.init(field.name, value))
            case .failure(let problem): errors.append(.init("fields.\(field.name)", .string(problem.text)))
            }
        }
        return .object(result)
    }

    private struct Problem: Error {
        let text: String
    }

    private func value(_ value: JSONValue, of field: SimulatedResourceField) -> Result<JSONValue, Problem> {
        switch (field.format, value) {
        case (.text, .string(let text)):
            guard let most = field.maximumLength, text.count > most else { return .success(value) }
            guard behaviour.longFieldText == .cut else { return .failure(Problem(text: "At most \(most) characters.")) }
            return .success(.string(String(text.prefix(most))))
        case (.number, .number): return .success(value)
        case (.boolean, .bool): return .success(value)
        case (.date, .string(let text)):
            guard let written = InstantText.read(text) else { break }
            return .success(.string(InstantText.text(written.digits, suffix: "")))
        default: break
        }
        return .failure(Problem(text: "This is no \(field.format.rawValue)."))
    }

    /// Every field of the brand, null where there is no value.
    static func shown(_ stored: JSONValue?, _ fields: [SimulatedResourceField]) -> JSONValue {
        var result = JSONValue.object(stored?.members ?? [])
        for field in fields where result[field.name] == nil { result.set(field.name, to: .null) }
        return result
    }
}

extension SimulatedThing {
    /// The same resource with one custom field set; a null removes it.
    func settingField(_ name: String, to value: JSONValue) -> SimulatedThing {
        var fields = JSONValue.parse(json)?["fields"]?.members ?? []
        let place = fields.firstIndex { $0.name.lowercased() == name.lowercased() }
        switch (place, value) {
        case (let place?, .null): fields.remove(at: place)
        case (let place?, _): fields[place].value = value
        case (nil, .null): break
        case (nil, _): fields.append(.init(name, value))
        }
        return setting("fields", to: .object(fields))
    }
}
