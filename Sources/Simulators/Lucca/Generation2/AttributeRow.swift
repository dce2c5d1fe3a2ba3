/// One row of employee attributes, before it is written.
struct AttributeRow: Sendable {
    let id: Int
    let definition: AttributeDefinition
    let employee: SimulatedEmployee
    let value: SimulatedFieldValue
    /// nil: unbounded on both sides, and said so by a null.
    let applicability: (start: SimulatedDay?, end: SimulatedDay?)?

    func applies(on day: SimulatedDay) -> Bool {
        guard let applicability else { return true }
        return applicability.start.map { $0 <= day } ?? true && applicability.end.map { day <= $0 } ?? true
    }
}

/// A customer's datum, or one that Lucca has by itself.
enum AttributeDefinition: Sendable {
    case custom(position: Int, SimulatedField)
    case builtIn(position: Int, BuiltInAttribute)

    var id: String {
        switch self {
        case .custom(_, let field): field.id
        case .builtIn(_, let attribute): attribute.id
        }
    }
}

/// One of Lucca's own attributes. That there are these six is part documented, part assumed.
struct BuiltInAttribute: Sendable {
    let id: String
    let name: String
    let schema: String
    let resourceType: String
    let value: @Sendable (SimulatedEmployee) -> SimulatedFieldValue

    static let all = [
        BuiltInAttribute(id: "employee.givenName", name: "Prénom", schema: "short-text", resourceType: "employee") {
            .text($0.firstName)
        },
        BuiltInAttribute(id: "employee.familyName", name: "Nom", schema: "short-text", resourceType: "employee") {
            .text($0.lastName)
        },
        BuiltInAttribute(id: "employee.email", name: "E-mail professionnel", schema: "email", resourceType: "employee") {
            $0.mail.isEmpty ? .empty : .text($0.mail)
        },
        BuiltInAttribute(id: "employment.start", name: "Début de contrat", schema: "legacy-date", resourceType: "employment") {
            .date($0.contractStart)
        },
        BuiltInAttribute(
            id: "jobPosition.jobTitle", name: "Intitulé du poste", schema: "short-text", resourceType: "job-position"
        ) { $0.jobTitle.isEmpty ? .empty : .text($0.jobTitle) },
        BuiltInAttribute(id: "jobPosition.department", name: "Département", schema: "short-text", resourceType: "job-position") {
            .text(String($0.departmentID))
        },
    ]
}

extension ExtraData {
    private static let changedOn = SimulatedDay(year: 2020, month: 1, day: 1)
    private static let firstOn = SimulatedDay(year: 2015, month: 1, day: 1)

    /// The attributes of one employee, by ascending id.
    func attributes(
        of employee: SimulatedEmployee, _ definitions: [AttributeDefinition],
        severalValues: LuccaBehaviour.Generation2.SeveralValues
    ) -> [AttributeRow] {
        var rows: [AttributeRow] = []
        for definition in definitions {
            func add(
                _ position: Int, _ occurrence: Int, _ value: SimulatedFieldValue,
                _ applicability: (SimulatedDay?, SimulatedDay?)? = nil
            ) {
                let id = Self.valueID(employee: employee.id, position: position, occurrence: occurrence)
                rows.append(
                    AttributeRow(
                        id: id, definition: definition, employee: employee, value: value,
                        applicability: applicability.map { (start: $0.0, end: $0.1) }))
            }
            switch definition {
            case .builtIn(let position, let attribute):
                let contract: (SimulatedDay?, SimulatedDay?) = (employee.contractStart, employee.contractEnd)
                add(position, 0, attribute.value(employee), attribute.resourceType == "employee" ? nil : contract)
            case .custom(let position, let field):
                guard let value = values[employee.id]?[field.id] else { continue }
                guard historized.contains(field.id) else {
                    if case .several(let values) = value, severalValues == .rows {
                        for (number, value) in values.enumerated() { add(position, number, value) }
                    } else {
                        add(position, 0, value)
                    }
                    continue
                }
                add(position, 0, value, (Self.changedOn, nil))
                if let former = field.entries.first, employee.id % 3 == 0 {
                    add(position, 99, .entry(former.id), (Self.firstOn, Self.changedOn?.adding(-1)))
                }
            }
        }
        return rows
    }
}
