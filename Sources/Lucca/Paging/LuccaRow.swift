import JSONText

/// A row of a list as sent.
protocol LuccaRow: Sendable, Equatable {
    /// nil when it could not be read.
    var id: String? { get }
    init(_ row: JSONValue)
}

extension EmployeeWire: LuccaRow {}
extension DepartmentWire: LuccaRow {}
extension LeaveWire: LuccaRow {}
