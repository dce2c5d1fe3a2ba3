import Foundation
import Logging
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

/// A week of a fleet, hour by hour, with a calendar that computes due times independently.
@Suite("A scheduled week")
struct ScheduledWeekTests {
    static let zones = [
        "Europe/Paris", "Europe/London", "Europe/Lisbon", "America/New_York", "America/Los_Angeles", "America/Sao_Paulo",
        "Pacific/Auckland", "Australia/Lord_Howe", "Asia/Kolkata", "Asia/Tokyo", "Pacific/Honolulu", "Africa/Casablanca",
    ]

    /// Each contains clock changes: of Europe and of New York, forwards and back.
    static let weeks = ["2026-10-23", "2026-10-29", "2027-03-11", "2027-03-25"]

    @Test(arguments: weeks) func everyLocalDayGetsOneRunAndNeverTwo(_ start: String) async throws {
        let week = try SimulatedWeek(
            start: start, tenants: Proof.count(small: 60, full: 1000), seed: 11, outages: true, edits: false)
        try await week.live()
        week.expectOneRunADay()
    }

    @Test(arguments: weeks) func pausesAndEditsNeverDoubleOrSkipADay(_ start: String) async throws {
        let week = try SimulatedWeek(
            start: start, tenants: Proof.count(small: 60, full: 1000), seed: 12, outages: true, edits: true)
        try await week.live()
        week.expectNoDayTwice()
    }

    @Test func whatAnOutageHeldUpComesSpreadOutAndOnce() async throws {
        let week = try SimulatedWeek(start: "2026-11-02", tenants: 200, seed: 13, outages: false, edits: false)
        try await week.activate()
        week.clock.advance(by: .seconds(36 * 3600))
        let queued = try await week.enqueuer.enqueueDue()
        #expect(queued.count == 200)
        #expect(try await week.enqueuer.enqueueDue().isEmpty)
        var starts: [Instant: Int] = [:]
        for run in queued { starts[try await week.runs.run(run).notBefore, default: 0] += 1 }
        // Tenants that have just become due are not late, and do not wait.
        let now = week.clock.wall
        #expect(starts.filter { $0.key > now }.allSatisfy { $0.value == 1 }, "no two at once")
        #expect(starts.keys.allSatisfy { $0 <= now.adding(seconds: 3600) })
        #expect(starts.keys.count > 150)
    }
}

/// Tenants in many zones, workers that come and go, and what was queued.
final class SimulatedWeek {
    let clock: ManualClock
    let database: InMemoryDatabase
    let runs: InMemoryRunStore
    let schedules: InMemoryScheduleStore
    let enqueuer: DueRunEnqueuer
    private let registry: InMemoryTenantRegistry
    private let size: Int
    private let hasOutages: Bool
    private let hasEdits: Bool
    private var random: SplitMix64
    private var tenants: [Tenant] = []
    private struct MomentKey: Hashable {
        let zone: TimeZone
        let second: Int
        let day: CalendarDay
    }

    /// Foundation takes its time for each.
    private var moments: [MomentKey: Instant] = [:]
    private var edited: Set<TenantID> = []
    /// When workers read the schedule, and which tenants then had a live run: that leaves a day due.
    private var passes: [(at: Instant, busy: Set<TenantID>)] = []

    init(start: String, tenants: Int, seed: UInt64, outages: Bool, edits: Bool) throws {
        let date = try Date("\(start)T00:00:00Z", strategy: .iso8601)
        clock = ManualClock(origin: Instant(date))
        database = InMemoryDatabase(clock: clock)
        runs = InMemoryRunStore(database)
        schedules = InMemoryScheduleStore(database)
        registry = InMemoryTenantRegistry(database)
        let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        enqueuer = DueRunEnqueuer(schedules: schedules, registry: registry, runs: runs, logger: quiet)
        size = tenants
        hasOutages = outages
        hasEdits = edits
        random = SplitMix64(seed: seed)
    }

