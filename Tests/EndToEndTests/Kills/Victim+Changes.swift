import Simulators
import SyncTestKit
import Testing

extension Victim {
    /// Changes in Lucca between two days: absences are added, moved, renamed and cancelled, an employee joins, another
    /// changes department. Fewer deletions than the brake allows. Planners write on the events that are to change.
    /// - Parameter newReason: a leave account without a type on the planning; one absence is booked on it.
    func changeLucca(_ random: inout SplitMix64, newReason: Int? = nil) throws {
        let lucca = tenant.lucca
        let today = installation.world.today
        let expected = expected
        var periods = movablePeriods().shuffled(using: &random)
        func taking(_ count: Int) -> [Int] {
            let taken = Array(periods.prefix(count))
            periods.removeFirst(taken.count)
            #expect(taken.count == count, "\(slug) has no absence left to change")
            return taken
        }
        for period in taking(3) { try lucca.apply(.cancelPeriod(period: period)) }
        for period in taking(6) {
            try writeNotes(onPeriod: period)
            try lucca.apply(.extendPeriod(period: period, halfDays: 3))
        }
        let unpaid = try #require(lucca.leaveAccounts.first { $0.name == "Congé sans solde" })
        for period in taking(3) {
            try writeNotes(onPeriod: period)
            try lucca.apply(.changeReason(period: period, account: unpaid.id))
        }
        let linked = expected.resources.keys.sorted()
        for offset in 0..<8 {
            let employee = try #require(linked.randomElement(using: &random))
            try lucca.apply(
                .addLeave(
                    employee: employee, account: unpaid.id, from: today.adding(145 + 2 * offset), startsInMorning: true,
                    halfDays: 3,
                    isConfirmed: true, seconds: nil))
        }
        if let newReason { try book(newReason, &random) }
        try joinAndMove(unpaid.id, linked, &random)
    }

    /// A day whose run reaches that point: a type is created only for a leave account without one.
    func changeLucca(_ random: inout SplitMix64, towards place: FaultPlace) throws {
        try changeLucca(&random, newReason: place == .afterTypeCreated ? addReason() : nil)
        if !carried.isEmpty { try changeFields(&random) }
    }

    /// Lets a first sync reach that point: the planning of some worlds has a type for every leave account.
    func prepareFirstSync(_ random: inout SplitMix64, towards place: FaultPlace) throws {
        if place == .afterTypeCreated { try book(addReason(), &random) }
    }

    /// One absence of three days on that leave account, at least one of them a working day.
    private func book(_ account: Int, _ random: inout SplitMix64) throws {
        let employee = try #require(expected.resources.keys.sorted().randomElement(using: &random))
        try tenant.lucca.apply(
            .addLeave(
                employee: employee, account: account, from: installation.world.today.adding(30), startsInMorning: true,
                halfDays: 6, isConfirmed: true, seconds: nil))
    }

    /// A leave account without a type on the planning.
    func addReason() throws -> Int {
        try tenant.lucca.apply(.addLeaveAccount(name: "Motif \(tenant.lucca.leaveAccounts.count)"))
    }

    /// Extends absences: a day on which every write is an update.
    func extendAbsences(_ count: Int, _ random: inout SplitMix64) throws {
        for period in movablePeriods().shuffled(using: &random).prefix(count) {
            try writeNotes(onPeriod: period)
            try tenant.lucca.apply(.extendPeriod(period: period, halfDays: 3))
        }
    }

    /// Absences of synced employees that are entirely in the future, oldest first.
    private func movablePeriods() -> [Int] {
        let (today, expected) = (installation.world.today, expected)
        let future = tenant.lucca.leaves.filter {
            $0.isActive && !$0.hasCancellationDate && $0.isConfirmed && $0.seconds == nil && $0.day > today.adding(2)
                && $0.day < today.adding(165) && expected.resources[$0.employee] != nil && expected.types[$0.account] != nil
        }
        return Set(future.map(\.period)).sorted()
    }

    private func joinAndMove(_ account: Int, _ linked: [Int], _ random: inout SplitMix64) throws {
        let lucca = tenant.lucca
        let today = installation.world.today
        let number = lucca.employees.count
        let root = try #require(lucca.departments.first { $0.parent == nil })
        let department = try lucca.apply(.addDepartment(parent: root.id, name: "Atelier \(number)"))
        let joined = try lucca.apply(
            .addEmployee(
                firstName: "Nouvelle", lastName: "Personne", mail: "nouvelle\(number)@\(slug).example",
                login: "nouvelle\(number)",
                employeeNumber: "N\(number)", department: department, contractStart: today.adding(-10)))
        try lucca.apply(
            .addLeave(
                employee: joined, account: account, from: today.adding(20), startsInMorning: true, halfDays: 4, isConfirmed: true,
                seconds: nil))
        let moved = try #require(linked.randomElement(using: &random))
        try lucca.apply(.moveEmployee(employee: moved, department: department))
    }
}
