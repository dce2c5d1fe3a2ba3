/// Extra data as generation 1 writes them. Only `id` and `value` are properties of Lucca's, in any letter case; the ids of fields
/// are written exactly.
struct ExtraDataWriter {
    /// With their positions among all, which make the ids of values.
    private let fields: [(position: Int, field: SimulatedField)]
    private let values: [Int: [String: SimulatedFieldValue]]
    private let isBare: Bool
    private let idName: String
    private let valueName: String

    init(_ extra: ExtraData, _ behaviour: LuccaBehaviour) {
        let served = Set(extra.served(hiding: behaviour.extraData.hiddenSections).map(\.id))
        fields = extra.fields.enumerated().filter { served.contains($0.element.id) }.map { ($0.offset, $0.element) }
        values = extra.values
        isBare = behaviour.extraData.valueForm == .bare
        idName = behaviour.letterCase.spelling("id")
        valueName = behaviour.letterCase.spelling("value")
    }

    /// Without a section to see, the whole property is absent.
    var isEmpty: Bool { fields.isEmpty }

    func write(employee: Int, into out: inout JSONBytes) {
        out.byte(123)
        var isFirst = true
        let own = values[employee] ?? [:]
        for (position, field) in fields {
            guard let value = own[field.id] else { continue }
            if !isFirst { out.byte(44) }
            isFirst = false
            out.string(field.id)
            out.byte(58)
            write(value, employee, position, into: &out)
        }
        out.byte(125)
    }

    private func write(_ value: SimulatedFieldValue, _ employee: Int, _ position: Int, into out: inout JSONBytes) {
        func occurrence(_ value: SimulatedFieldValue, _ number: Int) {
            if isBare, !value.isComposite { return content(value, into: &out) }
            let id = ExtraData.valueID(employee: employee, position: position, occurrence: number)
            out.raw("{\"\(idName)\":\(id),\"\(valueName)\":")
            content(value, into: &out)
            out.byte(125)
        }
        switch value {
        case .several(let values):
            out.byte(91)
            for (number, value) in values.enumerated() {
                if number > 0 { out.byte(44) }
                occurrence(value, number)
            }
            out.byte(93)
        // Both spellings of nothing.
        case .empty where isBare || employee % 2 == 1: out.null()
        default: occurrence(value, 0)
        }
    }

    private func content(_ value: SimulatedFieldValue, into out: inout JSONBytes) {
        switch value {
        case .text(let text), .file(let text): out.string(text)
        case .number(let spelling): out.raw(spelling)
        case .boolean(let flag): out.bool(flag)
        case .date(let day): out.midnight(day)
        case .entry(let id): out.integer(id)
        case .empty, .several: out.null()
        case .composite(let members):
            out.byte(123)
            for (number, member) in members.sorted(by: { $0.key < $1.key }).enumerated() {
                if number > 0 { out.byte(44) }
                out.string(member.key)
                out.raw(":{\"\(valueName)\":")
                content(member.value, into: &out)
                out.byte(125)
            }
            out.byte(125)
        }
    }
}

extension SimulatedFieldValue {
    var isComposite: Bool {
        if case .composite = self { true } else { false }
    }
}
