import Foundation
import PostgresClient
import PostgresStore
import SyncCore
import SyncEngine
import Testing

/// Sample values.
enum Samples {
    static func settings() throws -> TenantSettings {
        TenantSettings(calendar: TenantCalendar(zone: try #require(TimeZone(identifier: "Europe/Paris"))))
    }

    static func newTenant(_ slug: String) throws -> NewTenant {
        NewTenant(
            slug: try TenantSlug(slug), name: "Tenant \(slug)", environment: .test, luccaURL: "https://\(slug).ilucca-test.net",
            planningPMEURL: "https://api.planningpme.test/\(slug)/", contact: "it@\(slug).test", settings: try settings())
    }

    static func tenant(_ slug: String, in worker: PostgresPool) async throws -> Tenant {
        try await PostgresTenantRegistry(pool: worker).create(newTenant(slug))
    }

    /// As the table's owner types it into psql.
    static func unreadableOperation(of tenant: TenantID, in superuser: PostgresPool) async throws -> OperationID {
        try #require(try await superuser.query(PlantOperation(tenant: tenant)).first)
    }

    private struct PlantOperation: PostgresStatement {
        static let sql = """
            insert into queued_operation (tenant_id, kind, parameters) values ($1, 'preview', '{"asOf": "soon"}') returning id
            """
        let tenant: TenantID
        var bindings: [PostgresValue] { [.uuid(tenant.value)] }
        static func decode(_ row: PostgresRow) throws -> OperationID { OperationID(try row.int("id")) }
    }

    static func window() throws -> SyncWindow {
        SyncWindow(asOf: try #require(CalendarDay("2026-11-24")), horizonMonths: 6)
    }

    static func newRun(_ tenant: Tenant, approves: RunID? = nil) throws -> NewRun {
        NewRun(tenantID: tenant.id, trigger: .manual, window: try window(), approves: approves)
    }

    static func claimed(_ tenant: Tenant, in runs: PostgresRunStore, worker: String = "w1") async throws -> ClaimedRun {
        let id = try await runs.enqueue(newRun(tenant))
        return try #require(try await runs.claim(id, worker: worker, leaseSeconds: 60))
    }

    static func reference(_ period: Int, account: String = "acme") throws -> EventReference {
        EventReference(
            account: account, periodID: LeavePeriodID("\(period)"), accountID: "7",
            first: HalfDay(try #require(CalendarDay("2026-12-24")), .morning))
    }

    static func draft(_ period: Int, resource: Int = 5) throws -> EventFacts {
        EventFacts(
            reference: try reference(period), employeeID: "42", resource: ResourceKey(resource), type: 3,
            start: Instant(secondsSince1970: 1_798_000_000), end: Instant(secondsSince1970: 1_798_086_400))
    }

    static func entry(_ period: Int, key: Int) throws -> LedgerEntry {
        LedgerEntry(try draft(period), key: EventKey(key))
    }

    static func change(_ period: Int, _ outcome: RunChange.Outcome = .done) throws -> RunChange {
        RunChange(
            outcome == .withheld ? .delete : .create, outcome, try draft(period),
            because: outcome == .withheld ? .goneFromLucca : .new)
    }

    static let problem = Problem(
        .employee("42", identifier: "00317"), .noResource(identifier: .employeeNumber, matchesEmail: false, creates: [.types]))
}

/// Expires a run's lease, as time would.
struct ExpireLease: PostgresStatement {
    static let sql = "update run set lease_until = clock_timestamp() - interval '1 second' where id = $1"
    let run: RunID
    var bindings: [PostgresValue] { [.int(run.value)] }
}

/// The error's code, or nil when nothing was thrown.
func code(of body: () async throws -> Void) async throws -> SyncError.Code? {
    do {
        try await body()
        return nil
    } catch let error as SyncError {
        return error.code
    }
}

/// Expects a `SyncError` of that code.
func expectError(
    _ expected: SyncError.Code, sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> Void
) async throws {
    let found = try await code(of: body)
    #expect(found == expected, sourceLocation: sourceLocation)
}
