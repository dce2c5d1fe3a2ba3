import ArgumentParser
import Operations
import SyncCore

/// `passerelle tenant delete`.
struct DeleteTenantCommand: PasserelleCommand {
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
        let tenant = try context.slug(slug)
        let report = try await context.removing(
            during: "Erasing \(tenant)", resumedBy: "passerelle tenant delete \(tenant) --yes --remove-events",
            DeleteTenant(tenant, removesEvents: removeEvents, isConfirmed: yes))
        if let removed = report.removed { context.say("Removed \(Plural.of(removed, "event")) from the planning.") }
        context.say(
            "Erased \(tenant), its history and its secrets." + (removeEvents ? "" : " Its events stay on the planning."))
        return .done
    }
}

extension CommandContext {
    /// Performs what may remove a tenant's events first, and says what to do where that does not end.
    /// - Parameter command: resumes the removal.
    func removing<Work: Operation>(
        during label: String, resumedBy command: String, _ operation: Work
    ) async throws -> Work.Report {
        do {
            return try await perform(operation, during: label)
        } catch let unfinished as RemovalUnfinished {
            say(
                "Run \(unfinished.run) is not done: until it is, nothing syncs \(unfinished.tenant).",
                next: "\(command) resumes it; "
                    + "passerelle run cancel \(unfinished.run) gives it up, and the next sync writes the events again.")
            throw unfinished.cause
        }
    }
}
