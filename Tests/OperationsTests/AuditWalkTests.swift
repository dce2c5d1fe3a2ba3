import Foundation
import Operations
import PostgresClient
import PostgresStore
import PostgresTestKit
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

/// Every operation, on PostgreSQL and two systems in memory: how many entries it leaves in the audit log, and under which name.
@Suite("The audit log of every operation", .timeLimit(.minutes(5)))
struct AuditWalkTests {
    @Test func eachChangeIsOneEntryEachReadThatMattersToo() async throws {
        try await withWalk { walk in
            let acme = try TenantSlug("acme")
            let beta = try TenantSlug("beta")
            try await walk.expect(0, MigrateDatabase())
            try await walk.expect(0, ShowDatabaseStatus())
            try await walk.expect(0, CreateKeyring())
            try await walk.expect(0, ListTenants())
            for slug in [acme, beta] { try await walk.expect(1, CreateTenant(walk.newTenant(slug), said: [.status: "2"])) }
            try await walk.expect(0, ShowTenant(acme))
            try await walk.expect(0, SelectTenants(.all))
            try await walk.expect(1, ExportTenants(.all))
            try await walk.expect(0, CheckTenantChanges([TenantChange(.create(walk.newTenant(beta)))]))
            try await walk.expect(0, ScopeTree(of: acme))
            try await walk.expect(1, SetScope(DepartmentScope(bases: [.init(id: "1", withDescendants: true)]), of: acme))
            for kind in CredentialKind.allCases {
                try await walk.expect(0, PrepareCredential(kind, of: acme))
                try await walk.expect(1, SetCredential(Secret("of \(kind.rawValue)"), kind, of: acme))
            }
            try await walk.expect(1, SetCredential(Secret("another"), .luccaAPIKey, of: acme))
            try await walk.expect(1, RestoreCredential(.luccaAPIKey, of: acme))
            try await walk.expect(0, ListCredentials(of: acme))
            try await walk.expect(0, ListUnboundCredentials(of: nil))
            try await walk.expect(0, BindCredentials(of: nil, isConfirmed: true))
            var edited = try await walk.tenant(acme)
            (edited.name, edited.settings.brake.count) = ("Acme", 0)
            try await walk.expect(1, EditTenant(edited, said: [.status: "3"]))
            try await walk.expect(0, EditTenant(edited, said: [.status: "3"]))
            try await walk.expect(0, CheckTenant(acme))
            try await walk.expect(0, PlanProbe(of: acme, day: nil))
            try await walk.expect(1, ProbeDialect(of: acme, resource: 7, day: nil, isConfirmed: true))
            try await walk.expect(0, FindWorker())
            let run = try await walk.expect(1, StartRun(of: acme)).run
            try await walk.expect(0, WatchRun(run))
            try await walk.expect(1, CancelRun(run))
            let first = try await walk.expect(1, SyncNow(of: acme)).result.end.runID
            try await walk.expect(0, ShowRun(first))
            try await walk.expect(0, ListRuns())
            try await walk.expect(0, ShowToday())
            try await walk.expect(0, ListTenantDays())
            try await walk.expect(0, ShowSharedZone())
            try await walk.expect(0, ShowTenantTimeline(acme))
            try await walk.expect(0, ShowRunPicture(first))
            try await walk.expect(1, ShowReview(first))
            try await walk.expect(1, ShowPerson("42", of: acme))
            try await walk.expect(1, PreviewRun(of: acme))
            let queued = try await walk.expect(1, QueueOperation(.check, of: acme)).operation
            try await walk.expect(0, ShowQueuedOperation(queued))
            try await walk.expect(0, ListQueuedOperations())
            try await walk.expect(1, CompareGenerations(of: acme))
            try await walk.expect(1, ExplainAbsence(of: "42", acme))
            try await walk.expect(1, ExplainField(of: "42", acme))
            try await walk.expect(1, ShowEmployee(of: "42", acme))
            try await walk.expect(1, ShowRecordedEmployee("42", of: acme))
            try await walk.expect(0, ListReasons(of: acme))
            try await walk.expect(1, SetReason("3", of: acme, .hide))
            try await walk.expect(1, SetReason("3", of: acme, .automatic))
            try await walk.expect(0, ListDepartments(of: acme))
            try await walk.expect(1, MapDepartment("1", of: acme, to: 1))
            try await walk.expect(1, UnmapDepartment("1", of: acme))
            try await walk.expect(0, UnmapDepartment("1", of: acme))
            walk.front.offerFields()
            try await walk.expect(0, ListFields(of: acme))
            try await walk.expect(1, SetField(.init(field: "phone", target: .mobile), of: acme))
            try await walk.expect(1, UnsetField("phone", of: acme))
            walk.front.source.change { $0.leaves = [] }
            let rejected = try await walk.expect(1, SyncNow(of: acme)).result.end.runID
            try await walk.expect(1, RejectRun(rejected))
            let ofRejected = try await walk.expect(0, ShowRun(rejected)).people
            #expect(ofRejected.starter?.operation == "run.now" && ofRejected.decider?.operation == "run.reject")
            let braked = try await walk.expect(1, SyncNow(of: acme)).result.end.runID
            try await walk.expect(0, DiffRuns(first, braked))
            let approval = try await walk.expect(1, QueueApproval(braked))
            let waiting = try await walk.expect(0, WatchRun(approval.run)).run
            #expect(try await walk.expect(0, ShowApproval(approval.queued, as: waiting)) == nil)
            try await walk.expect(1, CancelRun(approval.run))
            #expect(try await walk.expect(0, ShowRun(braked)).people.decider == nil)
            try await walk.expect(1, ApproveRun(braked))
            let ofApproved = try await walk.expect(0, ShowRunPicture(braked)).people
            #expect(ofApproved.starter?.operation == "run.now" && ofApproved.decider?.operation == "run.approve")
            try await walk.expect(1, ActivateTenant(acme))
            try await walk.expect(0, ActivateTenant(acme))
            try await walk.expect(1, PauseTenant(acme))
            try await walk.expect(1, PauseFleet(reason: "a maintenance"))
            try await walk.expect(0, PauseFleet())
            try await walk.expect(0, ShowFleet())
            try await walk.expect(0, ListTenantAlerts())
            try await walk.expect(1, TestAlert(words: [:]))
            try await walk.expect(1, ResumeFleet())
            try await walk.expect(0, ResumeFleet())
            try await walk.expect(1, RotateKeyring())
            try await walk.expect(0, ShowKeyringStatus())
            try await walk.expect(1, PublishSealingKey())
            try await walk.expect(0, WhoAmI())
            try await walk.expect(0, ListOperators())
            try await walk.expect(1, ListAudit())
            try await walk.expect(0, VerifyAudit(against: []))
            let link = try await walk.expect(1, OpenConsole()).link
            // The entry is that person's, through the console.
            let session = try #require(try await walk.expect(1, SignIn(with: link), claims: nil))
            #expect(try await walk.expect(0, EnterConsole(session)) != nil)
            #expect(try await walk.expect(1, SignOut(session), claims: nil))
            try await walk.expect(1, DeleteTenant(acme, removesEvents: false, isConfirmed: true))
            try await walk.withLogin { login in
                try await walk.expect(1, AddOperator(login, .viewer))
                try await walk.expect(1, SignInByProxy(login), claims: "console \(login)")
                try await walk.expect(1, DisableOperator(login))
            }

            // And refused, each by a tenant or a run that does not exist.
            let none = try TenantSlug("nobody")
            try await walk.expectRefusal(SetScope(DepartmentScope(bases: []), of: none))
            try await walk.expectRefusal(PrepareCredential(.luccaAPIKey, of: none))
            try await walk.expectRefusal(SetCredential(Secret("x"), .luccaAPIKey, of: none))
            try await walk.expectRefusal(RestoreCredential(.luccaAPIKey, of: none))
            try await walk.expectRefusal(BindCredentials(of: [none], isConfirmed: true))
            try await walk.expectRefusal(CreateTenant(walk.newTenant(beta)))
            try await walk.expectRefusal(ExportTenants(.named([none])))
            try await walk.expectRefusal(EditTenant(edited))
            try await walk.expectRefusal(CheckTenant(none))
            try await walk.expectRefusal(PlanProbe(of: none, day: nil))
            try await walk.expectRefusal(ProbeDialect(of: none, resource: 7, day: nil, isConfirmed: true))
            try await walk.expectRefusal(StartRun(of: none))
            try await walk.expectRefusal(CancelRun(99))
            try await walk.expectRefusal(SyncNow(of: none))
            try await walk.expectRefusal(ApproveRun(99))
            try await walk.expectRefusal(RejectRun(99))
            try await walk.expectRefusal(QueueApproval(99))
            try await walk.expectRefusal(QueueOperation(.check, of: none))
            try await walk.expectRefusal(PreviewRun(of: none))
            try await walk.expectRefusal(CompareGenerations(of: none))
            try await walk.expectRefusal(ExplainAbsence(of: "42", none))
            try await walk.expectRefusal(ExplainField(of: "42", none))
            try await walk.expectRefusal(ShowEmployee(of: "42", none))
            try await walk.expectRefusal(ShowRecordedEmployee("42", of: none))
            try await walk.expectRefusal(SetReason("3", of: none, .hide))
            try await walk.expectRefusal(MapDepartment("1", of: none, to: 1))
            try await walk.expectRefusal(UnmapDepartment("1", of: none))
            try await walk.expectRefusal(SetField(.init(field: "phone", target: .mobile), of: none))
            try await walk.expectRefusal(UnsetField("phone", of: none))
            try await walk.expectRefusal(ActivateTenant(none))
            try await walk.expectRefusal(PauseTenant(none))
            try await walk.expectRefusal(AddOperator("nobody-of-this-server", .viewer))
            try await walk.expectRefusal(DisableOperator("nobody-of-this-server"))
            try await walk.expectRefusal(DeleteTenant(none, removesEvents: false, isConfirmed: true))

            #expect(try Self.declared().subtracting(walk.walked) == [], "these were not walked")
            #expect(try await walk.log.verify(against: []).finding == .whole)
        }
    }

