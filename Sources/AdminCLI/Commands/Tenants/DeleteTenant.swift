import AppWiring
import ArgumentParser
import SyncCore
import SyncEngine

/// `passerelle tenant delete`.
struct DeleteTenant: PasserelleCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Erases a customer with its history and its secrets.",
        discussion: """
            Its events stay on the planning, and a customer registered again finds them; --remove-events removes those of today and later
            first. While that is not done, nothing syncs the customer: the same command goes on with it, `run cancel` gives it up. The
            short name is free again afterwards.

            Example:
              passerelle tenant delete acme --yes --remove-events
            """)

    @Argument(help: "The tenant.") var slug: String
    @Flag(help: "Yes, erase it.") var yes = false
    @Flag(help: "First remove the events of today and later from the planning.") var removeEvents = false
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        try await context.withTenant(slug) { services, tenant in
            guard yes else {
                throw InputError(
                    "--yes", "Erasing \(tenant.slug) (\(tenant.name)) can't be undone.",
                    remedy: "Say so: passerelle tenant delete \(tenant.slug) --yes"
                        + (removeEvents ? " --remove-events" : ""))
            }
            if removeEvents {
                let removed = try await remove(eventsOf: tenant, services, context)
                context.say("Removed \(Plural.of(removed, "event")) from the planning.")
            }
            try await services.registry.delete(tenant.id)
            context.say(
                "Erased \(tenant.slug), its history and its secrets." + (removeEvents ? "" : " Its events stay on the planning."))
            return .done
        }
    }

    private func remove(eventsOf tenant: Tenant, _ services: Services, _ context: CommandContext) async throws -> Int {
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
                    next: "passerelle tenant delete \(tenant.slug) --yes --remove-events goes on with it; "
                        + "passerelle run cancel \(left.id) gives it up, and the next sync writes the events again.")
            }
            throw error
        }
    }
}
