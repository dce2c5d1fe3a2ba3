import Simulators
import Testing

/// Prepares the state that a command needs, whatever ran before it.
extension LeakScene {
    /// - Returns: how to call it.
    func prepared(_ lines: CommandLines, for path: String) async throws -> CommandLines {
        var lines = lines
        switch path {
        case "run start": try await cancelLiveRun()
        case "run cancel": lines.run = try await queuedRun()
        case "queue show": lines.run = try await queuedOperation()
        case "run approve", "run reject": lines.run = try await brakedRun()
        case "tenant activate": try await deactivate()
        case "tenant create": try await letNeighbourExist(false, lines)
        case "tenant delete": try await letNeighbourExist(true, lines)
        default: break
        }
        return lines
    }

    /// How to call each command on this scene.
    /// - Parameter run: the run that a command is about.
    func lines(run: Int) async throws -> CommandLines {
        let lucca = tenant.lucca
        let today = installation.world.today
        let current = Set(lucca.employees.filter { $0.contractEnd == nil && $0.contractStart <= today }.map(\.id))
        return CommandLines(
            slug: tenant.slug, run: "\(run)",
            account: try await installation.sql("select min(leave_account_id) from reason_rule"),
            department: "\(try #require(lucca.departments.first { $0.parent == nil }).id)",
            employee: "\(try #require(lucca.leaves.first { current.contains($0.employee) }).employee)",
            type: "\(try #require(tenant.planning.types.first).key)",
            planningDepartment: "\(try #require(tenant.planning.departments.first).key)",
            asOf: "\(today)", port: try #require(await installation.simulator.ports.first),
            resource: "\(try #require(tenant.planning.resources.first).key)")
    }

    private func liveRun() async throws -> String? {
        let id = try await installation.sql("select id from run")
        return id.isEmpty ? nil : id
    }

    private func cancelLiveRun() async throws {
        guard let id = try await liveRun() else { return }
        try await installation.expect(["run", "cancel", id])
    }

    private func queuedRun() async throws -> String {
        if let id = try await liveRun() { return id }
        try await installation.expect(["run", "start", tenant.slug, "--as-of", "\(installation.world.today)"])
        return try #require(try await liveRun())
    }

    private func queuedOperation() async throws -> String {
        try await installation.expect(["tenant", "check", tenant.slug, "--queue"])
        return try await installation.sql("select max(id) from queued_operation")
    }

    /// One that withholds a deletion, since the tenant's brake applies from the first one on.
    private func brakedRun() async throws -> String {
        try await installation.sql("update tenant set brake_count = 0, brake_percent = 0")
        let period = try #require(tenant.comingPeriods(after: installation.world.today).first)
        try tenant.lucca.apply(.cancelPeriod(period: period))
        let braked = try await runNow("braked", endings: [4])
        return "\(braked.id)"
    }

    /// An active tenant is left as it is, unchecked.
    private func deactivate() async throws {
        let state = try await installation.sql("select state from tenant where slug = '\(tenant.slug)'")
        if state == "active" { try await installation.expect(["tenant", "pause", tenant.slug]) }
    }

    private func letNeighbourExist(_ isWanted: Bool, _ lines: CommandLines) async throws {
        let count = try await installation.sql("select count(*) from tenant where slug = '\(CommandLines.neighbour)'")
        guard (count == "1") != isWanted else { return }
        try await installation.expect(isWanted ? lines.creation : ["tenant", "delete", CommandLines.neighbour, "--yes"])
    }
}
