import Simulators
import Testing

/// What must be so before a command does what it is for, whatever was done before it.
extension LeakScene {
    /// - Returns: how to call it now.
    func prepared(_ lines: CommandLines, for path: String) async throws -> CommandLines {
        var lines = lines
        switch path {
        case "run start": try await cancelLiveRun()
        case "run cancel": lines.run = try await queuedRun()
        case "run approve": lines.run = try await brakedRun()
        case "tenant activate": try await deactivate()
        case "tenant create": try await letNeighbourExist(false, lines)
        case "tenant delete": try await letNeighbourExist(true, lines)
        default: break
        }
        return lines
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

    /// One that holds a deletion back, since the tenant's brake holds from the first one on.
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