    /// The operations that there are.
    private static func declared() throws -> Set<String> {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Sources/Operations")
        let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
        var names: Set<String> = []
        for case let file as URL in files where file.pathExtension == "swift" {
            for match in try String(contentsOf: file, encoding: .utf8).matches(of: /struct (\w+): (Service)?Operation \{/) {
                names.insert(String(match.output.1))
            }
        }
        return names
    }

    private func withWalk(_ body: (Walk) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "passerelle-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = KeyringFile(path: folder.appending(path: "keyring.json").path())
        try file.initialize(now: Instant(secondsSince1970: 1_800_000_000))
        try await withTestDatabase { database, worker in
            let today = try await PostgresScheduleStore(pool: worker).now().day(in: Sample.zone())
            try await body(Walk(database, worker, file, today: today))
        }
    }
}

/// The walk, and what it has seen.
private final class Walk {
    let front = Front()
    let log: PostgresAuditLog
    private let database: TestDatabase
    private let worker: PostgresPool
    private let file: KeyringFile
    private(set) var walked: Set<String> = []

    init(_ database: TestDatabase, _ worker: PostgresPool, _ file: KeyringFile, today: CalendarDay) {
        self.database = database
        self.worker = worker
        self.file = file
        log = PostgresAuditLog(pool: worker)
        let day = today.adding(days: 20)
        front.source.change { $0.leaves = Sample.leaves("42", "900", "3", from: "\(day)-AM", to: "\(day)-PM") }
    }

