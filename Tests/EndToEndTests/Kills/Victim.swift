import Foundation
import Simulators
import SyncTestKit
import Testing

/// A registered tenant whose runs are killed or halted, and what must hold of it afterwards.
struct Victim: Sendable {
    let installation: Installation
    let tenant: SimulatedTenant
    /// What the planners had there before the first run, their resources, types and departments as multiset of labels.
    private let theirs: [SimulatedEvent]
    private let things: [String: Int]
    /// The resources as planners had them, by key.
    private let resources: [Int: SimulatedThing]
    let notes = PlannersNotes()

    var slug: String { tenant.slug }

    /// Everything may be created, so that every kind of write is met.
    static func register(_ tenant: SimulatedTenant, in installation: Installation) async throws -> Victim {
        let victim = Victim(installation, tenant)
        try await installation.register(tenant, options: ["--match-email", "--create", "resources,departments,types"])
        return victim
    }

    init(_ installation: Installation, _ tenant: SimulatedTenant) {
        self.installation = installation
        self.tenant = tenant
        theirs = tenant.theirs()
        things = Self.things(tenant)
        resources = Dictionary(uniqueKeysWithValues: tenant.planning.resources.map { ($0.key, $0) })
    }

    // MARK: - Runs

    private var arguments: [String] {
        ["run", "now", slug, "--as-of", "\(installation.world.today)", "--output", "json"]
    }

    /// Starts `run now`, hands it to `body` and leaves no process behind, whatever happens.
    /// - Parameters:
    ///   - fault: such as `after_intents:3:kill`.
    ///   - lease: its seconds; the usual minute without.
    func starting<Result>(
        fault: String? = nil, lease: Int? = nil, _ body: (RunningProgram) async throws -> Result
    ) async throws -> Result {
        var environment: [String: String] = [:]
        environment["PASSERELLE_FAULT_POINT"] = fault
        environment["PASSERELLE_LEASE_SECONDS"] = lease.map(String.init)
        let program = try installation.start(arguments, environment: environment)
        defer { program.send(SIGKILL) }
        return try await body(program)
    }

    /// A run that nobody disturbs; with everything that must hold after it.
    @discardableResult
    func runToTheEnd() async throws -> RunDocument {
        let run = try await installation.runNow(tenant, asOf: installation.world.today)
        expectExactNow()
        return run
    }

    /// What a remote asked to wait for, and what its budget counts, is over.
    func timePasses() async throws {
        PassingTime.pass(.seconds(2 * 3600))
        let tenant = "(select id from tenant where slug = '\(slug)')"
        try await installation.sql(
            """
            update run set not_before = clock_timestamp() where tenant_id = \(tenant);
            delete from request_budget where scope like '%' || \(tenant) or scope like 'lucca:\(slug).%'
            """)
    }

    struct LiveRun: Equatable {
        let id: Int
        let state: String
        let attempt: Int
    }

    /// The run that is queued or running, by the database.
    func liveRun() async throws -> LiveRun? {
        let row = try await installation.sql(
            "select run.id, run.state, run.attempt from run join tenant on tenant.id = run.tenant_id where slug = '\(slug)'")
        let fields = row.split(separator: "|").map(String.init)
        guard fields.count == 3, let id = Int(fields[0]), let attempt = Int(fields[2]) else { return nil }
        return LiveRun(id: id, state: fields[1], attempt: attempt)
    }

    /// Waits, by the database's clock, until nobody holds the run any more.
    func leaseHasEnded() async throws {
        try await installation.sql(
            """
            do $$ begin
              for turn in 1..3000 loop
                exit when not exists (
                  select from run join tenant on tenant.id = run.tenant_id
                  where slug = '\(slug)' and lease_until > clock_timestamp());
                perform pg_sleep(0.02);
              end loop;
            end $$
            """)
    }

    /// Cuts the lease of a process that is dead short. A little is left of it: what the dead process had sent still arrives.
    func shortenLeaseOfTheDead() async throws {
        try await installation.sql(
            """
            update run set lease_until = least(lease_until, clock_timestamp() + interval '250 milliseconds')
            from tenant where tenant.id = run.tenant_id and slug = '\(slug)' and run.state = 'running'
            """)
    }

    /// The run after one that died: the same run under one attempt more, where one was left behind.
    @discardableResult
    func recover(from left: LiveRun?, sourceLocation: SourceLocation = #_sourceLocation) async throws -> RunDocument {
        if left?.state == "running" {
            try await shortenLeaseOfTheDead()
            try await leaseHasEnded()
        }
        let run = try await installation.runNow(tenant, asOf: installation.world.today)
        if let left {
            #expect(run.id == left.id, "the run that was left behind is gone on with", sourceLocation: sourceLocation)
            #expect(run.attempt == left.attempt + 1, "\(left)", sourceLocation: sourceLocation)
        } else {
            #expect(run.attempt == 1, sourceLocation: sourceLocation)
        }
        expectExactNow(sourceLocation: sourceLocation)
        try await expectWholeRecords(sourceLocation: sourceLocation)
        return run
    }
}

// MARK: - What must hold

extension Victim {
    /// What should stand on the planning now. Made after the run, because resources that the run created count too.
    var expected: ExpectedPlanning { ExpectedPlanning(tenant: tenant, asOf: installation.world.today) }

