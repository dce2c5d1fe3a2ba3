import AppWiring
import SyncCore
import SyncEngine

/// Removes a tenant's events of today and later before the tenant is deleted or gets another address.
struct EventRemovalStep {
    /// The command that resumes a removal that did not end.
    let command: String

    /// Once it has succeeded nothing syncs the tenant until its run is cancelled or the tenant is deleted.
    /// - Returns: how many were removed.
    func remove(eventsOf tenant: Tenant, _ services: Services, _ context: CommandContext) async throws -> Int {
        try await RunBench.requireConnection(tenant, services)
        let removal = FutureEventRemoval(
            worker: RunBench(services, clock: context.clock).worker, today: try await services.today(of: tenant))
        do {
            return try await context.during("Removing events from the planning") { try await removal.remove(of: tenant) }
        } catch let error where (error as? SyncError)?.code != .runActive {
            // Also when Ctrl-C stopped it: then this task is cancelled, and the record must be read all the same.
            let left = try? await Task { try await services.runs.liveRun(of: tenant.id) }.value
            if let left, left.purpose == .removal {
                context.say(
                    "Run \(left.id) is not done: until it is, nothing syncs \(tenant.slug).",
                    next: "\(command) resumes it; "
                        + "passerelle run cancel \(left.id) gives it up, and the next sync writes the events again.")
            }
            throw error
        }
    }

    /// Lets the tenant be synced again: its address is another one now, and what was removed is not written again.
    /// - Returns: whether there was a removal to end.
    @discardableResult
    static func end(of tenant: Tenant, _ services: Services) async throws -> Bool {
        guard let left = try await services.runs.liveRun(of: tenant.id), left.purpose == .removal, left.state == .queued else {
            return false
        }
        try await services.runs.cancel(left.id)
        return true
    }
}
