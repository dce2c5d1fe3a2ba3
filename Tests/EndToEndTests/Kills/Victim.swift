import Foundation
import Simulators
import SyncTestKit
import Testing

/// A registered tenant whose runs are killed or halted, and what must hold afterwards.
struct Victim: Sendable {
    let installation: Installation
    let tenant: SimulatedTenant
    /// Reads Lucca's generation 2, with the extra data of `ApplicationFields`.
    let isOfSecondGeneration: Bool
    /// The planners' resources, types and departments before the first run, as multisets of labels.
    private let theirs: [SimulatedEvent]
    private let things: [String: Int]
    /// The resources as planners had them, by key.
    private let resources: [Int: SimulatedThing]
    /// The tenant's rules of extra data.
    let carried: [CarriedField]
    let notes = PlannersNotes()

    /// The custom fields of resources that its rules write.
    private var targets: Set<String> {
        isOfSecondGeneration ? ApplicationFields.targets : Set(carried.map(\.target))
    }

    var slug: String { tenant.slug }

    /// Everything may be created, so that every kind of write occurs.
    /// - Parameter carried: rules of extra data.
    static func register(
        _ tenant: SimulatedTenant, in installation: Installation, carrying carried: [CarriedField] = []
    ) async throws -> Victim {
        let victim = Victim(installation, tenant, carrying: carried)
        try await installation.register(tenant, options: ["--match-email", "--create", "resources,departments,types"])
        for rule in carried { try await installation.expect(rule.setting(of: tenant.slug)) }
        return victim
    }

    init(
        _ installation: Installation, _ tenant: SimulatedTenant, isOfSecondGeneration: Bool = false,
        carrying carried: [CarriedField] = []
    ) {
        self.installation = installation
        self.tenant = tenant
        self.isOfSecondGeneration = isOfSecondGeneration
        self.carried = carried
        theirs = tenant.theirs()
        things = Self.things(tenant)
        resources = Dictionary(uniqueKeysWithValues: tenant.planning.resources.map { ($0.key, $0) })
    }

    // MARK: - Runs

    private var arguments: [String] {
        ["run", "now", slug, "--as-of", "\(installation.world.today)", "--output", "json"]
    }

    /// Starts `run now`, passes it to `body` and leaves no process behind.
    /// - Parameters:
    ///   - fault: such as `after_intents:3:kill`.
    /// - lease: in seconds; nil for the usual one.
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

    /// An undisturbed run, checked for everything that must hold after it.
    @discardableResult
    func runToTheEnd() async throws -> RunDocument {
        let run = try await installation.runNow(tenant, asOf: installation.world.today)
        expectExactNow()
        return run
    }

    /// Ends the waits that a remote asked for or that its budget requires.
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

    /// The run that is queued or running, from the database.
    func liveRun() async throws -> LiveRun? {
        let row = try await installation.sql(
            "select run.id, run.state, run.attempt from run join tenant on tenant.id = run.tenant_id where slug = '\(slug)'")
        let fields = row.split(separator: "|").map(String.init)
        guard fields.count == 3, let id = Int(fields[0]), let attempt = Int(fields[2]) else { return nil }
        return LiveRun(id: id, state: fields[1], attempt: attempt)
    }

    /// Waits, by the database's clock, until no process holds the run.
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

    /// Shortens the lease of a dead process. A little is left: requests that the process had sent still arrive.
    func shortenLeaseOfTheDead() async throws {
        try await installation.sql(
            """
            update run set lease_until = least(lease_until, clock_timestamp() + interval '250 milliseconds')
            from tenant where tenant.id = run.tenant_id and slug = '\(slug)' and run.state = 'running'
            """)
    }

    /// The run after one that died: the same run with one more attempt, where one was left behind.
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
    /// What should be on the planning. Created after the run, because resources that the run created count too.
    var expected: ExpectedPlanning {
        ExpectedPlanning(tenant: tenant, asOf: installation.world.today, isOfSecondGeneration: isOfSecondGeneration)
    }

    /// No gap and no duplicate in events, resources, types and departments; the planners' own ones are unchanged.
    /// - Parameters:
    /// - undone: what the run reported as undone.
    /// - unseen: the members of Lucca that the run did not see.
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
            Issue.record("\(thing) exists \(count) times \(cause)", sourceLocation: sourceLocation)
        }
        expectResources(of: expected, numbered, except: undone, after: cause, sourceLocation: sourceLocation)
        if !carried.isEmpty { expectShown(carried, tenant, expected, after: cause, sourceLocation: sourceLocation) }
    }

    func expectTheirsUntouched(after cause: String, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(tenant.theirs() == theirs, "a planner's event was touched \(cause)", sourceLocation: sourceLocation)
    }

    /// An employee whose number and address are unique has a resource, unless planners keep two under either.
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

    /// Planners' resources are all there, complete: a PUT replaces the whole resource. An employee's may have changed
    /// department, and have got its missing number and extra data.
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
                    case "fields": owner != nil && then.fieldDifferences(from: now).isSubset(of: targets)
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

    /// This tenant's requests to PlanningPME after `mark`, from the simulators' journal.
    func planningRequests(since mark: Int) -> [JournalEntry] {
        installation.world.journal.entries(since: mark, remote: .planningpme, tenant: slug)
    }

    /// Requests of any kind to either system.
    func requests(since mark: Int) -> [JournalEntry] {
        installation.world.journal.entries(since: mark, tenant: slug)
    }

    /// How many times an event was replaced since `mark`.
    func updates(since mark: Int) -> Int {
        planningRequests(since: mark).filter { $0.method == "PUT" && $0.path.contains("/api/do/") }.count
    }

    /// How many times an event was created since `mark`.
    func creations(since mark: Int) -> Int {
        planningRequests(since: mark).filter { $0.didWork && $0.method == "POST" && $0.path.hasSuffix("/api/do") }.count
    }
}

extension JournalEntry {
    /// A write: neither a read nor a sign-in.
    var isWrite: Bool {
        remote == .planningpme && method != "GET" && !path.contains("/api/do/list") && path.contains("/api/")
            && !path.contains("token")
    }
}

extension SimulatedThing {
    /// Names of the members that differ.
    fileprivate func differences(from other: SimulatedThing) -> [String] {
        let (mine, others) = (members, other.members)
        return Set(mine.keys).union(others.keys).filter { mine[$0] != others[$0] }.sorted()
    }

    /// Names of the custom fields that differ; a null is no value.
    fileprivate func fieldDifferences(from other: SimulatedThing) -> Set<String> {
        let (mine, others) = (fields, other.fields)
        return Set(mine.keys).union(others.keys).filter { mine[$0] != others[$0] }
    }

    private var fields: [String: JSONValue] {
        let fields = members["fields"]?.members ?? []
        return Dictionary(fields.filter { $0.value != .null }.map { ($0.name, $0.value) }) { first, _ in first }
    }

    private var members: [String: JSONValue] {
        Dictionary((JSONValue.parse(json)?.members ?? []).map { ($0.name, $0.value.normal) }) { first, _ in first }
    }
}

extension JSONValue {
    /// The same in a canonical form: members in one order, 1.50 as 1.5.
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