    func newTenant(_ slug: TenantSlug) -> NewTenant {
        NewTenant(
            slug: slug, name: "Acme SA", environment: .production, luccaURL: "https://\(slug).ilucca.net",
            planningPMEURL: "https://api.planningpme.com/\(slug)/", contact: nil,
            settings: TenantSettings(calendar: TenantCalendar(zone: Sample.zone())))
    }

    func tenant(_ slug: TenantSlug) async throws -> Tenant { try await PostgresTenantRegistry(pool: worker).tenant(slug) }

    /// A login of the server, for the length of `body`.
    func withLogin(_ body: (String) async throws -> Void) async throws {
        try await database.withLogin(in: []) { login, _ in try await body(login) }
    }

    private func newest() async throws -> [AuditEntry] { try await log.list(AuditFilter(limit: 10_000)) }

    @discardableResult
    func expect<Work: Operations.Operation>(
        _ count: Int, _ operation: Work, claims: String? = "lea@test", sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Work.Report {
        walked.insert("\(Work.self)")
        let before = try await newest().count
        let report = try await operation.perform(
            on: WalkInstallation(front: front, worker: worker, database: database, file: file))
        let found = try await newest()
        let made = found.count - before
        #expect(made == count, "\(Work.self) left \(made) entries", sourceLocation: sourceLocation)
        for entry in found.prefix(made) {
            #expect(entry.operation == operation.audit.operation, "\(Work.self)", sourceLocation: sourceLocation)
            #expect(
                entry.reason == "a walk" && (claims == nil || entry.claimed == claims), "\(Work.self)",
                sourceLocation: sourceLocation)
            #expect(entry.kind != .refusal, "\(Work.self)", sourceLocation: sourceLocation)
        }
        return report
    }

