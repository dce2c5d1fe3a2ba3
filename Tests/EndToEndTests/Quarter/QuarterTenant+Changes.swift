import Simulators
import SyncTestKit
import Testing

/// Changes between two runs. Fewer deletions a day than the brake allows.
extension QuarterTenant {
    func changeLucca(_ tally: Tally) throws {
        let lucca = tenant.lucca
        var periods = movablePeriods().shuffled(using: &random)
        func some(_ most: Int, _ change: (Int) throws -> LuccaChange) throws {
            for _ in 0..<Int.random(in: 0...most, using: &random) {
                guard let period = periods.popLast() else { return }
                try lucca.apply(try change(period))
                tally.add("changes in Lucca")
            }
        }
        try some(2) { .cancelPeriod(period: $0) }
        try some(2) { .extendPeriod(period: $0, halfDays: 3) }
        try some(1) { .shortenPeriod(period: $0, halfDays: 1) }
        let accounts = lucca.leaveAccounts.filter { !$0.isRemoteWork && !$0.isCountedInHours }.map(\.id)
        let account = try #require(accounts.randomElement(using: &random))
        try some(1) { .changeReason(period: $0, account: account) }
        try some(1) { .confirmPeriod(period: $0, isConfirmed: false) }
        try book(accounts, tally)
        try moveStaff(accounts, tally)
    }

