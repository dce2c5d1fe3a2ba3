import Simulators
import Testing

@Suite("The next day, end to end", .serialized)
struct DailyChangesTests {
    @Test("Changes in Lucca reach the planning the next day, and no other event changes")
    func changesAreCarriedOver() async throws {
        try await Installation.with(SimulatorConfiguration(seed: 21, tenants: 1, employees: 300)) { installation in
            let tenant = installation.world.tenants[0]
            let lucca = tenant.lucca
            let today = installation.world.today
            let tomorrow = today.adding(1)
            let expected = ExpectedPlanning(tenant: tenant, asOf: today)
            try await installation.register(tenant)
            _ = try await installation.runNow(tenant, asOf: today)
            expectExact(tenant, expected)

            // Periods of synced employees, entirely in the future and long enough to be shortened.
            let future = tenant.lucca.leaves.filter {
                $0.isActive && !$0.hasCancellationDate && $0.isConfirmed && $0.seconds == nil
                    && expected.resources[$0.employee] != nil
                    && expected.types[$0.account] != nil
            }
            let periods = Dictionary(grouping: future, by: \.period).filter { _, leaves in
                leaves.count >= 4 && leaves.allSatisfy { $0.day > tomorrow.adding(7) && $0.day < today.adding(150) }
            }
            var candidates = periods.keys.sorted()
            try #require(candidates.count >= 8)
            func nextPeriod() -> Int { candidates.removeFirst() }

            let cancelled = nextPeriod()
            let extended = nextPeriod()
            let shortened = nextPeriod()
            let headless = nextPeriod()
            let retyped = nextPeriod()
            let noted = try #require(tenant.ours().first { $0.reference?.contains("/\(shortened)/") == true })
            try tenant.planning.apply(.editRemark(event: noted.key, remark: "Voir avec Paul " + noted.remark + " (remplacé)"))
            try tenant.planning.apply(.editEvent(event: noted.key, member: "color", text: "#123456"))
            try lucca.apply(.cancelPeriod(period: cancelled))
            try lucca.apply(.extendPeriod(period: extended, halfDays: 3))
            try lucca.apply(.shortenPeriod(period: shortened, halfDays: 2))
            let firstHalf = try #require(
                periods[headless]?.min { ($0.day, $0.isMorning ? 0 : 1) < ($1.day, $1.isMorning ? 0 : 1) })
            try lucca.apply(.cancelLeaves(leaves: [firstHalf.id]))
            let unpaid = try #require(lucca.leaveAccounts.first { $0.name == "Congé sans solde" })
            try lucca.apply(.changeReason(period: retyped, account: unpaid.id))
            let renamed = try #require(lucca.leaveAccounts.first { $0.name == "RTT" })
            try lucca.apply(.renameLeaveAccount(account: renamed.id, name: "Réduction du temps de travail"))
            let leaver = try #require(periods[nextPeriod()]?.first).employee
            try lucca.apply(.endContract(employee: leaver, lastDay: today))
            let adder = try #require(periods[nextPeriod()]?.first).employee
            try lucca.apply(
                .addLeave(
                    employee: adder, account: renamed.id, from: today.adding(160), startsInMorning: false, halfDays: 3,
                    isConfirmed: true,
                    seconds: nil))

            let theirs = tenant.theirs()
            let before = Dictionary(uniqueKeysWithValues: tenant.ours().map { ($0.key, $0) })
            installation.world.today = tomorrow
            installation.world.journal.reset()
            let run = try await installation.runNow(tenant, asOf: tomorrow)
            let wanted = expected.later(tomorrow)
            // Yesterday's events stay on the planning: an event entirely before the as-of date is not changed.
            let over = expected.events().subtracting(wanted.events()).filter { $0.end <= tomorrow.ordinal * 86_400 - 3600 }
            let found = tenant.oursAsExpected()
            #expect(Set(found).subtracting(over) == wanted.events())
            #expect(Set(found).count == found.count)
            #expect(tenant.theirs() == theirs)

            let after = Dictionary(uniqueKeysWithValues: tenant.ours().map { ($0.key, $0) })
            let touched = before.keys.filter { after[$0] != before[$0] }
            #expect(touched.count == run.counts.updated + run.counts.deleted)
            let kept = try #require(after[noted.key])
            #expect(kept.remark.hasPrefix("Voir avec Paul [lucca:") && kept.remark.hasSuffix(" (remplacé)"))
            #expect(kept.otherMembers.contains("#123456"))
            #expect(after.values.contains { $0.reference?.contains("/\(cancelled)/") == true } == false)
            #expect(after.values.contains { $0.reference?.contains("/\(headless)/") == true })

            let idle = try await installation.runNow(tenant, asOf: tomorrow)
            #expect(idle.counts.created + idle.counts.updated + idle.counts.deleted == 0)
        }
    }

    @Test("Absences in progress are not rewritten every day")
    func absencesUnderWayAreLeftAlone() async throws {
        try await Installation.with(SimulatorConfiguration(seed: 22, tenants: 1, employees: 120)) { installation in
            let tenant = installation.world.tenants[0]
            let today = installation.world.today
            let employee = try #require(ExpectedPlanning(tenant: tenant, asOf: today).resources.keys.min())
            let sick = try #require(tenant.lucca.leaveAccounts.first { $0.name == "Maladie" })
            try tenant.lucca.apply(
                .addLeave(
                    employee: employee, account: sick.id, from: today.adding(-60), startsInMorning: true, halfDays: 140,
                    isConfirmed: true,
                    seconds: nil))
            try await installation.register(tenant)
            _ = try await installation.runNow(tenant, asOf: today)
            let underWay = tenant.ours().filter { $0.start < today.ordinal * 86_400 - 7200 }
            #expect(!underWay.isEmpty)
            for offset in 1...4 {
                installation.world.today = today.adding(offset)
                _ = try await installation.runNow(tenant, asOf: today.adding(offset))
                let now = Dictionary(uniqueKeysWithValues: tenant.ours().map { ($0.key, $0) })
                for event in underWay { #expect(now[event.key] == event) }
            }
        }
    }

    @Test("Many deletions are withheld until a person approves them")
    func theBrakeAsks() async throws {
        try await Installation.with(SimulatorConfiguration(seed: 23, tenants: 1, employees: 120)) { installation in
            let tenant = installation.world.tenants[0]
            let today = installation.world.today
            let expected = ExpectedPlanning(tenant: tenant, asOf: today)
            try await installation.register(tenant)
            _ = try await installation.runNow(tenant, asOf: today)
            let before = tenant.oursAsExpected()
            let periods = Set(
                tenant.lucca.leaves.filter { expected.resources[$0.employee] != nil && $0.isActive && !$0.hasCancellationDate }
                    .map(\.period)
            ).sorted()
            for period in periods.prefix(periods.count / 2) { try tenant.lucca.apply(.cancelPeriod(period: period)) }
            let braked = try await installation.runNow(tenant, asOf: today, endings: ["needs_review"])
            #expect(braked.counts.deleted == 0)
            #expect(Set(tenant.oursAsExpected()) == Set(before))
            let approved = try await installation.command(["run", "approve", "\(braked.id)", "--output", "json"])
            #expect(approved.status == 0 || approved.status == 3, "\(approved.stderr)")
            expectExact(tenant, expected.later(today))
        }
    }
}
