import ArgumentParser
import Foundation
import Operations
import SyncCore
import SyncEngine
import Words

struct TenantCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tenant", abstract: "The customers and their settings.",
        subcommands: [
            CreateTenantCommand.self, ListTenantsCommand.self, ShowTenantCommand.self, EditTenantCommand.self,
            CheckTenantCommand.self, ProbeTenantCommand.self,
            ExportTenantsCommand.self, ImportTenantsCommand.self,
            ActivateTenantCommand.self,
            PauseTenantCommand.self, DeleteTenantCommand.self,
        ])
}

struct CreateTenantCommand: ShowingCommand, ChangingCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Registers a customer, in state draft.",
        discussion: """
            Example:
              passerelle tenant create acme --name "Acme SA" --lucca-url acme.ilucca.net \\
                  --planningpme-url https://api.planningpme.com/acme/
            """)

    @Argument(help: "A short name to type: 2 to 40 of a-z, 0-9 and -.") var slug: String
    @OptionGroup(title: "The customer") var options: TenantOptions
    @OptionGroup var reasoning: ReasonOptions
    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        let (new, said) = try read(context)
        let report = try await context.perform(CreateTenant(new, said: said))
        let tenant = report.tenant
        context.show(TenantDocument.make(tenant))
        if report.looksLikeTestBase {
            context.warn(
                Phrase(
                    "\(tenant.luccaURL) looks like a test base, but the tenant is registered as production.",
                    fr: "\(tenant.luccaURL) ressemble à une base de test, mais le client est enregistré en production."),
                next: Phrase(same: "passerelle tenant edit \(tenant.slug) --environment test"))
        }
        context.say(
            Phrase("Registered \(tenant.slug) as a draft.", fr: "\(tenant.slug) est enregistré comme brouillon."),
            next: Phrase(
                same: "passerelle credential set \(tenant.slug) \(tenant.settings.luccaAPI.credentials[0].rawValue)"))
        return .done
    }

    private func read(
        _ context: CommandContext
    ) throws -> (tenant: NewTenant, dialect: [DialectPoint: String]) {
        var intake = Intake()
        let slug = intake.slug(slug)
        let created = options.created(slug, context.installation.addresses, &intake)
        try intake.finish()
        guard let created else { throw InputError([]) }
        return created
    }
}

struct ListTenantsCommand: ShowingCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists the customers with their health.",
        discussion: """
            LAST SUCCESS is the end of the last sync that succeeded or was partial, NEXT RUN when the schedule queues the next \
            one. NEW counts problems of the last run that the run before did not have, WITHHELD deletions that wait for approval.

            Example:
              passerelle tenant list --output csv > customers.csv
            """)

    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        let tenants = try await context.perform(ListTenants())
        if tenants.isEmpty {
            context.say(
                Phrase("There is no tenant yet.", fr: "Il n’y a pas encore de client."),
                next: Phrase(same: "passerelle tenant create --help"))
        }
        context.show(TenantDocument.list(tenants), unless: tenants.isEmpty)
        return .done
    }
}

struct ShowTenantCommand: ShowingCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Shows a customer with all its settings, how its PlanningPME speaks, and why it is suspended if it is.",
        discussion: """
            Example:
              passerelle tenant show acme
            """)

    @Argument(help: "The tenant.") var slug: String
    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        let report = try await context.perform(ShowTenant(try context.slug(slug)))
        context.show(
            TenantDocument.make(
                report.tenant, suspension: report.suspension, fields: report.fields, showsDialect: true))
        return .done
    }
}

struct PauseTenantCommand: ChangingCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause", abstract: "Stops a customer's daily runs; everything is kept.",
        discussion: """
            Example:
              passerelle tenant pause acme
              passerelle tenant pause --from customers.txt --yes 12
            """)

    @Argument(help: "The tenant.") var slug: String?
    @OptionGroup(title: "Many tenants") var bulk: BulkOptions
    @OptionGroup var reasoning: ReasonOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        if let many = try bulk.many(slug, context) {
            return try await BulkCommand.pausing(try reasoning.read()).perform(many, bulk, context)
        }
        let report = try await context.perform(PauseTenant(try BulkOptions.one(slug, context)))
        guard !report.wasPaused else {
            context.say(Phrase("\(report.tenant) is already paused.", fr: "\(report.tenant) est déjà en pause."))
            return .done
        }
        context.say(
            Phrase(
                "Paused \(report.tenant): no run starts by itself.",
                fr: "\(report.tenant) est en pause : aucune exécution ne démarre d’elle-même."),
            next: Phrase(same: "passerelle tenant activate \(report.tenant)"))
        if let run = report.liveRun {
            context.say(
                Phrase(
                    "Run \(run.id) is still \(run.state.name.english).",
                    fr: "L’exécution \(run.id) est encore à l’état « \(run.state.name.french) »."),
                next: Phrase(same: "passerelle run cancel \(run.id)"))
        }
        return .done
    }
}

