/// A value of an extra field as a rule's form writes it (`contracts/sync.md`, Extra data).
enum RenderedField: Hashable {
    /// Never blank.
    case text(FieldText)
    case none
    /// The form cannot hold the value.
    case misfit
    case unlabelled
    case unreadable
}

extension FieldValue {
    func rendered(as form: FieldRule.Form) -> RenderedField {
        switch self {
        case .text(let text): Self.written(text, if: form == .text)
        case .number(let number): Self.written(number, if: form == .text || form == .number)
        case .boolean(let isTrue):
            form == .text
                ? Self.written(isTrue ? "oui" : "non", if: true) : Self.written(isTrue ? "true" : "false", if: form == .boolean)
        case .day(let day):
            form == .text ? Self.written(day.inText, if: true) : Self.written("\(day)T00:00:00", if: form == .date)
        case .unlabelled: .unlabelled
        case .unreadable: .unreadable
        case .several(let values): Self.joined(values.map { $0.rendered(as: form) }, form)
        }
    }

    private static func written(_ text: String, if isHeld: Bool) -> RenderedField {
        let text = text.trimmed
        if text.isEmpty { return .none }
        return isHeld ? .text(FieldText(text)) : .misfit
    }

    /// Only a text holds more than one value. One that cannot be written spoils all of them: a part would look like the whole.
    private static func joined(_ parts: [RenderedField], _ form: FieldRule.Form) -> RenderedField {
        for flaw in [RenderedField.unlabelled, .unreadable, .misfit] where parts.contains(flaw) { return flaw }
        let texts = parts.compactMap { part -> FieldText? in if case .text(let text) = part { text } else { nil } }
        guard let first = texts.first else { return .none }
        if texts.count == 1 { return .text(first) }
        guard form == .text else { return .misfit }
        return .text(FieldText(texts.map { $0.reveal { $0 } }.joined(separator: ", ")))
    }
}

extension CalendarDay {
    /// Such as `15/01/2028`.
    fileprivate var inText: String {
        func padded(_ number: Int, _ width: Int) -> String {
            let digits = "\(number)"
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        return "\(padded(day, 2))/\(padded(month, 2))/\(padded(year, 4))"
    }
}
