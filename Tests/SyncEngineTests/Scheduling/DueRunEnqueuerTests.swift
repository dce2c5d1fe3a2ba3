import Foundation
import Logging
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@Suite("The schedule's pass")
struct DueRunEnqueuerTests {
    /// The schedule of a store that fails for one tenant.
    private struct RefusingStore: ScheduleStore {
        let base: InMemoryScheduleStore
        let refused: TenantID
        let error: SyncError

        func now() async throws -> Instant { try await base.now() }
        func schedules() async throws -> (at: Instant, tenants: [TenantSchedule], unknownZones: [TenantSlug]) {
            let known = try await base.schedules()
            return (known.at, known.tenants, [try TenantSlug("on-mars")])
        }
        func enqueue(_ run: DueRun) async throws -> RunID? {
            if run.tenantID == refused { throw error }
            return try await base.enqueue(run)
        }
    }

    private struct Scene {
        let clock = ManualClock()
        let database: InMemoryDatabase
        let tenants: [TenantID]

        init() async throws {
            database = InMemoryDatabase(clock: clock)
            let registry = InMemoryTenantRegistry(database)
            let zone = try #require(TimeZone(identifier: "Europe/Paris"))
            var tenants: [TenantID] = []
            for slug in ["acme", "globex", "initech"] {
                let tenant = try await registry.create(
                    NewTenant(
                        slug: TenantSlug(slug), name: slug, environment: .test, luccaURL: "https://\(slug).ilucca-test.net",
                        planningPMEURL: "https://api.planningpme.com/\(slug)/", contact: nil,
                        settings: TenantSettings(calendar: TenantCalendar(zone: zone))))
                try await registry.setScope(DepartmentScope(bases: [.init(id: "1", withDescendants: true)]), of: tenant.id)
                try await registry.setState(.active, of: tenant.id, from: [.draft])
                tenants.append(tenant.id)
            }
            self.tenants = tenants
            clock.advance(by: .seconds(36 * 3600))
        }

        func enqueuer(refusing tenant: TenantID, _ failureClass: FailureClass) -> DueRunEnqueuer {
            let error = SyncError(.databaseFailed, failureClass: failureClass)
            return DueRunEnqueuer(
                schedules: RefusingStore(base: InMemoryScheduleStore(database), refused: tenant, error: error),
                registry: InMemoryTenantRegistry(database), runs: InMemoryRunStore(database),
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        }
    }

    @Test(arguments: [FailureClass.defect, .rejected, .misconfigured])
    func aTenantThatCanNotBeQueuedDelaysNoOther(_ failureClass: FailureClass) async throws {
        let scene = try await Scene()
        let queued = try await scene.enqueuer(refusing: scene.tenants[1], failureClass).enqueueDue()
        let runs = InMemoryRunStore(scene.database)
        var tenants: Set<TenantID> = []
        for run in queued { tenants.insert(try await runs.run(run).tenantID) }
        #expect(tenants == [scene.tenants[0], scene.tenants[2]])
    }

    @Test(arguments: [FailureClass.transient, .cancelled])
    func whatIsOfTheDatabaseEndsThePass(_ failureClass: FailureClass) async throws {
        let scene = try await Scene()
        await #expect(throws: SyncError.self) {
            try await scene.enqueuer(refusing: scene.tenants[1], failureClass).enqueueDue()
        }
    }
}
