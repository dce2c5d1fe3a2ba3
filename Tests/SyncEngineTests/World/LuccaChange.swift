import SyncCore
import SyncTestKit

/// Changes in a Lucca from one day to the next.
enum LuccaChange: String, CaseIterable, CustomStringConvertible {
    case cancelled, extended, shortened, beginsLater, otherReason, movedOutOfScope, movedWithinScope, leftTheCompany,
        reasonRenamed
    case newLeave, splitInTwo, otherMailAndName

    var description: String { rawValue }

    func happen(in bench: SyncBench) {
        let rest = bench.requests.filter { $0.period != "104" }
        switch self {
        case .cancelled:
            bench.source.change { world in
                world.leaves = world.leaves.map { leave in
                    guard leave.periodID == "104" else { return leave }
                    return HalfDayLeave(
                        employeeID: leave.employeeID, periodID: leave.periodID, accountID: leave.accountID,
                        halfDay: leave.halfDay, status: .cancelled)
                }
            }
        case .extended: bench.set(rest + [LeaveRequest("104", "3", "2", from: 14, to: 28)])
        case .shortened: bench.set(rest + [LeaveRequest("104", "3", "2", from: 14, to: 22)])
        case .beginsLater: bench.set(rest + [LeaveRequest("104", "3", "2", from: 16, to: 25)])
        case .otherReason: bench.set(rest + [LeaveRequest("104", "3", "1", from: 14, to: 25)])
        case .newLeave:
            bench.set(rest + [LeaveRequest("104", "3", "2", from: 14, to: 25), LeaveRequest("200", "4", "1", from: 9, to: 9)])
        case .splitInTwo:
            bench.set(rest + [LeaveRequest("104", "3", "2", from: 14, to: 16), LeaveRequest("104", "3", "1", from: 17, to: 25)])
        case .movedOutOfScope: edit(bench) { $0.departmentID = "9" }
        case .movedWithinScope: edit(bench) { $0.departmentID = "2" }
        case .leftTheCompany: edit(bench) { $0.contractEnd = SyncBench.today.adding(days: -1) }
        case .otherMailAndName:
            edit(bench) {
                $0.lastName = "Martin"
                $0.mail = "other@acme.test"
            }
        case .reasonRenamed:
            bench.source.change {
                $0.accounts = $0.accounts.map { LeaveAccount(id: $0.id, name: $0.name + " 2027", isRemoteWork: $0.isRemoteWork) }
            }
        }
    }

    private func edit(_ bench: SyncBench, _ body: (inout Employee) -> Void) {
        bench.source.change { world in
            for index in world.employees.indices where world.employees[index].id == "3" { body(&world.employees[index]) }
        }
    }

    func expected(in bench: SyncBench) -> [SyncBench.Shown] {
        switch self {
        case .cancelled, .movedOutOfScope, .leftTheCompany: bench.expected(bench.requests.filter { $0.period != "104" })
        default: bench.expected(bench.requests)
        }
    }

    /// How many events are created, updated or deleted.
    var eventsMoved: Int {
        switch self {
        case .movedWithinScope, .reasonRenamed, .otherMailAndName: 0
        case .splitInTwo: 2
        default: 1
        }
    }
}
