import Operations
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

/// The rules belong to the operations: a front end other than the command line gets the same refusals.
@Suite("A second front")
struct SecondFrontTests {
    struct Refusing: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let code: String
        let prepare: @Sendable (Front) async throws -> Void
        let ask: @Sendable (Front, TenantSlug) async throws -> Void

        init(
            _ description: String, _ code: String, after prepare: @escaping @Sendable (Front) async throws -> Void = { _ in },
            _ ask: @escaping @Sendable (Front, TenantSlug) async throws -> Void
        ) {
            testDescription = description
            self.code = code
            self.prepare = prepare
            self.ask = ask
        }
    }

    @Test(arguments: Self.ofRuns + Self.ofTenants + Self.ofMappings)
    func isRefusedWhatTheCommandLineIsRefused(refusing: Refusing) async throws {
        let front = Front()
        try await refusing.prepare(front)
        let acme = try TenantSlug("acme")
        do {
            try await refusing.ask(front, acme)
            Issue.record("It was not refused.")
        } catch let error as SyncError {
            #expect(error.code.rawValue == refusing.code)
        } catch let refused as Refused {
            #expect(refused.reasons.map(Self.name).joined(separator: " ") == refusing.code)
        }
    }

    private static let registered: @Sendable (Front) async throws -> Void = { try await $0.register() }
    private static let scoped: @Sendable (Front) async throws -> Void = {
        try await $0.register()
        try await $0.giveScope()
    }
    private static let synced: @Sendable (Front) async throws -> Void = { try await $0.sync() }
    /// Another worker holds a run.
    private static let busy: @Sendable (Front) async throws -> Void = { front in
        try await front.sync()
        let run = try await front.perform(StartRun(of: try TenantSlug("acme"))).run
        _ = try await front.services.runs.claim(run, worker: "other:1", leaseSeconds: 60)
    }

    static let ofRuns: [Refusing] = [
        Refusing("a start for an unknown tenant", "tenant_unknown") { _ = try await $0.perform(StartRun(of: $1)) },
        Refusing("a start without a scope", "scope_missing", after: registered) { _ = try await $0.perform(StartRun(of: $1)) },
        Refusing("a start without secrets", "credential_missing", after: scoped) { _ = try await $0.perform(StartRun(of: $1)) },
        Refusing("a start as of a day before the last one", "as_of_passed", after: synced) { front, acme in
            let day = try await front.services.today(of: front.tenant).adding(days: -1)
            _ = try await front.perform(StartRun(of: acme, asOf: day))
        },
        Refusing("a start as of a day beyond the window", "as_of_too_late", after: synced) {
            _ = try await $0.perform(StartRun(of: $1, asOf: Sample.day("2040-01-01")))
        },
        Refusing("a start while a run is live", "run_active", after: busy) { _ = try await $0.perform(StartRun(of: $1)) },
        Refusing("a sync without a scope", "scope_missing", after: registered) { _ = try await $0.perform(SyncNow(of: $1)) },
        Refusing("a sync as of a day before the last one", "as_of_passed", after: synced) { front, acme in
            let day = try await front.services.today(of: front.tenant).adding(days: -1)
            _ = try await front.perform(SyncNow(of: acme, asOf: day))
        },
        Refusing("a sync while another worker has the run", "run_active", after: busy) {
            _ = try await $0.perform(SyncNow(of: $1))
        },
        Refusing("a preview without a scope", "scope_missing", after: registered) {
            _ = try await $0.perform(PreviewRun(of: $1))
        },
        Refusing("a preview beyond the window", "as_of_too_late", after: synced) {
            _ = try await $0.perform(PreviewRun(of: $1, asOf: Sample.day("2040-01-01")))
        },
        Refusing("an unknown run", "run_unknown") { front, _ in _ = try await front.perform(ShowRun(99)) },
        Refusing("the end of an unknown run", "run_unknown") { front, _ in _ = try await front.perform(CancelRun(99)) },
        Refusing("the end of a run that ended", "run_state_refused", after: synced) { front, _ in
            _ = try await front.perform(CancelRun(1))
        },
        Refusing("the approval of an unknown run", "run_unknown") { front, _ in _ = try await front.perform(ApproveRun(99)) },
        Refusing("the approval of a run that withheld nothing", "run_state_refused", after: synced) { front, _ in
            _ = try await front.perform(ApproveRun(1))
        },
        Refusing("an explanation for an unknown employee", "employee_unknown", after: synced) {
            _ = try await $0.perform(ExplainAbsence(of: "99", $1))
        },
    ]

    static let ofTenants: [Refusing] = [
        Refusing("an unknown tenant", "tenant_unknown") { _ = try await $0.perform(ShowTenant($1)) },
        Refusing("a slug that is taken", "tenant_exists", after: registered) { front, _ in try await front.register() },
        Refusing("an activation without a scope", "scope_missing", after: registered) {
            _ = try await $0.perform(ActivateTenant($1))
        },
        Refusing("an activation without secrets", "credential_missing", after: scoped) {
            _ = try await $0.perform(ActivateTenant($1))
        },
        Refusing("an activation in production without a probe", "dialect_unprobed", after: synced) {
            _ = try await $0.perform(ActivateTenant($1))
        },
        Refusing("a setting beyond its range", "invalid_input", after: registered) { front, _ in
            var tenant = try await front.tenant
            tenant.settings.horizonMonths = 25
            _ = try await front.perform(EditTenant(tenant))
        },
        Refusing("a worker of more runs than any has", "invalid_input") { _, _ in _ = try WorkerSettings(concurrency: 513) },
        Refusing("a pause of a draft", "tenant_state_refused", after: registered) { _ = try await $0.perform(PauseTenant($1)) },
        Refusing(
            "an edit onto another tenant's events", "tenant_exists",
            after: { front in
                try await front.register()
                try await front.register("beta")
            }
        ) { front, _ in
            var tenant = try await front.tenant
            tenant.luccaURL = "https://beta.ilucca.net"
            _ = try await front.perform(EditTenant(tenant))
        },
        Refusing("another address with events left behind", "events_undecided", after: synced) { front, _ in
            var tenant = try await front.tenant
            tenant.planningPMEURL = "https://api.planningpme.com/other/"
            _ = try await front.perform(EditTenant(tenant))
        },
        Refusing("a choice about events without another address", "choice_without_address", after: synced) { front, _ in
            var tenant = try await front.tenant
            tenant.name = "Acme"
            _ = try await front.perform(EditTenant(tenant, choices: [.leave]))
        },
        Refusing("two choices about events", "choices_exclude", after: synced) { front, _ in
            var tenant = try await front.tenant
            tenant.planningPMEURL = "https://api.planningpme.com/other/"
            _ = try await front.perform(EditTenant(tenant, choices: [.leave, .remove]))
        },
        Refusing("a renaming without another Lucca", "take_over_without_lucca", after: synced) { front, _ in
            var tenant = try await front.tenant
            tenant.planningPMEURL = "https://api.planningpme.com/other/"
            _ = try await front.perform(EditTenant(tenant, choices: [.takeOver]))
        },
        Refusing("an erasure that nobody confirmed", "deletion_unconfirmed", after: synced) {
            _ = try await $0.perform(DeleteTenant($1, removesEvents: false, isConfirmed: false))
        },
        Refusing("an erasure while a run is running", "run_active", after: busy) {
            _ = try await $0.perform(DeleteTenant($1, removesEvents: false, isConfirmed: true))
        },
        Refusing("a probe that nobody confirmed", "probe_unconfirmed", after: synced) {
            _ = try await $0.perform(ProbeDialect(of: $1, resource: 7, day: nil, isConfirmed: false))
        },
        Refusing("a probe on a day that is over", "invalid_input", after: synced) {
            _ = try await $0.perform(PlanProbe(of: $1, day: Sample.day("2020-01-01")))
        },
        Refusing(
            "a binding that nobody confirmed", "binding_unconfirmed",
            after: { front in
                try await front.register()
                try InMemoryVault(front.database).setUnbound(Secret("x"), .planningPMEAppKey, of: try await front.tenant)
            }
        ) { _ = try await $0.perform(BindCredentials(of: [$1], isConfirmed: false)) },
        Refusing(
            "a secret without a keyring", "keyring_unusable",
            after: { front in
                try await front.register()
                try InMemoryVault(front.database).refuse(SyncError(.keyring(.missing, path: ShownText("/etc/keyring"))))
            }
        ) { _ = try await $0.perform(PrepareCredential(of: $1)) },
    ]

    static let ofMappings: [Refusing] = [
        Refusing("a scope that Lucca does not have", "department_hidden", after: registered) {
            _ = try await $0.perform(SetScope(DepartmentScope(bases: [.init(id: "9", withDescendants: true)]), of: $1))
        },
        Refusing("departments that do not exist", "department_unknown planning_department_unknown", after: registered) {
            _ = try await $0.perform(MapDepartment("9", of: $1, to: 8))
        },
        Refusing("a leave account that nobody uses", "leave_account_unused", after: scoped) {
            _ = try await $0.perform(SetReason("99", of: $1, .hide))
        },
        Refusing("a type that does not exist", "type_unknown", after: synced) {
            _ = try await $0.perform(SetReason("3", of: $1, .type(99)))
        },
    ]

    private static func name(_ refusal: Refusal) -> String {
        switch refusal {
        case .departmentUnknown: "department_unknown"
        case .departmentHidden: "department_hidden"
        case .planningDepartmentUnknown: "planning_department_unknown"
        case .typeUnknown: "type_unknown"
        case .leaveAccountUnused: "leave_account_unused"
        case .choiceWithoutAddress: "choice_without_address"
        case .choicesExclude: "choices_exclude"
        case .takeOverWithoutLucca: "take_over_without_lucca"
        case .eventsUndecided: "events_undecided"
        case .deletionUnconfirmed: "deletion_unconfirmed"
        case .probeUnconfirmed: "probe_unconfirmed"
        case .bindingUnconfirmed: "binding_unconfirmed"
        }
    }

    @Test func aTenantWhoseChecksFailIsNotActivated() async throws {
        let front = Front(
            checks: [CheckResult(.planningPMEUser, .failed, .failure(.unrecognized(.planningPMEUnauthorized)))])
        try await front.sync()
        guard case .checksFailed(_, let findings) = try await front.perform(ActivateTenant(try TenantSlug("acme"))) else {
            Issue.record("It was activated.")
            return
        }
        #expect(findings.compactMap(\.cause) == [.planningPMEUnauthorized])
        #expect(try await front.tenant.state == .draft)
    }

    @Test func whatIsAnsweredForIsActivated() async throws {
        let front = Front()
        try await front.sync()
        let report = try await front.perform(ActivateTenant(try TenantSlug("acme"), assumesDialect: true))
        guard case .activated(let activation) = report else {
            Issue.record("It was not activated.")
            return
        }
        #expect(activation.hasSucceeded && activation.tenant.dialect.assumedAt != nil)
    }

    @Test func eachOperationNamesTheRightThatItNeeds() {
        #expect(ShowFleet.right == .viewer && PreviewRun.right == .viewer && ExplainAbsence.right == .viewer)
        #expect(StartRun.right == .operator && ActivateTenant.right == .operator && SetCredential.right == .operator)
        #expect(ApproveRun.right == .approver && DeleteTenant.right == .approver)
        #expect(RotateKeyring.right == .admin && MigrateDatabase.right == .admin)
    }
}
