import Foundation
import Operations
import PostgresClient
import PostgresStore
import PostgresTestKit
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

/// Operators who edit one tenant at the same moment, on PostgreSQL.
@Suite("Racing editors", .timeLimit(.minutes(2)))
struct RacingEditorsTests {
    @Test func oneOfThemIsDoneAndTheOthersLearnWhatHeChanged() async throws {
        let file = KeyringFile(path: "/nonexistent/keyring.json")
        try await withTestDatabase { _, worker in
            let front = Front()
            let audit = AuditContext(operation: "tenant.edit", claimed: "lea@ops1")
            let services = front.services(on: worker, file, audit)
            let acme = try TenantSlug("acme")
            _ = try await CreateTenant(
                NewTenant(
                    slug: acme, name: "Acme SA", environment: .production, luccaURL: "https://acme.ilucca.net",
                    planningPMEURL: "https://api.planningpme.com/acme/", contact: nil,
                    settings: TenantSettings(calendar: TenantCalendar(zone: Sample.zone())))
            ).perform(services)
            let seen = try await services.registry.tenant(acme)
            let failures = try await withThrowingTaskGroup(of: Failure?.self) { group in
                for number in 1...8 {
                    group.addTask {
                        var tenant = seen
                        tenant.settings.brake.count = 10 - number
                        do {
                            _ = try await EditTenant(tenant, ifRevision: seen.revision).perform(services)
                            return nil
                        } catch let error as SyncError {
                            return error.failure
                        }
                    }
                }
                return try await group.reduce(into: [Failure?]()) { $0.append($1) }
            }
            let stored = try await services.registry.tenant(acme)
            #expect(failures.count(where: { $0 == nil }) == 1 && stored.revision == seen.revision + 1)
            for failure in failures.compactMap(\.self) {
                guard case .tenant(.changedMeanwhile(acme, shown: 1, revision: 2, let since)) = failure else {
                    Issue.record("\(failure)")
                    continue
                }
                #expect(since.map(\.settings) == [[ShownText("brake_count 10 → \(stored.settings.brake.count)")]])
                #expect(since.first?.by.text.hasSuffix("(lea@ops1)") == true)
            }
        }
    }
}
