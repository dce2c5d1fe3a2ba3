/// One person's value of an extra field. It lives in memory for one run, and never prints itself: not in a log, an error or a dump.
package enum FieldValue: Hashable, Sendable {
    case text(String)
    /// In one spelling (`PlainNumber`).
    case number(String)
    case boolean(Bool)
    case day(CalendarDay)
    /// An entry of a list of values whose label is unknown: removed from the list, or the labels cannot be read.
    case unlabelled
    /// In no form that Passerelle reads.
    case unreadable
    /// In Lucca's order.
    case several([FieldValue])
}

extension FieldValue: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "(not shown)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// The extra fields of the employees that were read. Without a value in `values`, a person has none.
package struct FieldValues: Sendable {
    package var values: [EmployeeID: [FieldID: FieldValue]] = [:]
    /// Fields that came for nobody at all: the key lost the right, or the field left its section. They prove nothing.
    package var unreadable: Set<FieldID> = []
    /// Labels of lists of values could not be read; their values are `.unlabelled`.
    package var areLabelsUnreadable = false

    package init() {}

    package subscript(_ employee: EmployeeID, _ field: FieldID) -> FieldValue? { values[employee]?[field] }
}

/// An extra field's value as text, as sent to a planning or read from it. It never prints itself.
package struct FieldText: Hashable, Sendable {
    private let text: String

    package init(_ text: String) { self.text = text }

    package var isEmpty: Bool { text.allSatisfy(\.isWhitespace) }

    /// Passes the clear text to `use`. This is the only way to read it, so `grep reveal` finds every use.
    package func reveal<Result, Failure: Error>(_ use: (String) throws(Failure) -> Result) throws(Failure) -> Result {
        try use(text)
    }
}

extension FieldText: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "(not shown)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
