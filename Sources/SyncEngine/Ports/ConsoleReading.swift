package import Foundation
package import SyncCore

/// What the console shows beside the lists of `RunStore` and `FleetStore`. It only reads; every method throws `SyncError`.
package protocol ConsoleReading: Sendable {
    /// Of every tenant by slug, or of that one.
    func standings(of tenant: TenantID?) async throws -> [TenantStanding]
    /// The codes of problems that the last complete run of an active tenant had and the run before did not have.
    func newProblems() async throws -> [NewProblems]
    /// Runs of every tenant that ended or were to begin in that time, and live ones, oldest first.
    /// - Parameter limit: the first ones.
    func runs(from: Instant, to: Instant, atMost limit: Int) async throws -> [NightRun]
    /// What ended on each of the tenants' local days.
    func days(of tenants: [TenantID], since: Instant) async throws -> [EndedDay]

    /// Changes of a tenant in the audit log, the last one first. Values and reasons stay there.
    /// - Parameter number: of the last entry of the page before.
    func changes(of tenant: TenantID, before number: Int?, limit: Int) async throws -> [TimelineChange]

    /// What a run wrote and withheld, by cause; most first.
    func causes(of run: RunID, in tenant: TenantID) async throws -> [CauseCount]
    /// By code, in order.
    func problemCounts(of run: RunID, in tenant: TenantID) async throws -> [ProblemCount]
    /// A run's problems, new ones first, then in the order in which it recorded them.
    /// - Parameters:
    ///   - code: nil for all.
    ///   - employee: whom their subject names; nil for all.
    func problems(
        of run: RunID, in tenant: TenantID, code: Problem.Code?, employee: EmployeeID?, limit: Int
    ) async throws -> [ReportedProblem]
    /// Other tenants whose runs ended in that time with one of these problems or errors.
    func tenants(with codes: [String], besides tenant: TenantID, from: Instant, to: Instant) async throws -> [SharedCode]

    /// What the connector has on the planning of these employees: events that end after `from` and begin before `to`, by begin.
    func events(of employees: [EmployeeID], in tenant: TenantID, from: Instant, to: Instant) async throws -> [LedgerEntry]
}

/// A tenant's state and its last runs. Those that end later than now come from a wrong clock, and are left out.
package struct TenantStanding: Sendable, Hashable {
    package let id: TenantID
    package let slug: TenantSlug
    package let state: Tenant.State
    package let environment: Tenant.Environment
    package let zone: TimeZone
    package let isDialectDoubted: Bool
    /// When the schedule began to cover it, else its registration.
    package let since: Instant
    /// Its last run that read Lucca to its end: `succeeded`, `partial` or `needs_review`.
    package let complete: EndedRun?
    /// Of that run.
    package let problems: ProblemTally
    /// What that run withheld waits for approval.
    package let isReviewOpen: Bool
    /// Active, and its last 26 hours saw no run that read Lucca to its end. A time later than now is unknown.
    package let isSilent: Bool
    /// Its last sync that ended, in whatever state.
    package let last: EndedRun?
    /// Why the last sync failed; nil unless it has.
    package let failure: Failure?
    /// The end of the first sync that failed since `complete`; nil unless the last one has failed.
    package let failingSince: Instant?
    /// The run whose failure suspended it.
    package let suspendedBy: RunID?

    package init(
        id: TenantID, slug: TenantSlug, state: Tenant.State, environment: Tenant.Environment, zone: TimeZone,
        isDialectDoubted: Bool, since: Instant, complete: EndedRun?, problems: ProblemTally, isReviewOpen: Bool, isSilent: Bool,
        last: EndedRun?, failure: Failure?, failingSince: Instant?, suspendedBy: RunID?
    ) {
        self.id = id
        self.slug = slug
        self.state = state
        self.environment = environment
        self.zone = zone
        self.isDialectDoubted = isDialectDoubted
        self.since = since
        self.complete = complete
        self.problems = problems
        self.isReviewOpen = isReviewOpen
        self.isSilent = isSilent
        self.last = last
        self.failure = failure
        self.failingSince = failingSince
        self.suspendedBy = suspendedBy
    }
}