struct DeleteTenantCommand: ChangingCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Erases a customer with its history and its secrets.",
        discussion: """
            Its events stay on the planning, and a customer registered again finds them; --remove-events removes those of today \
            and later first. Until that is done, the customer is not synced: the same command resumes the removal, `run cancel` \
            ends it. The slug is free again afterwards.

            Example:
              passerelle tenant delete acme --yes --remove-events
            """)

    @Argument(help: "The tenant.") var slug: String
    @Flag(help: "Confirms the deletion.") var yes = false
    @Option(help: ArgumentHelp("The slug again, instead of --yes.", valueName: "slug")) var confirm: String?
    @Flag(help: "First remove the events of today and later from the planning.") var removeEvents = false
    @OptionGroup var reasoning: ReasonOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        let tenant = try context.slug(slug)
        try checkConfirmation(of: tenant)
        let isConfirmed = yes || confirm != nil
        let context = isConfirmed ? try context.asking(reasoning) : context
        let report = try await context.removing(
            during: Phrase("Erasing \(tenant)", fr: "Effacement du client \(tenant)"),
            resumedBy: Phrase(same: "passerelle tenant delete \(tenant) --yes --remove-events"),
            DeleteTenant(tenant, removesEvents: removeEvents, isConfirmed: isConfirmed))
        if let removed = report.removed { context.sayRemoved(removed, from: Phrase("the planning", fr: "du planning")) }
        let erased = Phrase(
            "Erased \(tenant), its history and its secrets.", fr: "\(tenant) est effacé, avec son historique et ses secrets.")
        let stay = Phrase("Its events stay on the planning.", fr: "Ses événements restent sur le planning.")
        context.say(removeEvents ? erased : erased + stay)
        return .done
    }

    private func checkConfirmation(of tenant: TenantSlug) throws {
        guard let confirm, confirm != tenant.value else { return }
        var intake = Intake()
        intake.refuse(
            "--confirm",
            Phrase(
                "\"\(ShownText(confirm))\" is not the tenant to erase, \(tenant).",
                fr: "« \(ShownText(confirm)) » n’est pas le client à effacer, \(tenant)."),
            remedy: Phrase("Write the same tenant twice.", fr: "Écrivez deux fois le même client."))
        try intake.finish()
    }
}

extension CommandContext {
    /// Performs an operation that may first remove a tenant's events, and shows the next step if that does not finish.
    /// - Parameter command: resumes the removal.
    func removing<Work: Operations.Operation>(
        during label: Phrase, resumedBy command: Phrase, _ operation: Work
    ) async throws -> Work.Report {
        do {
            return try await perform(operation, during: label)
        } catch let unfinished as RemovalUnfinished {
            say(
                Phrase(
                    "Run \(unfinished.run) is not complete: until it is, \(unfinished.tenant) is not synced.",
                    fr: "L’exécution \(unfinished.run) n’est pas terminée : d’ici là, \(unfinished.tenant) n’est pas synchronisé."
                ),
                next: Phrase(
                    "\(command.english) resumes it; passerelle run cancel \(unfinished.run) ends it, and the next sync writes the events "
                        + "again.",
                    fr: "\(command.french) la reprend ; passerelle run cancel \(unfinished.run) y met fin, et la prochaine "
                        + "synchronisation réécrit les événements."))
            throw unfinished.cause
        }
    }

    /// - Parameter place: with its preposition in French.
    func sayRemoved(_ count: Int, from place: Phrase) {
        let events = Phrase.counted(count, "event", "events", fr: "événement", "événements")
        say(
            Phrase(
                "Removed \(events.english) from \(place.english).",
                fr: "\(events.french) \(place.french) \(count < 2 ? "supprimé" : "supprimés")."))
    }
}