    func expectRefusal<Work: Operations.Operation>(
        _ operation: Work, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let before = try await newest().count
        await #expect(throws: (any Error).self, "\(Work.self)", sourceLocation: sourceLocation) {
            _ = try await operation.perform(
                on: WalkInstallation(front: self.front, worker: self.worker, database: self.database, file: self.file))
        }
        let found = try await newest()
        #expect(found.count == before + 1, "\(Work.self)", sourceLocation: sourceLocation)
        #expect(found.first?.kind == .refusal && found.first?.code != nil, "\(Work.self)", sourceLocation: sourceLocation)
        #expect(found.first?.operation == operation.audit.operation, "\(Work.self)", sourceLocation: sourceLocation)
    }
}

/// The front's remotes over a database.
private struct WalkInstallation: Installation {
    let front: Front
    let worker: PostgresPool
    let database: TestDatabase
    let file: KeyringFile

    private func audit(_ operation: String) -> AuditContext {
        AuditContext(operation: operation, reason: "a walk", claimed: "lea@test")
    }

    var addresses: any AddressReading { front.services.addresses }
    var schema: any SchemaAdministration { Schema(pool: database.superuser, audit: audit("db.migrate")) }
    var keyring: any KeyringAdministration { Keys(worker: worker, file: file, audit: audit("keyring.rotate")) }

    func giving(_ reason: String) -> any Installation { self }

    func serveConsole<Result: Sendable>(
        byProxy: Bool, _ body: (ConsolePorts) async throws -> Result
    ) async throws -> Result {
        throw CancellationError()
    }

    func recording(into path: String) throws -> (installation: any Installation, recording: any SupportRecording) {
        throw CancellationError()
    }

    func work(
        _ settings: WorkerSettings, until stop: StopRequest, onStarted: @escaping @Sendable () -> Void
    ) async throws {}

    func withServices<Result: Sendable>(
        _ access: Access, for operation: String?, _ body: (Services) async throws -> Result
    ) async throws -> Result {
        var services = front.services(on: worker, file, operation.map { audit($0) })
        // The console's functions are not the fleet's.
        services.sessions = PostgresConsoleSessionStore(pool: database.superuser, audit: operation.map { audit($0) })
        return try await body(services)
    }

    private struct Schema: SchemaAdministration {
        let pool: PostgresPool
        let audit: AuditContext

        func migrate(applied: (String) -> Void) async throws -> [String] {
            try await Migrator(pool: pool, audit: audit).migrate(applied: applied)
        }

        func status() async throws -> SchemaStatus { SchemaStatus(steps: [], isOpenToEveryLogin: false, database: "") }
    }

    private struct Keys: KeyringAdministration {
        let worker: PostgresPool
        let file: KeyringFile
        let audit: AuditContext

        func create() async throws -> String { file.path }

        func rotate() async throws -> KeyringRotationReport {
            try await KeyringRotation(pool: worker, masterKeys: MasterKeys(file: file), audit: audit)
                .rotate(now: Instant(secondsSince1970: 1_800_000_100))
        }

        func status() async throws -> KeyringStatus { KeyringStatus(path: file.path, keys: []) }

        func publish() async throws -> String? {
            let context = AuditContext(operation: "keyring.publish", reason: audit.reason, claimed: audit.claimed)
            return try await KeyringRotation(pool: worker, masterKeys: MasterKeys(file: file), audit: context).publish()
        }
    }
}
