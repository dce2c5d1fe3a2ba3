extension LuccaProperties {
    /// A definition of generation 1: `id`, `name` and the list's entries as documented; the others as `UserProperties` describes
    /// every property. That the members of a composite are definitions of their own is assumed.
    static func definition(_ behaviour: LuccaBehaviour) -> [RowProperty<SimulatedField>] {
        let spell = behaviour.letterCase.spelling
        var result: [RowProperty<SimulatedField>] = [
            .value("id") { $1.string($0.id) },
            .value("name") { $1.string($0.name) },
            .value("isMultivalue") { $1.bool($0.isMultiple) },
            // 3 is an extension.
            .value("category") { $1.integer(3) },
            .value("type") { $1.integer($0.format.userPropertyType) },
            .object("format", [.value("key") { $1.string($0.format.userPropertyKey) }]),
            .value("extensionUserPropertyListEntries") { field, out in
                out.byte(91)
                for (position, entry) in field.entries.enumerated() {
                    if position > 0 { out.byte(44) }
                    out.raw("{\"\(spell("id"))\":\(entry.id),\"\(spell("name"))\":")
                    out.string(entry.name)
                    out.raw(",\"\(spell("translation"))\":null}")
                }
                out.byte(93)
            },
            .value("url") { field, out in out.string("/api/v3/extensionuserdefinitions/\(field.id)") },
        ]
        if behaviour.addsUnknownProperties {
            result.append(.value("ordre") { _, out in out.raw("[1,{\"x\":null}]") })
        }
        return result
    }
}

extension SimulatedFieldFormat {
    /// 0 boolean, 1 integer or list, 2 number, 3 date, 4 text, 5 object.
    fileprivate var userPropertyType: Int {
        switch self {
        case .boolean: 0
        case .integer, .list: 1
        case .decimal: 2
        case .date: 3
        case .shortText, .longText: 4
        case .composite, .file: 5
        }
    }

    /// Only `boolean`, `integer` and `select` are documented.
    fileprivate var userPropertyKey: String {
        switch self {
        case .boolean: "boolean"
        case .integer: "integer"
        case .list: "select"
        case .decimal: "number"
        case .date: "date"
        case .shortText: "text"
        case .longText: "textarea"
        case .composite: "composite"
        case .file: "file"
        }
    }
}