    func activate() async throws {
        for number in 0..<size {
            var settings = TenantSettings(
                calendar: TenantCalendar(zone: try #require(TimeZone(identifier: ScheduledWeekTests.zones[number % 12]))))
            if random.chance(50) { settings.dailyAt = Int.random(in: 0..<1440, using: &random) }
            // The hours that the clocks skip or show twice.
            if random.chance(20) { settings.dailyAt = Int.random(in: 60..<240, using: &random) }
            let tenant = try await registry.create(
                NewTenant(
                    slug: TenantSlug("tenant-\(number)"), name: "T", environment: .test,
                    luccaURL: "https://t\(number).ilucca-test.net", planningPMEURL: "https://api.planningpme.com/t\(number)/",
                    contact: nil, settings: settings))
            try await registry.setScope(
                DepartmentScope(bases: [.init(id: DepartmentID("1"), withDescendants: true)]), of: tenant.id)
            try await registry.setState(.active, of: tenant.id, from: [.draft])
            tenants.append(try await registry.tenant(tenant.id))
        }
    }

    /// Eight days, in steps of 5 to 40 minutes.
    func live() async throws {
        try await activate()
        let end = clock.wall.adding(seconds: 8 * 86_400)
        while clock.wall < end {
            clock.advance(by: .seconds(Int.random(in: 300...2400, using: &random)))
            if hasOutages, random.chance(2) { clock.advance(by: .seconds(Int.random(in: 3600...(30 * 3600), using: &random))) }
            if hasEdits { for _ in 0..<(size / 20) { try await edit() } }
            try await pass()
            try await work()
        }
    }

    private func pass() async throws {
        let busy = Set(try await schedules.schedules().tenants.filter(\.isBusy).map(\.tenantID))
        passes.append((clock.wall, busy))
        try await enqueuer.enqueueDue()
        // A second worker at the same time does no harm.
        try await enqueuer.enqueueDue()
        // Despite edits and pauses, the latest due day had its run.
        let (now, left, _) = try await schedules.schedules()
        for tenant in left where !tenant.isBusy {
            guard let due = latestDay(of: tenant, at: now), let moment = moment(of: tenant.schedule, in: tenant.zone, on: due),
                moment >= tenant.since
            else { continue }
            let last = schedules.queuedDays(of: tenant.tenantID).last
            #expect(last.map { $0 >= due } == true, "\(tenant.tenant) was skipped: \(due), last \(String(describing: last))")
        }
    }

    private func latestDay(of tenant: TenantSchedule, at now: Instant) -> CalendarDay? {
        let today = now.day(in: tenant.zone)
        return [1, 0, -1, -2].lazy.map { today.adding(days: $0) }.first { day in
            self.moment(of: tenant.schedule, in: tenant.zone, on: day).map { $0 <= now } == true
        }
    }

    /// Workers end most of the due runs; the rest continues until the next step.
    private func work() async throws {
        for lease in try await runs.claimDue(worker: "w", leaseSeconds: 3600 * 24 * 30, atMost: size, isIdle: true) {
            try await runs.finish(lease, RunOutcome(state: random.chance(90) ? .succeeded : .failed), withheld: [])
        }
        if random.chance(5), let tenant = random.element(of: tenants) {
            // A manual run delays the scheduled one for a while, and shifts nothing.
            let window = SyncWindow(asOf: clock.wall.day(in: .gmt), horizonMonths: 6)
            _ = try? await runs.enqueue(NewRun(tenantID: tenant.id, trigger: .manual, window: window))
        }
    }

    private func edit() async throws {
        guard let chosen = random.element(of: tenants) else { return }
        edited.insert(chosen.id)
        var tenant = try await registry.tenant(chosen.id)
        switch Int.random(in: 0..<4, using: &random) {
        case 0:
            tenant.settings.dailyAt = random.chance(30) ? nil : Int.random(in: 0..<1440, using: &random)
            try await registry.update(tenant)
        case 1:
            let zone = ScheduledWeekTests.zones.randomElement(using: &random) ?? "UTC"
            tenant.settings.calendar.zone = try #require(TimeZone(identifier: zone))
            try await registry.update(tenant)
        case 2 where tenant.state == .active:
            try await registry.setState(.paused, of: tenant.id, from: [.active])
        default:
            if tenant.state == .paused { try await registry.setState(.active, of: tenant.id, from: [.paused]) }
        }
    }

    // MARK: What must hold

    func expectNoDayTwice() {
        for tenant in tenants {
            let days = schedules.queuedDays(of: tenant.id)
            #expect(days == Array(Set(days)).sorted(), "\(tenant.slug): \(days)")
        }
    }

    /// Each local day whose due time a worker could see before the next one's, without a live run, and no other.
    func expectOneRunADay() {
        expectNoDayTwice()
        guard let end = passes.last?.at else { return }
        for tenant in tenants where !edited.contains(tenant.id) {
            var expected: [CalendarDay] = []
            var day = tenant.createdAt.day(in: tenant.settings.calendar.zone).adding(days: -1)
            while let moment = moment(of: tenant, on: day), moment <= end {
                if moment >= tenant.createdAt, let next = self.moment(of: tenant, on: day.adding(days: 1)),
                    passes.contains(where: { $0.at >= moment && $0.at < next && !$0.busy.contains(tenant.id) })
                {
                    expected.append(day)
                }
                day = day.adding(days: 1)
            }
            #expect(schedules.queuedDays(of: tenant.id) == expected, "\(tenant.slug) \(tenant.settings.calendar.zone.identifier)")
        }
    }

    private func moment(of tenant: Tenant, on day: CalendarDay) -> Instant? {
        moment(of: DailySchedule(of: tenant), in: tenant.settings.calendar.zone, on: day)
    }

    private func moment(of schedule: DailySchedule, in zone: TimeZone, on day: CalendarDay) -> Instant? {
        let key = MomentKey(zone: zone, second: schedule.secondOfDay, day: day)
        if let known = moments[key] { return known }
        let moment = Self.moment(second: schedule.secondOfDay, in: zone, on: day)
        moments[key] = moment
        return moment
    }

    /// By Foundation's calendar: the first moment of that day that shows the tenant's time, or the next one if none does.
    private static func moment(second: Int, in zone: TimeZone, on day: CalendarDay) -> Instant? {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        guard let start = calendar.date(from: DateComponents(year: day.year, month: day.month, day: day.day)) else { return nil }
        if second == 0 { return Instant(start) }
        let wanted = DateComponents(hour: second / 3600, minute: second / 60 % 60, second: second % 60)
        return calendar.nextDate(
            after: start.addingTimeInterval(-0.5), matching: wanted, matchingPolicy: .nextTime, repeatedTimePolicy: .first
        ).map { Instant($0) }
    }
}
