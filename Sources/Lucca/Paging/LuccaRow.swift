/// A row of a list as sent.
protocol LuccaRow: Sendable, Hashable {
    /// nil when it could not be read.
    var id: String? { get }
    init(_ row: LuccaJSON)
}

extension EmployeeWire: LuccaRow {}
extension DepartmentWire: LuccaRow {}
extension LeaveWire: LuccaRow {}

extension LuccaRow {
    /// Few rows share an id.
    func hash(into hasher: inout Hasher) { hasher.combine(id) }
}
