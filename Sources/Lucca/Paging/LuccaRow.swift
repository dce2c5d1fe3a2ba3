import JSONText

/// A row of a list as sent.
protocol LuccaRow: Sendable, Equatable {
    /// nil when it could not be read.
    var id: String? { get set }
    init(_ row: JSONValue)
}

extension LuccaRow {
    /// Whether two pages show the same row: its id may be unreadable in one of them.
    func isSame(as other: Self) -> Bool {
        if let id, let otherID = other.id { return id == otherID }
        var other = other
        other.id = id
        return self == other
    }
}

extension Array where Element: LuccaRow {
    /// Room for what was counted, so that a long list is not copied while it grows; no more than a page's answer may make up.
    mutating func reserve(_ counted: Int?) {
        if let counted { reserveCapacity(Swift.min(Swift.max(0, counted), 1_000_000)) }
    }
}

extension EmployeeWire: LuccaRow {}
extension DepartmentWire: LuccaRow {}
extension LeaveWire: LuccaRow {}
