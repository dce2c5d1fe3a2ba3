import Foundation
import Operations
import PostgresClient
import PostgresStore
import PostgresTestKit
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

/// Every operation that takes more than a viewer's right, asked for by a viewer: refused by the program, and by the database when
/// the program does not ask.
@Suite("Rights of every operation", .timeLimit(.minutes(5)))
struct RightsTests {
    @Test func aViewerIsRefusedAndNothingChanges() async throws {
        try await withWalk { walk in
            let acme = try TenantSlug("acme")
            var edited = walk.tenant
            edited.name = "Other"
            let scope = DepartmentScope(bases: [.init(id: "1", withDescendants: false)])
            for way in [false, true] {
                try await walk.expectRefusal(CreateTenant(walk.newTenant(try TenantSlug("globex"))), asks: way)
                try await walk.expectRefusal(EditTenant(edited), asks: way)
                try await walk.expectRefusal(SetScope(scope, of: acme), asks: way)
                try await walk.expectRefusal(SetCredential(Secret("x"), .luccaAPIKey, of: acme), asks: way)
                try await walk.expectRefusal(ProbeDialect(of: acme, resource: 7, day: nil, isConfirmed: true), asks: way)
                try await walk.expectRefusal(StartRun(of: acme), asks: way)
                try await walk.expectRefusal(CancelRun(walk.queued), asks: way)
                try await walk.expectRefusal(SyncNow(of: acme), asks: way)
                try await walk.expectRefusal(ApproveRun(walk.queued), asks: way)
                try await walk.expectRefusal(RejectRun(walk.queued), asks: way)
                try await walk.expectRefusal(QueueOperation(.check, of: acme), asks: way)
                try await walk.expectRefusal(SetReason("3", of: acme, .hide, isAhead: true), asks: way)
                try await walk.expectRefusal(MapDepartment("1", of: acme, to: 1), asks: way)
                try await walk.expectRefusal(SetField(.init(field: "phone", target: .phone), of: acme), asks: way)
                try await walk.expectRefusal(UnsetField("mobile", of: acme), asks: way)
                try await walk.expectRefusal(ActivateTenant(acme), asks: way)
                try await walk.expectRefusal(PauseTenant(acme), asks: way)
                try await walk.expectRefusal(DeleteTenant(acme, removesEvents: false, isConfirmed: true), asks: way)
                try await walk.expectRefusal(PauseFleet(), asks: way)
                try await walk.expectRefusal(ResumeFleet(), asks: way)
                try await walk.expectRefusal(AddOperator(walk.login, .admin), asks: way)
                try await walk.expectRefusal(DisableOperator(walk.login), asks: way)
            }
            try await walk.expectRefusal(UnmapDepartment("1", of: acme), asks: true)
            try await walk.expectRefusal(RestoreCredential(.luccaAPIKey, of: acme), asks: true)
            // Without the program, these change nothing here: they only read, or have nothing to change.
            try await walk.expectRefusal(PrepareCredential(.luccaAPIKey, of: acme), asks: true)
            try await walk.expectRefusal(ListUnboundCredentials(of: nil), asks: true)
            try await walk.expectRefusal(BindCredentials(of: nil, isConfirmed: true), asks: true)
            try await walk.expectRefusal(CheckTenant(acme), asks: true)
            try await walk.expectRefusal(QueueApproval(walk.queued), asks: true)
            try await walk.expectRefusal(TestAlert(words: [:]), asks: true)
            #expect(try Self.declared().subtracting(walk.walked) == [], "these were not tried")
        }
    }

