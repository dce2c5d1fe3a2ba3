package import PostgresClient
package import SyncCore
package import SyncEngine

/// What the console shows, in PostgreSQL.
package struct PostgresConsoleReading: ConsoleReading {
    private let database: StoreDatabase

    /// - Parameter pool: its connections use the role `passerelle_worker`, or a viewer's rights; with `passerelle_reader`, all but
    ///   `events` works.
    package init(pool: PostgresPool) {
        database = StoreDatabase(pool: pool)
    }

    package func standings(of tenant: TenantID?) async throws -> [TenantStanding] {
        try await database.repeatableQuery(SelectStandings(tenant: tenant))
    }

    package func newProblems() async throws -> [NewProblems] {
        try await database.repeatableQuery(SelectNewProblems())
    }

    package func runs(from: Instant, to: Instant, atMost limit: Int) async throws -> [NightRun] {
        try await database.repeatableQuery(SelectNight(from: from, to: to, limit: limit))
    }

    package func days(of tenants: [TenantID], since: Instant) async throws -> [EndedDay] {
        try await database.repeatableQuery(SelectDays(tenants: tenants, since: since))
    }

    package func changes(of tenant: TenantID, before number: Int?, limit: Int) async throws -> [TimelineChange] {
        try await database.repeatableQuery(SelectTimelineChanges(tenant: tenant, before: number, limit: limit))
    }

    package func causes(of run: RunID, in tenant: TenantID) async throws -> [CauseCount] {
        try await query(SelectCauses(run: run), of: tenant)
    }

    package func problemCounts(of run: RunID, in tenant: TenantID) async throws -> [ProblemCount] {
        try await query(CountProblems(run: run), of: tenant)
    }

    package func problems(
        of run: RunID, in tenant: TenantID, code: Problem.Code?, employee: EmployeeID?, limit: Int
    ) async throws -> [ReportedProblem] {
        try await query(FindProblems(run: run, code: code, employee: employee, limit: limit), of: tenant)
    }

    package func tenants(
        with codes: [String], besides tenant: TenantID, from: Instant, to: Instant
    ) async throws -> [SharedCode] {
        try await database.repeatableQuery(SelectSharedCodes(codes: codes, besides: tenant, from: from, to: to))
    }

    package func events(
        of employees: [EmployeeID], in tenant: TenantID, from: Instant, to: Instant
    ) async throws -> [LedgerEntry] {
        try await query(SelectEvents(employees: employees, from: from, to: to), of: tenant)
    }

    private func query<Statement: PostgresStatement>(_ statement: Statement, of tenant: TenantID) async throws -> [Statement.Row]
    {
        try await database.read(of: tenant, statement).rows(of: Statement.self)
    }
}
