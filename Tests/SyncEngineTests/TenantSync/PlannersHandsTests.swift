import SyncCore
import SyncEngine
import SyncTestKit
import Testing

/// Random leaves, random planner changes, deleted resources and types, with and without overlaps, with and without a kill.
@Suite("Random planner changes")
struct PlannersHandsTests {
    struct Died: Error {}

    struct World {
        let bench: SyncBench
        var random: SplitMix64
        var requests: [LeaveRequest] = []
        var day = SyncBench.today
        var nextPeriod = 5000
        let refusesOverlaps: Bool

        var today: Instant { bench.tenant.settings.calendar.startOfDay(day) }
    }

    @Test(
        "After one run each absence is on the planning once, or a problem names it",
        arguments: 0..<Proof.count(small: 24, full: 1000))
    func oneRunIsEnough(seed: Int) async throws {
        var random = SplitMix64(seed: UInt64(seed) &+ 77)
        let refusesOverlaps = random.chance(50)
        let missing = random.pick(FakePlanning.Missing.refused, .saidToBeGone)
        let bench = try await SyncBench {
            $0.brake = Brake(count: 1000, percent: 100)
            $0.create = [.types, .resources, .departments]
        }
        bench.planning.change { world in
            world.events = [:]
            world.refusesOverlaps = refusesOverlaps
            world.missing = missing
        }
        var world = World(bench: bench, random: random, refusesOverlaps: refusesOverlaps)
        for _ in 0..<15 { Self.changeLeaves(&world) }
        bench.set(world.requests)
        try await bench.sync()
        for step in 0..<6 {
            for _ in 0..<Int.random(in: 0...4, using: &world.random) { Self.changeLeaves(&world) }
            for _ in 0..<Int.random(in: 1...4, using: &world.random) { Self.touchPlanning(&world) }
            bench.set(world.requests)
            let over = bench.planning.current.events.filter { $0.value.end <= world.today }
            try await Self.sync(&world)
            for (key, event) in over { #expect(bench.planning.current.events[key] == event, "seed \(seed), step \(step)") }
            try await Self.expectShown(world, "seed \(seed), step \(step)")
            world.day = world.day.adding(days: Int.random(in: 0...2, using: &world.random))
            while [.saturday, .sunday].contains(world.day.weekday) { world.day = world.day.adding(days: 1) }
        }
    }

    private static func sync(_ world: inout World) async throws {
        let bench = world.bench
        let options = SyncOptions(reconcile: true)
        guard world.random.chance(40), let point = FaultPoint.allCases.randomElement(using: &world.random) else {
            try await bench.sync(asOf: world.day, options: options)
            return
        }
        let nth = Int.random(in: 1...8, using: &world.random)
        let faults = FaultPoints { reached, count in if reached == point, count == nth { throw Died() } }
        do {
            try await bench.sync(asOf: world.day, worker: "dies", faults: faults, options: options)
        } catch is InjectedCrash {
            if let live = try await bench.ports.runs.liveRun(of: bench.tenant.id) {
                bench.database.expireLease(of: live.id)
                try await bench.sync(asOf: world.day, worker: "lives", options: options)
            }
        }
    }

    private static func changeLeaves(_ world: inout World) {
        let chosen = world.requests.indices.randomElement(using: &world.random)
        switch Int.random(in: 0..<10, using: &world.random) {
        case 0...5:
            let period = LeavePeriodID("\(world.nextPeriod)")
            world.nextPeriod += 1
            let employee = EmployeeID("\(Int.random(in: 1...6, using: &world.random))")
            let request = request(period, employee, world.random.pick("1", "2"), &world)
            if fits(request, world) { world.requests.append(request) }
        case 6, 7:
            // Of the same period: at another time, or on another leave account.
            guard let chosen else { return }
            let old = world.requests.remove(at: chosen)
            let changed = request(old.period, old.employee, world.random.chance(70) ? old.account : "2", &world)
            world.requests.append(fits(changed, world) ? changed : old)
        case 8:
            guard let chosen else { return }
            // Cancelled, and some of its days booked again.
            let old = world.requests.remove(at: chosen)
            var next = old
            next.period = LeavePeriodID("\(world.nextPeriod)")
            world.nextPeriod += 1
            next.account = old.account == "1" ? "2" : "1"
            if fits(next, world) { world.requests.append(next) }
        default:
            if let chosen { world.requests.remove(at: chosen) }
        }
    }

    private static func request(
        _ period: LeavePeriodID, _ employee: EmployeeID, _ account: LeaveAccountID, _ world: inout World
    ) -> LeaveRequest {
        var first = world.day.adding(days: Int.random(in: -8...40, using: &world.random))
        while [.saturday, .sunday].contains(first.weekday) { first = first.adding(days: 1) }
        var last = first.adding(days: Int.random(in: 0...6, using: &world.random))
        while [.saturday, .sunday].contains(last.weekday) { last = last.adding(days: 1) }
        var request = LeaveRequest(period, employee, account, from: 0, to: 0)
        request.first = HalfDay(first, world.random.pick(.morning, .afternoon))
        request.last = HalfDay(last, first == last ? request.first.half : world.random.pick(.morning, .afternoon))
        return request
    }

    private static func fits(_ request: LeaveRequest, _ world: World) -> Bool {
        !world.requests.contains { $0.employee == request.employee && $0.first <= request.last && request.first <= $0.last }
    }

    private static func touchPlanning(_ world: inout World) {
        let planning = world.bench.planning.current
        let ours = planning.events.values.filter { $0.remark.contains("[lucca:acme/") && $0.end > world.today }.map(\.key)
            .sorted()
        guard let key = ours.randomElement(using: &world.random), let event = planning.events[key] else { return }
        var random = world.random
        let refuses = world.refusesOverlaps
        let from = Instant(secondsSince1970: (world.day.ordinal + Int.random(in: -60...200, using: &random)) * 86_400 + 3600 * 9)
        let hours = Int.random(in: 1...70, using: &random)
        let choice = Int.random(in: 0..<13, using: &random)
        let other = ResourceKey(50 + Int.random(in: 1...6, using: &random))
        world.bench.planning.change { world in
            switch choice {
            case 0...3:
                world.events[key]?.start = from
                world.events[key]?.end = from.adding(seconds: hours * 3600)
            case 4: world.events[key]?.end = event.end.adding(seconds: hours * 3600)
            case 5: world.events[key]?.end = event.start.adding(seconds: 3600)
            case 6: world.events[key] = nil
            case 7: world.events[key]?.type = 77
            case 8: world.events[key]?.type = nil
            case 9 where world.resources.contains { $0.key == other }: world.events[key]?.resources = [other]
            case 10:
                if let resource = event.resources.first { world.deleteResource(resource, keepingEvents: !refuses) }
            case 11: world.types.removeAll { $0.key == event.type }
            // Where overlaps are refused, planners cannot show one person twice at a time either.
            case 12 where !refuses && !event.resources.contains(other) && world.resources.contains { $0.key == other }:
                world.events[key]?.resources.append(other)
            default: break
            }
        }
        world.random = random
    }

    private struct Day: Hashable, Comparable, CustomStringConvertible {
        let period: LeavePeriodID
        let text: String
        var description: String { "\(period) \(text)" }
        static func < (left: Day, right: Day) -> Bool { left.description < right.description }
    }

    /// From today on: past events do not matter.
    private static func expectShown(_ world: World, _ comment: String) async throws {
        let bench = world.bench
        let calendar = bench.tenant.settings.calendar
        let planning = bench.planning.current
        let problems = try await bench.run.problems()
        func isNamed(_ period: LeavePeriodID) -> Bool {
            problems.contains {
                if case .event(let reference, of: _) = $0.subject { reference.periodID == period } else { false }
            }
        }
        func text(_ number: String, _ type: String, _ start: Instant, _ end: Instant) -> String {
            "\(number) \(LabelFolding.fold(type)) \(max(start, world.today)) \(end)"
        }
        let shown = planning.events.values.filter { $0.end > world.today }.compactMap { event -> Day? in
            guard let reference = EventReference.all(in: event.remark).first, !isNamed(reference.periodID) else { return nil }
            let numbers = event.resources.map { key in
                planning.resources.first { $0.key == key }?.registrationNumber ?? "?"
            }
            // Planners add people beside ours.
            let ours = world.requests.first { $0.period == reference.periodID }.map { "00\($0.employee)" }
            let number = ours.flatMap { numbers.contains($0) ? $0 : nil } ?? numbers.joined(separator: "+")
            let type = planning.types.first { $0.key == event.type }?.label ?? "none"
            return Day(period: reference.periodID, text: text(number, type, event.start, event.end))
        }
        let wanted = world.requests.compactMap { request -> Day? in
            let (start, end) = (calendar.instant(startOf: request.first), calendar.instant(endOf: request.last))
            guard end > world.today, !isNamed(request.period) else { return nil }
            return Day(
                period: request.period,
                text: text("00\(request.employee)", request.account == "1" ? "Congés payés" : "RTT", start, end))
        }
        #expect(shown.sorted() == wanted.sorted(), "\(comment): \(problems.map(\.brief))")
        let entries = try await bench.ports.ledger.load(bench.tenant.id).entries
        #expect(entries.allSatisfy { $0.openIntent == nil }, "\(comment)")
    }
}