    /// New leaves, on half-days that the employee still works.
    private func book(_ accounts: [Int], _ tally: Tally) throws {
        let people = expected.resources.keys.sorted()
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            guard let person = people.randomElement(using: &random), let account = accounts.randomElement(using: &random) else {
                return
            }
            let from = today.adding(Int.random(in: 3..<150, using: &random))
            let taken = tenant.lucca.leaves(ofEmployee: person).contains { abs($0.day.ordinal - from.ordinal) < 12 }
            guard !taken else { continue }
            _ = try tenant.lucca.apply(
                .addLeave(
                    employee: person, account: account, from: from, startsInMorning: Bool.random(using: &random),
                    halfDays: Int.random(in: 1...7, using: &random), isConfirmed: chance(90), seconds: nil))
            tally.add("changes in Lucca")
        }
    }

    private func moveStaff(_ accounts: [Int], _ tally: Tally) throws {
        let lucca = tenant.lucca
        let number = lucca.employees.count
        let departments = lucca.departments.map(\.id).sorted()
        if chance(8), let home = departments.randomElement(using: &random), let account = accounts.randomElement(using: &random) {
            let joined = try lucca.apply(
                .addEmployee(
                    firstName: "Nouvelle", lastName: "Personne", mail: "nouvelle\(number)@\(tenant.slug).example",
                    login: "nouvelle\(number)", employeeNumber: "N\(number)", department: home, contractStart: today.adding(-10)))
            _ = try lucca.apply(
                .addLeave(
                    employee: joined, account: account, from: today.adding(20), startsInMorning: true, halfDays: 4,
                    isConfirmed: true, seconds: nil))
            tally.add("people joined")
        }
        let people = expected.resources.keys.sorted()
        if chance(15), let person = people.randomElement(using: &random), let home = departments.randomElement(using: &random) {
            try lucca.apply(.moveEmployee(employee: person, department: home))
            tally.add("people moved")
        }
        if chance(4), let person = people.randomElement(using: &random) {
            try lucca.apply(.endContract(employee: person, lastDay: today.adding(Int.random(in: -1...20, using: &random))))
            tally.add("people left")
        }
    }

    /// Absences of synced employees that are entirely in the future.
    private func movablePeriods() -> [Int] {
        let (today, expected) = (today, expected)
        let live = tenant.lucca.leaves.filter { $0.isActive && !$0.hasCancellationDate && $0.seconds == nil }
        return Dictionary(grouping: live, by: \.period).filter { _, leaves in
            leaves.allSatisfy {
                $0.day > today.adding(2) && $0.day < today.adding(160) && expected.resources[$0.employee] != nil
                    && expected.types[$0.account] != nil
            }
        }.keys.sorted()
    }

    // MARK: - Planners

    func lendHands(isWhole: Bool, _ tally: Tally) throws {
        let planning = tenant.planning
        let beginning = expected.beginning
        if chance(40) {
            for event in ours().filter({ $0.start > beginning }).shuffled(using: &random)
                .prefix(Int.random(in: 1...2, using: &random))
            {
                guard let period = period(of: event) else { continue }
                touched.insert(period)
                let days = Int.random(in: 1...20, using: &random) * 86_400
                switch Int.random(in: 0..<5, using: &random) {
                case 0: try planning.apply(.deleteEvent(event: event.key))
                case 1: try planning.apply(.moveEvent(event: event.key, start: event.start + days, end: event.end + days))
                case 2: try planning.apply(.moveEvent(event: event.key, start: event.start, end: event.end + days))
                case 3:
                    dragged.insert(period)
                    unseenDrags.insert(event.key)
                    let back = event.end - beginning + days
                    try planning.apply(.moveEvent(event: event.key, start: event.start - back, end: event.end - back))
                default: try planning.apply(.editRemark(event: event.key, remark: "Vu avec Paul " + event.remark))
                }
                tally.add("hands on events of ours")
            }
        }
        if chance(20), let resource = planning.resources.randomElement(using: &random) {
            let start = beginning + Int.random(in: 1...60, using: &random) * 86_400
            let key = try planning.apply(
                .addEvent(resource: resource.key, start: start, end: start + 7_200, type: nil, remark: "Chantier"))
            theirs[key] = planning.events.first { $0.key == key }
            tally.add("events of planners")
        }
        if isWhole, chance(30) { try copySomething(beginning, tally) }
        if chance(4) { try deleteResource(tally) }
    }

    /// To other days of the same person, remark included.
    private func copySomething(_ beginning: Int, _ tally: Tally) throws {
        let originals = ours().filter { event in
            event.start > beginning && period(of: event).map { !touched.contains($0) && !dragged.contains($0) } == true
        }
        guard let original = originals.randomElement(using: &random), let resource = original.resources.first else { return }
        let shift = Int.random(in: 1...15, using: &random) * 86_400 + 3_600
        let key = try tenant.planning.apply(
            .addEvent(
                resource: resource, start: original.start + shift, end: original.end + shift, type: original.type,
                remark: original.reference ?? ""))
        copies[key] = tenant.planning.events.first { $0.key == key }
        tally.add("copies")
    }

    /// With the events that have no other.
    private func deleteResource(_ tally: Tally) throws {
        let expected = expected
        guard let (person, resource) = expected.resources.sorted(by: { $0.key < $1.key }).randomElement(using: &random) else {
            return
        }
        touched.formUnion(tenant.lucca.leaves(ofEmployee: person).map(\.period))
        try tenant.planning.apply(.deleteResource(resource: resource))
        let left = Dictionary(uniqueKeysWithValues: tenant.planning.events.map { ($0.key, $0) })
        theirs = theirs.compactMapValues { left[$0.key] }
        copies = copies.compactMapValues { left[$0.key] }
        tally.add("resources deleted")
    }

    private func period(of event: SimulatedEvent) -> Int? {
        let parts = (event.reference ?? "").split(separator: "/")
        return parts.count == 4 ? Int(parts[1]) : nil
    }

    // MARK: - Operators

    func editSettings(_ tally: Tally) async throws {
        var options: [String] = []
        if chance(5) {
            includesPending.toggle()
            options.append(includesPending ? "--include-pending" : "--no-include-pending")
        }
        if chance(4), horizonMonths < 9 {
            horizonMonths += 1
            options += ["--horizon-months", "\(horizonMonths)"]
        }
        if chance(5) { options += ["--daily-at", "03:\(Int.random(in: 10..<60, using: &random))"] }
        if !options.isEmpty {
            try await victim.installation.expect(["tenant", "edit", tenant.slug] + options)
            tally.add("settings edited")
        }
        if chance(3) { try await renameAccount(tally) }
    }

    /// The account is renamed, or gets its earlier name back.
    private func renameAccount(_ tally: Tally) async throws {
        let installation = victim.installation
        let port = try #require(await installation.simulator.ports.first)
        account = account == tenant.slug ? "localhost" : tenant.slug
        let host = account == tenant.slug ? "\(tenant.slug).localhost" : "localhost"
        try await installation.expect(
            ["tenant", "edit", tenant.slug, "--lucca-url", "http://\(host):\(port)"]
                + (account == tenant.slug ? [] : ["--take-over"]))
        tally.add("accounts renamed")
    }
}