    /// No hole and no duplicate, of events, resources, types and departments alike; what planners have there is as they left it.
    /// - Parameters:
    ///   - undone: what the run told that it left undone.
    ///   - unseen: what the run did not see of Lucca.
    func expectExactNow(
        after cause: String = "", except undone: Undone = .nothing, unseen: ExpectedPlanning.Unseen? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let expected = expected.without(unseen)
        expectExact(tenant, expected, except: undone, after: cause, sourceLocation: sourceLocation)
        expectTheirsUntouched(after: cause, sourceLocation: sourceLocation)
        expectResourcesKept(expected, after: cause, sourceLocation: sourceLocation)
        expectNotesStand(after: cause, sourceLocation: sourceLocation)
        let numbered = Self.things(tenant)
        for (thing, count) in numbered where count > max(1, things[thing] ?? 0) {
            Issue.record("\(thing) stands there \(count) times \(cause)", sourceLocation: sourceLocation)
        }
        expectResources(of: expected, numbered, except: undone, after: cause, sourceLocation: sourceLocation)
    }

    func expectTheirsUntouched(after cause: String, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(tenant.theirs() == theirs, "a planner's event was touched \(cause)", sourceLocation: sourceLocation)
    }

    /// Who is alone with a number and an address has a resource, unless planners keep two under either.
    private func expectResources(
        of expected: ExpectedPlanning, _ things: [String: Int], except undone: Undone, after cause: String,
        sourceLocation: SourceLocation
    ) {
        let addressed = Dictionary(grouping: tenant.planning.resources, by: { $0.text("email").lowercased() }).mapValues(\.count)
        let shared = Dictionary(grouping: tenant.lucca.employees, by: { $0.mail.lowercased() }).filter { $1.count > 1 }
        for (number, employees) in Dictionary(grouping: tenant.lucca.employees, by: \.employeeNumber)
        where employees.count == 1 && !number.isEmpty && employees[0].contractEnd == nil
            && shared[employees[0].mail.lowercased()] == nil && !undone.excuses(employees[0])
        {
            #expect(
                expected.resources[employees[0].id] != nil || things["resource " + number, default: 0] > 1
                    || addressed[employees[0].mail.lowercased(), default: 0] > 1,
                "employee \(employees[0].id) has no resource \(cause)", sourceLocation: sourceLocation)
        }
    }

    /// Planners' resources are all there, with everything on them: a PUT replaces the whole thing. An employee's may have changed
    /// department, and have got the number that it lacked.
    private func expectResourcesKept(
        _ expected: ExpectedPlanning, after cause: String, sourceLocation: SourceLocation
    ) {
        let numbers = Dictionary(uniqueKeysWithValues: tenant.lucca.employees.map { ($0.id, $0.employeeNumber) })
        let owners = Dictionary(expected.resources.map { ($0.value, $0.key) }) { first, _ in first }
        let standing = Dictionary(uniqueKeysWithValues: tenant.planning.resources.map { ($0.key, $0) })
        for (key, then) in resources where standing[key] != then {
            guard let now = standing[key] else {
                Issue.record("resource \(key) is gone \(cause)", sourceLocation: sourceLocation)
                continue
            }
            let owner = owners[key]
            for name in then.differences(from: now) {
                let isAllowed =
                    switch name {
                    case "departments": owner != nil
                    case "registrationNumber":
                        then.text(name).isEmpty && owner.map { numbers[$0] == now.text(name) } ?? false
                    default: false
                    }
                #expect(
                    isAllowed, "\(name) of resource \(key) was changed: \(then.json) → \(now.json) \(cause)",
                    sourceLocation: sourceLocation)
            }
        }
    }

    private static func things(_ tenant: SimulatedTenant) -> [String: Int] {
        var counts: [String: Int] = [:]
        for type in tenant.planning.types { counts["type " + ExpectedPlanning.folded(type.text("label")), default: 0] += 1 }
        for department in tenant.planning.departments {
            counts["department " + ExpectedPlanning.folded(department.text("label")), default: 0] += 1
        }
        for resource in tenant.planning.resources {
            let number = resource.text("registrationNumber")
            if !number.isEmpty { counts["resource " + number, default: 0] += 1 }
        }
        return counts
    }

    /// This tenant's requests at PlanningPME that came after `mark`, as the simulators' journal has them.
    func planningRequests(since mark: Int) -> [JournalEntry] {
        installation.world.journal.entries(since: mark, remote: .planningpme, tenant: slug)
    }

    /// Requests of any kind at either system.
    func requests(since mark: Int) -> [JournalEntry] {
        installation.world.journal.entries(since: mark, tenant: slug)
    }

    /// How often an event was replaced since `mark`.
    func updates(since mark: Int) -> Int {
        planningRequests(since: mark).filter { $0.method == "PUT" && $0.path.contains("/api/do/") }.count
    }

    /// How often an event was made since `mark`.
    func creations(since mark: Int) -> Int {
        planningRequests(since: mark).filter { $0.didWork && $0.method == "POST" && $0.path.hasSuffix("/api/do") }.count
    }
}

extension JournalEntry {
    /// Changes something: neither a read nor a sign-in.
    var isWrite: Bool {
        remote == .planningpme && method != "GET" && !path.contains("/api/do/list") && path.contains("/api/")
            && !path.contains("token")
    }
}

extension SimulatedThing {
    /// Names of the members that say something else there.
    fileprivate func differences(from other: SimulatedThing) -> [String] {
        let (mine, others) = (members, other.members)
        return Set(mine.keys).union(others.keys).filter { mine[$0] != others[$0] }.sorted()
    }

    private var members: [String: JSONValue] {
        Dictionary((JSONValue.parse(json)?.members ?? []).map { ($0.name, $0.value.normal) }) { first, _ in first }
    }
}

extension JSONValue {
    /// The same however it is written: members in one order, 1.50 as 1.5.
    fileprivate var normal: JSONValue {
        switch self {
        case .object(let members):
            .object(members.map { Member($0.name, $0.value.normal) }.sorted { $0.name < $1.name })
        case .array(let elements): .array(elements.map(\.normal))
        case .number(let digits): .number(Double(digits).map { "\($0)" } ?? digits)
        case .null, .bool, .string: self
        }
    }
}
