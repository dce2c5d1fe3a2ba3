import SyncCore
import SyncEngine

/// Rows of absences, of either generation, that could not be understood: nothing of these employees' is changed.
struct UnreadLeaves {
    private struct Unread {
        var count: Int
        let first: String?
        let flaw: Problem.HalfDayFlaw
    }

    private let generation: LuccaGeneration
    private var unread: [EmployeeID: Unread] = [:]

    init(_ generation: LuccaGeneration) { self.generation = generation }

    /// - Parameter id: of the row, which the problem names if it is the employee's first.
    mutating func note(_ id: String?, of owner: EmployeeID, _ flaw: Problem.HalfDayFlaw) {
        unread[owner, default: Unread(count: 0, first: id, flaw: flaw)].count += 1
    }

    /// The reading with the accounts that its half-days name, and a problem for each of these employees.
    func completing(_ reading: LeaveReading, accounts: [String: LeaveAccount]) -> LeaveReading {
        var result = reading
        result.accounts = accounts.values.sorted { $0.id < $1.id }
        result.unreadable = Set(unread.keys)
        result.problems = unread.sorted { $0.key < $1.key }.map { employee, unread in
            Problem(
                .employee(employee),
                .halfDaysUnreadable(
                    count: unread.count, first: unread.first.map { ShownText($0) }, flaw: unread.flaw, generation: generation))
        }
        return result
    }
}
