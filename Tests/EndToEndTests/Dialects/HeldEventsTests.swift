import Simulators
import Testing

/// What planners do with our events and resources, and how it is reported (`contracts/planningpme.md`, What the product does with
/// events).
@Suite("Events that planners hold, archive, mask or move, end to end", .serialized, .timeLimit(.minutes(15)))
struct HeldEventsTests {
    private func with(viewDays: Int? = nil, _ body: (Brand) async throws -> Void) async throws {
        var behaviour = PlanningBehaviour()
        behaviour.viewDays = viewDays
        try await Brand.with(viewDays.map { "seen, \($0) days" } ?? "seen", behaviour) { brand in
            try await brand.register()
            try await brand.probe()
            try await brand.run()
            brand.expectExactNow(after: "first sync")
            try await body(brand)
        }
    }

    private func expectArchived(
        _ employee: Int, _ run: RunDocument, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let told = run.problems.filter { $0.code == "resource_archived" }
        try #require(told.count == 1, "\(run.problems)", sourceLocation: sourceLocation)
        #expect(told[0].subject.employee == "\(employee)", sourceLocation: sourceLocation)
        #expect(told[0].remedy.contains("out of the archive"), sourceLocation: sourceLocation)
    }

    enum Hold: String, CaseIterable, Sendable {
        case locked, open, readOnly

        func change(_ event: Int, isHeld: Bool) -> PlanningChange {
            switch self {
            case .locked: .lockEvent(event: event, isLocked: isHeld)
            case .open: .openEvent(event: event, editor: isHeld ? "Paul" : nil)
            case .readOnly: .protectEvent(event: event, isReadOnly: isHeld)
            }
        }
    }

    @Test("A held event is a problem with a remedy, even when due for deletion; others are synced", arguments: Hold.allCases)
    func held(_ hold: Hold) async throws {
        try await with { brand in
            let periods = brand.periodsOfOneEvent()
            try #require(periods.count >= 3)
            let (shortened, cancelled, other) = (periods[0], periods[1], periods[2])
            let events = try [shortened, cancelled].map { try brand.event(of: $0) }
            for event in events { try brand.tenant.planning.apply(hold.change(event.key, isHeld: true)) }
            let held = try [shortened, cancelled].map { try brand.event(of: $0) }
            for period in [shortened, other] { try brand.tenant.lucca.apply(.shortenPeriod(period: period, halfDays: 1)) }
            try brand.tenant.lucca.apply(.cancelPeriod(period: cancelled))
            for options in [[], ["--reconcile"]] {
                let run = try await brand.run(options, endings: ["partial"])
                let told = run.problems.filter { $0.code == "event_locked" }
                #expect(Set(told.compactMap(\.subject.event)) == Set(events.compactMap(\.reference)), "\(hold): \(run.problems)")
                #expect(told.allSatisfy { $0.remedy.contains("right to change locked events") }, "\(told)")
                #expect(try [shortened, cancelled].map { try brand.event(of: $0) } == held, "\(hold)")
                brand.expectExactNow(after: "\(hold) \(options)", except: [shortened, cancelled])
            }
            for event in events { try brand.tenant.planning.apply(hold.change(event.key, isHeld: false)) }
            try await brand.run()
            brand.expectExactNow(after: "no longer \(hold)")
        }
    }

    /// An employee with a future event, their resource, and free days.
    private func person(_ brand: Brand) throws -> (employee: Int, account: Int, resource: Int, free: SimulatedDay) {
        let (lucca, today) = (brand.tenant.lucca, brand.today)
        let period = try #require(brand.periods().first)
        let leave = try #require(lucca.leaves.first { $0.period == period })
        let taken = Set(lucca.leaves.filter { $0.employee == leave.employee }.map(\.day.ordinal))
        let free = (90..<160).map { today.adding($0) }.first { day in
            day.weekday == 0 && (-4...6).allSatisfy { !taken.contains(day.adding($0).ordinal) }
        }
        let resource = try #require(brand.expected.resources[leave.employee])
        return (leave.employee, leave.account, resource, try #require(free))
    }

    @Test("An archived resource is a problem with a remedy: no resource is created beside it, and its events stay")
    func archived() async throws {
        try await with { brand in
            let person = try person(brand)
            let (before, resources) = (brand.tenant.ours(), brand.tenant.planning.resources.count)
            try brand.tenant.planning.apply(.archiveResource(resource: person.resource, isArchived: true))
            let added = try brand.tenant.lucca.apply(
                .addLeave(
                    employee: person.employee, account: person.account, from: person.free, startsInMorning: true, halfDays: 4,
                    isConfirmed: true, seconds: nil))
            for options in [[], [], ["--reconcile"]] {
                let run = try await brand.run(options, endings: ["partial"])
                try expectArchived(person.employee, run)
                #expect(brand.tenant.ours() == before && brand.tenant.planning.resources.count == resources, "\(options)")
                brand.expectExactNow(after: "archived \(options)", except: [added])
            }
            try brand.tenant.planning.apply(.archiveResource(resource: person.resource, isArchived: false))
            try await brand.run(["--reconcile"])
            brand.expectExactNow(after: "out of the archive")
        }
    }

    @Test("A masked resource is a problem with a remedy: its events are read by key, and none is created twice")
    func masked() async throws {
        try await with { brand in
            let person = try person(brand)
            let (before, resources) = (brand.tenant.ours(), brand.tenant.planning.resources.count)
            try brand.tenant.planning.apply(.maskResource(resource: person.resource, isMasked: true))
            for _ in 0..<2 {
                let run = try await brand.run(["--reconcile"], endings: ["partial"])
                try expectArchived(person.employee, run)
                #expect(run.counts.created + run.counts.updated + run.counts.deleted == 0, "\(run.counts)")
                #expect(brand.tenant.ours() == before && brand.tenant.planning.resources.count == resources)
            }
            try brand.tenant.planning.apply(.maskResource(resource: person.resource, isMasked: false))
            let period = try #require(brand.periods().first)
            try brand.tenant.lucca.apply(.shortenPeriod(period: period, halfDays: 1))
            try await brand.run(["--reconcile"])
            brand.expectExactNow(after: "shown again")
        }
    }

    @Test("The weekly read moves an event back to its original resource alone", arguments: [nil, 30])
    func moved(viewDays: Int?) async throws {
        try await with(viewDays: viewDays) { brand in
            let far = brand.periods().filter { period in
                brand.tenant.lucca.leaves.contains { $0.period == period && $0.day > brand.today.adding(40) }
            }
            let event = try brand.event(of: try #require(far.first))
            let other = try #require(brand.tenant.planning.resources.last { !event.resources.contains($0.key) })
            try brand.tenant.planning.apply(.assignEvent(event: event.key, resource: other.key))
            let daily = try await brand.run()
            #expect(daily.counts.updated == 0 && daily.requests.planningpme <= 1, "a run without changes reads nothing")
            let weekly = try await brand.run(["--reconcile"])
            #expect(weekly.counts.created == 0 && weekly.counts.updated == 1 && weekly.counts.deleted == 0, "\(weekly.counts)")
            #expect(try brand.event(of: try #require(far.first)) == event)
            brand.expectExactNow(after: "the weekly read")
            let again = try await brand.run(["--reconcile"])
            #expect(again.counts.created + again.counts.updated + again.counts.deleted == 0, "\(again.counts)")
        }
    }
}
