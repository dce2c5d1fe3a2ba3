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

    @Test(arguments: Self.ofRuns + Self.ofTenants + Self.ofMany + Self.ofMappings + Self.ofFields + Self.ofPeople)
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
            #expect(refused.reasons.map(\.code).joined(separator: " ") == refusing.code)
        }
    }

    private static let registered: @Sendable (Front) async throws -> Void = { try await $0.register() }
    private static let scoped: @Sendable (Front) async throws -> Void = {
        try await $0.register()
        try await $0.giveScope()
    }
    private static let synced: @Sendable (Front) async throws -> Void = { try await $0.sync() }
    /// Run 2 withheld the only deletion.
    private static let braked: @Sendable (Front) async throws -> Void = { front in
        try await front.sync()
        var tenant = try await front.tenant
        tenant.settings.brake = Brake(count: 0, percent: 0)
        _ = try await front.perform(EditTenant(tenant))
        front.source.change { $0.leaves = [] }
        _ = try await front.perform(SyncNow(of: tenant.slug))
    }
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
        Refusing("a comparison without a scope", "scope_missing", after: registered) {
            _ = try await $0.perform(CompareGenerations(of: $1))
        },
        Refusing("a comparison without the secrets of both generations", "credential_missing", after: synced) {
            _ = try await $0.perform(CompareGenerations(of: $1))
        },
        Refusing("a comparison beyond the window", "as_of_too_late", after: synced) {
            _ = try await $0.perform(CompareGenerations(of: $1, asOf: Sample.day("2040-01-01")))
        },
        Refusing("a list of runs with an unknown code", "code_unknown") { front, _ in
            var query = ListRuns.Query()
            query.codes = ["resource_archivd"]
            _ = try await front.perform(ListRuns(query))
        },
        Refusing("a test alert without Alertmanager", "alertmanager_unset") { front, _ in
            var front = front
            front.services.alertReceiver = nil
            _ = try await front.perform(TestAlert(words: [:]))
        },
        Refusing("an unknown run", "run_unknown") { front, _ in _ = try await front.perform(ShowRun(99)) },
        Refusing("a difference from an unknown run", "run_unknown", after: synced) { front, _ in
            _ = try await front.perform(DiffRuns(1, 99))
        },
        Refusing("the difference of two tenants' runs", "runs_of_two_tenants", after: synced) { front, _ in
            let beta = try await front.register("beta")
            let window = SyncWindow(asOf: Sample.day("2026-12-01"), horizonMonths: 6)
            let run = try await front.services.runs.enqueue(NewRun(tenantID: beta.id, trigger: .manual, window: window))
            _ = try await front.perform(DiffRuns(1, run))
        },
        Refusing("the end of an unknown run", "run_unknown") { front, _ in _ = try await front.perform(CancelRun(99)) },
        Refusing("the end of a run that ended", "run_state_refused", after: synced) { front, _ in
            _ = try await front.perform(CancelRun(1))
        },
        Refusing("the approval of an unknown run", "run_unknown") { front, _ in _ = try await front.perform(ApproveRun(99)) },
        Refusing("the approval of a run that withheld nothing", "run_state_refused", after: synced) { front, _ in
            _ = try await front.perform(ApproveRun(1))
        },
        Refusing("an explanation for a name that no one has", "employee_not_found", after: synced) {
            _ = try await $0.perform(ExplainAbsence(of: .name("Inconnue"), $1))
        },
        Refusing("an explanation for a name that several have", "employees_alike", after: synced) { front, acme in
            front.source.change { world in
                for id: EmployeeID in ["43", "44"] {
                    world.employees.append(Employee(id: id, lastName: "Dupont", departmentID: "1"))
                }
            }
            _ = try await front.perform(ExplainAbsence(of: .name("dupont"), acme))
        },
        Refusing("the rejection of an unknown run", "run_unknown") { front, _ in _ = try await front.perform(RejectRun(99)) },
        Refusing("the rejection of a run that withheld nothing", "run_state_refused", after: synced) { front, _ in
            _ = try await front.perform(RejectRun(1))
        },
        Refusing("the approval of a run that was rejected", "run_state_refused", after: braked) { front, _ in
            _ = try await front.perform(RejectRun(2))
            _ = try await front.perform(ApproveRun(2))
        },
        Refusing("the approval for somebody of whom nothing is withheld", "employees_not_withheld", after: braked) { front, _ in
            _ = try await front.perform(ApproveRun(2, only: ["43"]))
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
        Refusing("an edit of settings that somebody changed meanwhile", "tenant_changed", after: registered) { front, _ in
            let seen = try await front.tenant
            for count in [1, 2] {
                var tenant = seen
                tenant.settings.brake.count = count
                _ = try await front.perform(EditTenant(tenant, ifRevision: seen.revision))
            }
        },
        Refusing(
            "an edit onto another tenant's planning", "planning_shared",
            after: { front in
                try await front.register()
                var beta = try await front.register("beta")
                beta.planningPMEURL = "https://api.planningpme.com/beta/"
                _ = try await front.perform(EditTenant(beta))
            }
        ) { front, _ in
            var tenant = try await front.tenant
            tenant.planningPMEURL = "https://api.planningpme.com/BETA/"
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
        Refusing("a tenant of a generation without its identifier", "identifier_not_served") { front, _ in
            var settings = TenantSettings(calendar: TenantCalendar(zone: Sample.zone()))
            (settings.luccaAPI, settings.identifier) = (.second, .login)
            _ = try await front.perform(
                CreateTenant(
                    NewTenant(
                        slug: try TenantSlug("acme"), name: "Acme", environment: .test, luccaURL: "https://acme.ilucca.net",
                        planningPMEURL: "https://api.planningpme.com/acme/", contact: nil, settings: settings)))
        },
        Refusing("a generation without the identifier", "identifier_not_served", after: synced) { front, _ in
            var tenant = try await front.tenant
            (tenant.settings.luccaAPI, tenant.settings.identifier) = (.second, .login)
            _ = try await front.perform(EditTenant(tenant))
        },
        Refusing("a generation that would show remote work", "remote_work_undecided", after: synced) { front, _ in
            front.source.change { $0.accounts = [LeaveAccount(id: "3", name: "À la maison", isRemoteWork: true)] }
            var tenant = try await front.tenant
            tenant.settings.luccaAPI = .second
            _ = try await front.perform(EditTenant(tenant))
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
        Refusing("a restored secret that was never replaced", "no_former_secret", after: synced) {
            _ = try await $0.perform(RestoreCredential(.luccaAPIKey, of: $1))
        },
        Refusing(
            "a secret without a keyring", "keyring_unusable",
            after: { front in
                try await front.register()
                try InMemoryVault(front.database).refuse(SyncError(.keyring(.missing, path: ShownText("/etc/keyring"))))
            }
        ) { _ = try await $0.perform(PrepareCredential(.luccaAPIKey, of: $1)) },
    ]

    static let ofMany: [Refusing] = [
        Refusing("a list that names an unknown tenant", "tenant_unknown", after: registered) {
            _ = try await $0.perform(SelectTenants(.named([$1, try TenantSlug("nobody")])))
        },
        Refusing("an import that changes an address of a tenant that is no draft", "address_alone", after: synced) {
            front, slug in
            var tenant = try await front.tenant
            tenant.state = .paused
            var edited = tenant
            edited.luccaURL = "https://other.ilucca.net"
            let found = try await front.perform(CheckTenantChanges([TenantChange(.edit(edited, from: tenant))]))
            if let obstacle = found[0] { throw obstacle }
        },
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

    /// The front with fields in Lucca and on the planning, and with rules.
    private static let carrying: @Sendable (Front) async throws -> Void = { front in
        try await front.sync()
        front.offerFields()
        let acme = try TenantSlug("acme")
        for (field, target) in [("phone", FieldTarget.mobile), ("mobile", .email), ("e_site", .custom("Site"))] {
            _ = try await front.perform(SetField(.init(field: field, target: target), of: acme))
        }
    }

    static let ofFields: [Refusing] = [
        Refusing("fields of an unknown tenant", "tenant_unknown") { _ = try await $0.perform(ListFields(of: $1)) },
        Refusing("a field that Lucca does not offer", "field_unknown", after: carrying) {
            _ = try await $0.perform(SetField(.init(field: "e_none", target: .phone), of: $1))
        },
        Refusing("a file", "field_not_carried", after: carrying) {
            _ = try await $0.perform(SetField(.init(field: "e_photo", target: .phone), of: $1))
        },
        Refusing("a custom field that no resource shows", "field_target_unknown", after: carrying) {
            _ = try await $0.perform(SetField(.init(field: "e_date", target: .custom("Sites")), of: $1))
        },
        Refusing(
            "a custom field where none is shown", "field_target_unchecked",
            after: { front in
                try await front.sync()
                front.offerFields(onPlanning: [])
            }
        ) { _ = try await $0.perform(SetField(.init(field: "e_date", target: .custom("Site")), of: $1)) },
        Refusing("two fields in one target", "field_target_taken", after: carrying) {
            _ = try await $0.perform(SetField(.init(field: "e_date", target: .custom("Site")), of: $1))
        },
        Refusing("a date as a boolean", "field_form_unfit", after: carrying) {
            _ = try await $0.perform(SetField(.init(field: "e_date", target: .custom("Permis"), form: .boolean), of: $1))
        },
        Refusing("a rule that does not exist", "field_rule_unknown", after: carrying) {
            _ = try await $0.perform(UnsetField("e_date", of: $1))
        },
        Refusing("a name with two meanings", "field_rule_ambiguous", after: carrying) {
            _ = try await $0.perform(UnsetField("mobile", of: $1))
        },
        Refusing("an explanation of extra data for an unknown employee", "employee_unknown", after: synced) {
            _ = try await $0.perform(ExplainField(of: "99", $1))
        },
    ]

    static let ofPeople: [Refusing] = [
        Refusing("a login that the server lacks", "login_unknown") { front, _ in
            _ = try await front.perform(AddOperator("nobody", .viewer))
        },
        Refusing("the owner's login", "login_owns_database") { front, _ in
            _ = try await front.perform(AddOperator(InMemoryAuditLog.login, .viewer))
        },
        Refusing("the fleet's login", "login_is_fleets") { front, _ in
            _ = try await front.perform(AddOperator(InMemoryOperatorStore.fleet, .viewer))
        },
        Refusing(
            "the last admin that disables itself", "last_admin",
            after: { front in
                _ = try await front.perform(AddOperator("lea", .admin))
                InMemoryOperatorStore(front.database).become("lea")
            }
        ) { front, _ in _ = try await front.perform(DisableOperator("lea")) },
    ]

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
        #expect(ListFields.right == .viewer && ExplainField.right == .viewer)
        #expect(SetField.right == .operator && UnsetField.right == .operator)
        #expect(CompareGenerations.right == .viewer)
        #expect(StartRun.right == .operator && ActivateTenant.right == .operator && SetCredential.right == .operator)
        #expect(ApproveRun.right == .approver && DeleteTenant.right == .approver)
        #expect(RotateKeyring.right == .admin && MigrateDatabase.right == .admin)
    }
}
