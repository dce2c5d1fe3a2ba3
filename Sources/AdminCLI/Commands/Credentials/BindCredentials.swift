import AppWiring
import ArgumentParser
import SyncCore
import SyncEngine

/// `passerelle credential bind`.
struct BindCredentials: ShowingCommand {
    static let configuration = CommandConfiguration(
        commandName: "bind", abstract: "Binds the secrets of an older release to the hosts of the customers' addresses.",
        discussion: """
            Needed once, after the upgrade from a release that bound secrets to no host: until then they are not used. Without --yes it
            lists where each would go. Compare the hosts with what the customers gave you: whoever could write the database before may have
            changed an address, and what is bound to it is sent there. --all takes every customer whose hosts are Lucca's and PlanningPME's
            own; others are to be named.

            Example:
              passerelle credential bind --all
              passerelle credential bind --all --yes
            """)

    @Argument(help: ArgumentHelp("The tenants.", valueName: "slug")) var slugs: [String] = []
    @Flag(help: "Every tenant.") var all = false
    @Flag(help: "Yes, these hosts are the customers'.") var yes = false
    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    /// A secret that is bound to nothing.
    struct Loose: Equatable {
        let tenant: Tenant
        let kind: CredentialKind
        /// Whether Lucca or PlanningPME itself answers there, as far as the name tells.
        let isWellKnown: Bool

        var host: CredentialHost { tenant.credentialHost(of: kind) }
    }

    func perform(_ context: CommandContext) async throws -> CommandExit {
        var intake = Intake()
        if slugs.isEmpty != all {
            intake.refuse("SLUG, --all", "Name tenants, or say --all.", remedy: "Such as passerelle credential bind --all.")
        }
        let named = slugs.compactMap { intake.slug($0) }
        try intake.finish()
        return try await context.backend.withServices { services in
            var found: [Loose] = []
            for tenant in all ? try await services.registry.list() : try await tenants(named, services) {
                found += try await services.vault.list(of: tenant.id).filter { $0.host == nil }.map { stored in
                    Loose(
                        tenant: tenant, kind: stored.kind,
                        isWellKnown: services.addresses.isVendorsOwn(tenant.credentialHost(of: stored.kind)))
                }
            }
            guard !found.isEmpty else {
                if context.format != .table { context.show(BindDocument.make([])) }
                context.say("Every stored secret is bound to its host.")
                return .done
            }
            context.show(BindDocument.make(found))
            let (bound, left) = (found.filter { !all || $0.isWellKnown }, found.filter { all && !$0.isWellKnown })
            for slug in Set(left.map(\.tenant.slug.value)).sorted() {
                context.warn(
                    "The address of \(slug) is on a host of its own: --all leaves it out.",
                    next: "passerelle credential bind \(slug)")
            }
            guard !bound.isEmpty else { return .failed }
            guard yes else {
                throw InputError(
                    "--yes", "\(Plural.of(bound.count, "secret")) would be bound to these hosts, and sent there.",
                    remedy: "Compare them with what the customers gave you. Then: passerelle credential bind "
                        + (all ? "--all" : slugs.joined(separator: " ")) + " --yes")
            }
            var count = 0
            for loose in bound where try await services.vault.bind(loose.kind, of: loose.tenant) { count += 1 }
            context.say("Bound \(Plural.of(count, "secret")), each to its host.")
            return left.isEmpty ? .done : .failed
        }
    }

    private func tenants(_ slugs: [TenantSlug], _ services: Services) async throws -> [Tenant] {
        var found: [Tenant] = []
        for slug in slugs { found.append(try await services.registry.tenant(slug)) }
        return found
    }
}
