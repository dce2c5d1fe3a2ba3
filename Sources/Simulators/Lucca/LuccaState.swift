/// The contents of one Lucca account.
struct LuccaState: Sendable {
    /// By ascending id.
    var employees: [SimulatedEmployee]
    var departments: [SimulatedDepartment]
    var accounts: [SimulatedLeaveAccount]
    var legalEntities: [String]
    var book: LeaveBook
    var extra: ExtraData
    var random: SeededGenerator
    /// Counts changes: what was computed for an older one no longer holds.
    var revision = 0
    var employeePositions: [Int: Int] = [:]
    var remembered: LeaveSelection?
    var rememberedAbsences: (revision: Int, rows: [SimulatedAbsence])?

    init(population: Population, book: LeaveBook, extra: ExtraData, seed: UInt64, index: Int) {
        employees = population.employees
        departments = population.departments
        accounts = population.accounts
        legalEntities = population.legalEntities
        self.book = book
        self.extra = extra
        random = SeededGenerator(seed: seed, tenant: index, purpose: 4)
        for (position, employee) in employees.enumerated() { employeePositions[employee.id] = position }
    }

    func employee(_ id: Int) -> SimulatedEmployee? {
        employeePositions[id].map { employees[$0] }
    }

    func period(_ id: Int) -> LeavePeriod? {
        let position = id - LeaveBook.firstPeriod
        return book.periods.indices.contains(position) ? book.periods[position] : nil
    }

    func leaves(where isWanted: (LeavePeriod) -> Bool) -> [SimulatedLeave] {
        var result: [SimulatedLeave] = []
        for row in book.rows {
            guard let period = period(Int(row.period)), isWanted(period) else { continue }
            result.append(
                SimulatedLeave(
                    id: Int(row.id), employee: period.employee, period: period.id, account: Int(row.account),
                    day: SimulatedDay(ordinal: Int(row.day)), isMorning: row.isMorning,
                    seconds: row.seconds == 0 ? nil : Int(row.seconds),
                    isActive: row.cancellation == .none || row.cancellation == .dated,
                    hasCancellationDate: row.cancellation == .complete || row.cancellation == .dated,
                    isConfirmed: period.isConfirmed))
        }
        return result
    }
}
