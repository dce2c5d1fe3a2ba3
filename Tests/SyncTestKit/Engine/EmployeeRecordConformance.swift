import SyncCore
import SyncEngine

/// What every `EmployeeRecords` does.
package enum EmployeeRecordConformance {
    package static let all: [ConformanceCase] = [
        ConformanceCase("eventsOfOneEmployeeAreShownByStart", eventsOfOneEmployeeAreShownByStart),
        ConformanceCase("aReadOfEventsIsOnRecord", aReadOfEventsIsOnRecord),
        ConformanceCase("whatNobodyKnowsIsNotOnRecord", whatNobodyKnowsIsNotOnRecord),
        ConformanceCase("changesOfOneEmployeeComeLastFirst", changesOfOneEmployeeComeLastFirst),
        ConformanceCase("pagesOfChangesLeaveNothingOut", pagesOfChangesLeaveNothingOut),
    ]

    private static func event(_ period: LeavePeriodID, of employee: EmployeeID = "42", day: Int = 20_800) -> EventFacts {
        let start = Instant(secondsSince1970: 1_797_120_000 + (day - 20_800) * 86_400)
        return EventFacts(
            reference: EventReference(
                account: "acme", periodID: period, accountID: "7", first: HalfDay(CalendarDay(ordinal: day), .morning)),
            employeeID: employee, resource: 12, type: 3, start: start, end: start.adding(seconds: 43_200))
    }

    /// A run that wrote these events.
    private static func write(_ events: [EventFacts], _ tenant: Tenant, _ store: ConformanceHarness) async throws -> RunID {
        let claimed = try await store.start(tenant)
        try await store.ledger.recordIntents(events.map { .create($0) }, claimed.lease)
        let written = events.enumerated().map { number, event in
            LedgerOutcome.written(LedgerEntry(event, key: EventKey(500 + number)), replacing: event.reference)
        }
        let changes = events.map { RunChange(.create, .done, $0, because: .new) }
        try await store.ledger.recordOutcomes(written, changes: changes, claimed.lease)
        try await store.runs.finish(claimed.lease, RunOutcome(state: .succeeded), withheld: [])
        return claimed.run.id
    }

    private static func reads(_ store: ConformanceHarness) async throws -> [String?] {
        try await store.audit.list(AuditFilter()).filter { $0.kind == .read && $0.object == "employee" }.map(\.subject)
    }

    private static func eventsOfOneEmployeeAreShownByStart(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        let (late, early, other) = (event("901", day: 20_810), event("902"), event("903", of: "43"))
        _ = try await write([late, early, other], tenant, store)
        let found = try await store.records.events(of: "42", in: tenant.id)
        try expectEqual(found.map(\.event), [early, late], "by start, of one employee")
        try expectEqual(found.map(\.eventKey), [501, 500], "with their keys")
        let neighbour = try await store.makeTenant("globex")
        try expectEqual(try await store.records.events(of: "42", in: neighbour.id), [], "of one tenant")
    }

    private static func aReadOfEventsIsOnRecord(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        _ = try await write([event("901")], tenant, store)
        _ = try await store.records.events(of: "42", in: tenant.id)
        try expectEqual(try await reads(store), ["42"], "one entry, with the employee's id")
        let entry = try await store.audit.list(AuditFilter(tenant: tenant.slug)).first { $0.kind == .read }
        try expectEqual(entry?.tenant, tenant.slug.value, "of the tenant")
    }

    /// It could be a name.
    private static func whatNobodyKnowsIsNotOnRecord(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        _ = try await write([event("901")], tenant, store)
        try expectEqual(try await store.records.events(of: "Dupont", in: tenant.id), [], "no event")
        try expectEqual(try await reads(store), [nil], "an entry without what was typed")
    }

    private static func changesOfOneEmployeeComeLastFirst(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        let first = try await write([event("901"), event("902", of: "43")], tenant, store)
        let second = try await write([event("903", day: 20_810)], tenant, store)
        let found = try await store.records.changes(of: "42", in: tenant.id, before: nil, limit: 10)
        try expectEqual(found.map(\.run), [second, first], "the last run's first")
        try expectEqual(found.map(\.change.reference.periodID), ["903", "901"], "of one employee")
        try expectEqual(found.map(\.change.cause), [.new, .new], "with their causes")
    }

    private static func pagesOfChangesLeaveNothingOut(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        let events = (0..<7).map { event(LeavePeriodID("90\($0)"), day: 20_800 + $0) }
        _ = try await write(events, tenant, store)
        var (pages, before): ([[LeavePeriodID]], Int?) = ([], nil)
        while pages.last?.isEmpty != true {
            let page = try await store.records.changes(of: "42", in: tenant.id, before: before, limit: 3)
            pages.append(page.map(\.change.reference.periodID))
            before = page.last?.number
        }
        try expectEqual(pages.map(\.count), [3, 3, 1, 0], "full pages, and the rest")
        try expectEqual(pages.flatMap { $0 }, events.reversed().map(\.reference.periodID), "each change once")
    }
}