    /// What a viewer needs neither a key nor a worker's role for.
    @Test func aViewerSeesWhatNeedsNoSecret() async throws {
        try await withWalk { walk in
            let acme = try TenantSlug("acme")
            #expect(try await walk.perform(ListTenants()).map(\.tenant.slug) == [acme])
            #expect(try await walk.perform(ShowTenant(acme)).tenant.slug == acme)
            #expect(try await walk.perform(ListRuns()).runs.count == 1)
            #expect(try await walk.perform(ShowRun(walk.queued)).run.run.id == walk.queued)
            #expect(try await walk.perform(WatchRun(walk.queued)).run.id == walk.queued)
            #expect(try await walk.perform(ListCredentials(of: acme)).rows.isEmpty == false)
            _ = try await walk.perform(ShowFleet())
            #expect(try await walk.perform(ListTenantAlerts()).overview.holder == nil)
            #expect(try await walk.perform(ShowToday()).activeTenants == 0, "acme is a draft")
            #expect(try await walk.perform(ListTenantDays()).rows.map(\.tenant) == [acme])
            #expect(try await walk.perform(ShowTenantTimeline(acme)).items.isEmpty == false)
            #expect(try await walk.perform(ShowRunPicture(walk.queued)).run.run.id == walk.queued)
            #expect(try await walk.perform(ShowReview(walk.queued)).employees.isEmpty)
            #expect(try await walk.perform(ShowPerson("42", of: acme)).employee == "42")
            #expect(try await walk.perform(FindWorker()) == false)
            #expect(try await walk.perform(ListQueuedOperations(of: acme)).isEmpty)
            #expect(try await walk.perform(ListAudit()).isEmpty == false)
            #expect(try await walk.perform(WhoAmI()).rights == [.viewer])
            #expect(try await walk.perform(ShowRecordedEmployee("42", of: acme)).events.isEmpty)
            #expect(try await walk.perform(ListOperators()).map(\.login).contains(walk.login))
            #expect(try await walk.perform(ListReasons(of: acme)).tenant.slug == acme)
        }
    }

    /// Neither history nor the ledger is written by people's logins, and no program checks that here but the database.
    @Test func anOperatorSetsUpAndQueuesAndNoMore() async throws {
        try await withWalk(.operator) { walk in
            let acme = try TenantSlug("acme")
            #expect(try await walk.perform(CancelRun(walk.queued)) == .cancelled)
            _ = try await walk.perform(CreateTenant(walk.newTenant(try TenantSlug("globex"))))
            var edited = walk.tenant
            edited.name = "Other"
            edited.planningPMEURL = "https://api.planningpme.com/other/"
            _ = try await walk.perform(EditTenant(edited, choices: [.leave]))
            _ = try await walk.perform(SetScope(DepartmentScope(bases: [.init(id: "1", withDescendants: false)]), of: acme))
            for kind in [CredentialKind.luccaAPIKey, .planningPMEAppKey, .planningPMEAuthToken] {
                _ = try await walk.perform(SetCredential(Secret("new \(kind.rawValue)"), kind, of: acme))
            }
            _ = try await walk.perform(SetReason("3", of: acme, .hide, isAhead: true))
            _ = try await walk.perform(SetReason("3", of: acme, .automatic))
            _ = try await walk.perform(MapDepartment("1", of: acme, to: 1))
            _ = try await walk.perform(SetField(.init(field: "phone", target: .mobile), of: acme))
            _ = try await walk.perform(UnsetField("phone", of: acme))
            let operation = try await walk.perform(QueueOperation(.check, of: acme)).operation
            #expect(try await walk.perform(ShowQueuedOperation(operation)).operation.state == .queued)
            let run = try await walk.perform(StartRun(of: acme)).run
            #expect(try await walk.perform(CancelRun(run)) == .cancelled)
            #expect(try await walk.failure(SyncNow(of: acme)) == .database(.workerRoleMissing))
            #expect(try await walk.failure(ApproveRun(run)) == .database(.personLacks(right: .approver)))
            let deletion = DeleteTenant(acme, removesEvents: false, isConfirmed: true)
            #expect(try await walk.failure(deletion) == .database(.personLacks(right: .approver)))
            edited.settings.brake.count += 1
            #expect(try await walk.failure(EditTenant(edited)) == .database(.personLacks(right: .approver)))
        }
    }

    @Test func anApproverDeletesATenant() async throws {
        try await withWalk(.approver) { walk in
            let deletion = DeleteTenant(try TenantSlug("acme"), removesEvents: false, isConfirmed: true)
            _ = try await walk.perform(deletion)
            #expect(try await walk.perform(ListTenants()).isEmpty)
        }
    }

    /// The services' operations whose right is more than a viewer's.
    private static func declared() throws -> Set<String> {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Sources/Operations")
        let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
        var names: Set<String> = []
        for case let file as URL in files where file.pathExtension == "swift" {
            var name: String?
            for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
                if let match = line.firstMatch(of: /struct (\w+): ServiceOperation \{/) { name = String(match.output.1) }
                if line.contains("static let right = Right."), !line.contains("Right.viewer"), let found = name {
                    names.insert(found)
                    name = nil
                }
            }
        }
        return names
    }

