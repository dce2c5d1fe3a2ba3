/// The extra data of one Lucca account: what the customer defined, and what the employees have.
struct ExtraData: Sendable {
    var sections: [SimulatedSection]
    /// In the order of the customer's settings.
    var fields: [SimulatedField]
    /// By employee, then by the id of the field. An employee without a value has no member.
    var values: [Int: [String: SimulatedFieldValue]] = [:]
    /// The fields that changed over time: an employee also has a value that ended long ago.
    var historized: Set<String> = []

    /// The fields whose section exists, except those in `hidden` sections.
    func served(hiding hidden: Set<Int>) -> [SimulatedField] {
        let shown = Set(sections.filter { !$0.isDeleted && !hidden.contains($0.id) }.map(\.id))
        return fields.filter { field in field.section.map { shown.contains($0) } ?? false }
    }

    /// A number of one occurrence of a value, unique in the account and the same at each request.
    static func valueID(employee: Int, position: Int, occurrence: Int) -> Int {
        employee * 10_000 + position * 100 + occurrence
    }
}

extension ExtraData {
    /// What people do in Lucca's settings and in an employee's file.
    /// - Returns: the id of what was added or changed; of a field, which has no number, its position.
    /// - Throws: `SimulatorError` when the thing named does not exist.
    mutating func apply(_ change: LuccaChange) throws -> Int {
        switch change {
        case .setFieldValue(let employee, let field, let value):
            _ = try position(field)
            values[employee, default: [:]][field] = value
            return employee
        case .addField(let field):
            guard !fields.contains(where: { $0.id == field.id }) else {
                throw SimulatorError.invalid("the field \(field.id) already exists.")
            }
            fields.append(field)
            return fields.count - 1
        case .renameField(let field, let name):
            try edit(field) { $0.name = name }
            return fields.firstIndex { ([$0] + $0.members).contains { $0.id == field } } ?? 0
        case .moveField(let field, let section):
            let position = try position(field)
            if let section { _ = try self.section(section) }
            fields[position].section = section
            return position
        case .addListEntry(let field, let name):
            let id = 1 + (fields + fields.flatMap(\.members)).flatMap(\.entries).reduce(0) { max($0, $1.id) }
            try edit(field) { $0.entries.append(SimulatedListEntry(id: id, name: name)) }
            return id
        case .renameListEntry(let field, let entry, let name):
            try edit(field) {
                guard let place = $0.entries.firstIndex(where: { $0.id == entry }) else {
                    throw SimulatorError.unknown("entry \(entry) of \(field)")
                }
                $0.entries[place].name = name
            }
            return entry
        case .removeListEntry(let field, let entry):
            try edit(field) {
                guard $0.entries.contains(where: { $0.id == entry }) else {
                    throw SimulatorError.unknown("entry \(entry) of \(field)")
                }
                $0.entries.removeAll { $0.id == entry }
            }
            return entry
        case .addSection(let name):
            let id = (sections.map(\.id).max() ?? 0) + 1
            sections.append(SimulatedSection(id: id, name: name))
            return id
        case .deleteSection(let section):
            sections[try self.section(section)].isDeleted = true
            return section
        default: throw SimulatorError.invalid("not a change of extra data.")
        }
    }

    private func position(_ field: String) throws -> Int {
        guard let position = fields.firstIndex(where: { $0.id == field }) else { throw SimulatorError.unknown("field \(field)") }
        return position
    }

    private func section(_ id: Int) throws -> Int {
        guard let position = sections.firstIndex(where: { $0.id == id && !$0.isDeleted }) else {
            throw SimulatorError.unknown("section \(id)")
        }
        return position
    }

    /// Changes a field, or a member of a composite.
    private mutating func edit(_ id: String, _ change: (inout SimulatedField) throws -> Void) throws {
        for position in fields.indices {
            if fields[position].id == id { return try change(&fields[position]) }
            if let member = fields[position].members.firstIndex(where: { $0.id == id }) {
                return try change(&fields[position].members[member])
            }
        }
        throw SimulatorError.unknown("field \(id)")
    }
}
