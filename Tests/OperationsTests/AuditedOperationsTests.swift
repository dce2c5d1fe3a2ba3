import Foundation
import Operations
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

/// What operations record by themselves; the database records changes.
@Suite("Operations and the audit log")
struct AuditedOperationsTests {
    private func log(_ front: Front) async throws -> [AuditEntry] { try await front.services.audit.list(AuditFilter(limit: 100)) }

    @Test func aRefusedChangeLeavesARefusal() async throws {
        let front = Front()
        try await front.register()
        await #expect(throws: SyncError.self) { _ = try await front.perform(StartRun(of: try TenantSlug("acme"))) }
        let entries = try await log(front)
        #expect(entries.map(\.kind) == [.refusal] && entries.map(\.code) == ["scope_missing"])
        #expect(entries.map(\.tenant) == ["acme"] && entries.map(\.object) == ["run"])
        await #expect(throws: Refused.self) {
            _ = try await front.perform(DeleteTenant(try TenantSlug("acme"), removesEvents: false, isConfirmed: false))
        }
        #expect(try await log(front).first?.code == "deletion_unconfirmed")
    }

    @Test func anActivationThatItsCheckStoppedIsARefusal() async throws {
        let front = Front(checks: [CheckResult(.planningPMEUser, .failed, .failure(.unrecognized(.planningPMEUnauthorized)))])
        try await front.sync()
        _ = try await front.perform(ActivateTenant(try TenantSlug("acme")))
        #expect(try await log(front).first?.code == "check_failed")
    }

    @Test func anExplanationLeavesAnEntryWithLuccasIdAndNotWhatWasTyped() async throws {
        let front = Front()
        try await front.sync()
        _ = try await front.perform(ExplainAbsence(of: "00042", try TenantSlug("acme")))
        let entry = try #require(try await log(front).first)
        #expect(entry.kind == .read && entry.object == "employee" && entry.subject == "42")
        await #expect(throws: SyncError.self) { _ = try await front.perform(ExplainAbsence(of: "Zoé", try TenantSlug("acme"))) }
        let refusal = try #require(try await log(front).first)
        #expect(refusal.code == "employee_unknown" && refusal.subject == nil)
    }

    @Test func readingTheLogIsRecordedToo() async throws {
        let front = Front()
        _ = try await front.perform(ListAudit())
        #expect(try await log(front).map(\.object) == ["audit"])
    }

    @Test func anErrorThatMayPassIsNoRefusal() async throws {
        let front = Front()
        try await front.sync()
        front.source.change { $0.outage = SyncError(.database(.busy(reason: ShownText("x"))), .transient) }
        _ = try? await front.perform(
            SetScope(DepartmentScope(bases: [.init(id: "1", withDescendants: true)]), of: try TenantSlug("acme")))
        #expect(try await log(front).isEmpty)
    }

    /// Each operation names itself once, in two words of the command line.
    @Test func everyOperationHasANameOfItsOwn() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Sources/Operations")
        let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
        var names: [String] = []
        for case let file as URL in files where file.pathExtension == "swift" {
            for match in try String(contentsOf: file, encoding: .utf8).matches(of: /\.(change|read|recordedRead)\("([^"]*)"/) {
                names.append(String(match.output.2))
            }
        }
        #expect(names.count > 20)
        // A queued operation is named after its kind.
        for name in names where name != #"queue.\(work.kind.rawValue)"# {
            #expect(name.wholeMatch(of: /[a-z]+\.[a-z]+/) != nil, "\(name)")
        }
        let twice = Dictionary(grouping: names) { $0 }.filter { $0.value.count > 1 }.keys
        // What comes before the secret, and before the probe; a queued approval; a link and what a proxy says of a person.
        #expect(Set(twice) == ["console.signin", "credential.set", "run.approve", "tenant.probe"])
    }
}