    private func withWalk(_ right: Right = .viewer, _ body: (RightsWalk) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "passerelle-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = KeyringFile(path: folder.appending(path: "keyring.json").path())
        try file.initialize(now: Instant(secondsSince1970: 1_800_000_000))
        try await withTestDatabase { database, worker in
            try await database.withLogin(in: []) { login, own in
                #expect(
                    try await PostgresOperatorStore(pool: worker).add(login, right, isShared: false, worksToo: false) == .added)
                try await body(try await RightsWalk(database, worker, own, login, file))
            }
        }
    }
}

/// A tenant that is ready for everything, and the session of a person's login.
private final class RightsWalk {
    let login: String
    let tenant: Tenant
    /// A live run of the tenant.
    let queued: RunID
    private let database: TestDatabase
    private let front = Front()
    private let services: Services
    private(set) var walked: Set<String> = []

    init(
        _ database: TestDatabase, _ worker: PostgresPool, _ own: PostgresPool, _ login: String, _ file: KeyringFile
    ) async throws {
        self.database = database
        self.login = login
        front.offerFields()
        let audit = AuditContext(operation: "walk")
        let owners = front.services(on: worker, file, audit)
        let acme = try TenantSlug("acme")
        _ = try await CreateTenant(Self.newTenant(acme), said: [.status: "2"]).perform(owners)
        _ = try await SetScope(DepartmentScope(bases: [.init(id: "1", withDescendants: true)]), of: acme).perform(owners)
        for kind in [CredentialKind.luccaAPIKey, .planningPMEAppKey, .planningPMEAuthToken] {
            _ = try await SetCredential(Secret("of \(kind.rawValue)"), kind, of: acme).perform(owners)
        }
        _ = try await SetField(.init(field: "phone", target: .mobile), of: acme).perform(owners)
        queued = try await StartRun(of: acme).perform(owners).run
        tenant = try await owners.registry.tenant(acme)
        services = front.services(on: own, file, audit)
    }

    func newTenant(_ slug: TenantSlug) -> NewTenant { Self.newTenant(slug) }

    private static func newTenant(_ slug: TenantSlug) -> NewTenant {
        NewTenant(
            slug: slug, name: "Acme SA", environment: .production, luccaURL: "https://\(slug).ilucca.net",
            planningPMEURL: "https://api.planningpme.com/\(slug)/", contact: nil,
            settings: TenantSettings(calendar: TenantCalendar(zone: Sample.zone())))
    }

    func perform<Work: ServiceOperation>(_ operation: Work) async throws -> Work.Report {
        try await operation.performAudited(services)
    }

    /// - Returns: nil if it was done.
    func failure<Work: ServiceOperation>(_ operation: Work) async throws -> Failure? {
        do {
            _ = try await perform(operation)
            return nil
        } catch let error as SyncError {
            return error.failure
        }
    }

    /// - Parameter asks: as the program does; otherwise only the database refuses.
    func expectRefusal<Work: ServiceOperation>(
        _ operation: Work, asks: Bool, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        walked.insert("\(Work.self)")
        let before = try await rows()
        do {
            if asks { _ = try await operation.performAudited(services) } else { _ = try await operation.perform(services) }
            Issue.record("\(Work.self) was done", sourceLocation: sourceLocation)
        } catch let error as SyncError where asks {
            let lacks = Failure.database(.personLacks(right: Work.right))
            #expect(error.failure == lacks, "\(Work.self): \(error)", sourceLocation: sourceLocation)
            let entry = try await PostgresAuditLog(pool: database.superuser).list(AuditFilter(limit: 1)).first
            #expect(
                entry?.kind == .refusal && entry?.code == "right_missing" && entry?.login == login && entry?.isProven == true,
                "\(Work.self)", sourceLocation: sourceLocation)
        } catch {
            // Of the database, or earlier: the tenant's state may be in the way too.
        }
        #expect(try await rows() == before, "\(Work.self)", sourceLocation: sourceLocation)
    }

    /// A digest of every table but the audit log.
    private func rows() async throws -> [String] { try await database.superuser.query(DigestTables()) }

    private struct DigestTables: PostgresStatement {
        static let sql = """
            select relname || ' ' || (xpath('/row/digest/text()', query_to_xml(format(
                'select md5(coalesce(string_agg(a::text, chr(10) order by a::text), '''')) as digest from %I a', relname),
                false, true, '')))[1]::text as digest
            from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relname !~ '^audit_' order by 1
            """
        static func decode(_ row: PostgresRow) throws -> String { try row.text("digest") }
    }
}
