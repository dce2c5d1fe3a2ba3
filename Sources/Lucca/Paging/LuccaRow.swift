import JSONText

/// A row of a list as sent.
protocol LuccaRow: Sendable, Equatable {
    /// nil when it could not be read.
    var id: String? { get }
    init(_ row: JSONValue)
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
