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
                    remedy: "To confirm, run: passerelle tenant delete \(tenant.slug) --yes"
                        + (removeEvents ? " --remove-events" : ""))
            }
            if removeEvents {
                let step = EventRemovalStep(command: "passerelle tenant delete \(tenant.slug) --yes --remove-events")
                let removed = try await step.remove(eventsOf: tenant, services, context)
                context.say("Removed \(Plural.of(removed, "event")) from the planning.")
            }
            try await services.registry.delete(tenant.id)
            context.say(
                "Erased \(tenant.slug), its history and its secrets." + (removeEvents ? "" : " Its events stay on the planning."))
            return .done
        }
    }
}