/// How and when a run ended.
package struct EndedRun: Sendable, Hashable {
    package let id: RunID
    package let state: RunState
    package let at: Instant

    package init(id: RunID, state: RunState, at: Instant) {
        self.id = id
        self.state = state
        self.at = at
    }
}

package struct NewProblems: Sendable, Hashable {
    package let tenant: TenantID
    package let run: RunID
    package let code: Problem.Code
    package let count: Int

    package init(tenant: TenantID, run: RunID, code: Problem.Code, count: Int) {
        self.tenant = tenant
        self.run = run
        self.code = code
        self.count = count
    }
}

/// A run as a bar of the night.
package struct NightRun: Sendable, Hashable, Encodable {
    package let id: RunID
    package let tenant: TenantSlug
    package let state: RunState
    /// Its first claim; until then, when it was due.
    package let from: Instant
    /// Its end; nil for a live one.
    package let to: Instant?

    package init(id: RunID, tenant: TenantSlug, state: RunState, from: Instant, to: Instant?) {
        self.id = id
        self.tenant = tenant
        self.state = state
        self.from = from
        self.to = to
    }
}

/// The runs of one tenant that ended in one state on one of its days.
package struct EndedDay: Sendable, Hashable {
    package let tenant: TenantID
    package let day: CalendarDay
    package let state: RunState
    package let runs: Int
    /// The last of them.
    package let last: RunID
    /// The most that one of them had.
    package let problems: Int

    package init(tenant: TenantID, day: CalendarDay, state: RunState, runs: Int, last: RunID, problems: Int) {
        self.tenant = tenant
        self.day = day
        self.state = state
        self.runs = runs
        self.last = last
        self.problems = problems
    }
}

/// An entry of the audit log about a tenant, without its values.
package struct TimelineChange: Sendable, Hashable, Encodable {
    package let number: Int
    package let at: Instant
    package let login: String
    /// The login is one person's own.
    package let isProven: Bool
    /// nil for SQL that was typed.
    package let operation: String?
    /// A raw value of `AuditObject.Kind`, or one of another release.
    package let object: String
    package let run: RunID?
    /// Names of the columns that changed, each once, in order; empty once the tenant is erased.
    package let fields: [String]

    package init(
        number: Int, at: Instant, login: String, isProven: Bool, operation: String?, object: String, run: RunID?, fields: [String]
    ) {
        self.number = number
        self.at = at
        self.login = login
        self.isProven = isProven
        self.operation = operation
        self.object = object
        self.run = run
        self.fields = fields
    }
}

/// How many events a run wrote, or did not write, for one cause.
package struct CauseCount: Sendable, Hashable, Encodable {
    package let action: EventAction
    package let outcome: RunChange.Outcome
    package let cause: ChangeCause.Code
    package let count: Int

    private enum CodingKeys: CodingKey { case action, outcome, cause, count }

    package init(action: EventAction, outcome: RunChange.Outcome, cause: ChangeCause.Code, count: Int) {
        self.action = action
        self.outcome = outcome
        self.cause = cause
        self.count = count
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(action, forKey: .action)
        try container.encode(outcome.rawValue, forKey: .outcome)
        try container.encode(cause.rawValue, forKey: .cause)
        try container.encode(count, forKey: .count)
    }
}

/// A run's problems of one code.
package struct ProblemCount: Sendable, Hashable, Encodable {
    package let code: Problem.Code
    /// The run before had them too.
    package let known: Int
    package let new: Int

    package init(code: Problem.Code, known: Int, new: Int) {
        self.code = code
        self.known = known
        self.new = new
    }
}

/// A code that runs of other tenants ended with too.
package struct SharedCode: Sendable, Hashable, Encodable {
    package let code: String
    package let tenants: Int
    /// The first ones by slug, at most `mostNamed`.
    package let named: [TenantSlug]

    package static let mostNamed = 10

    package init(code: String, tenants: Int, named: [TenantSlug]) {
        self.code = code
        self.tenants = tenants
        self.named = named
    }
}
