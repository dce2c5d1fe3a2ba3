import ArgumentParser
import Operations
import SyncCore
import SyncEngine
import Words

struct ReasonCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reason", abstract: "Where each of Lucca's leave accounts goes on the planning.",
        subcommands: [ListReasonsCommand.self, SetReasonCommand.self, UnsetReasonCommand.self])
}

struct ListReasonsCommand: ShowingCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists the leave accounts seen and where each goes.",
        discussion: """
            Names are read from Lucca and PlanningPME for the occasion: they are not stored. Where that fails, ids are shown.

            Example:
              passerelle reason list acme
            """)

    @Argument(help: "The tenant.") var slug: String
    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        let report = try await context.perform(ListReasons(of: try context.slug(slug)), during: CatalogWords.reading)
        if let error = report.unread { CatalogWords.warnUnread(error, context) }
        let tenant = report.tenant
        if report.rows.isEmpty {
            context.say(
                Phrase("No leave account was seen yet.", fr: "Aucun compte d’absence n’a encore été vu."),
                next: CatalogWords.firstRun(of: tenant))
        }
        context.show(ReasonDocument.make(report.rows), unless: report.rows.isEmpty)
        return .done
    }
}

struct SetReasonCommand: ChangingCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Sets where a leave account goes.",
        discussion: """
            --type: events of that unavailability type. --ignore: not on the planning. --hide: on the planning under the tenant's \
            neutral type, so that the reason stays in Lucca. --automatic: removes what was set, and the next run decides by the \
            labels.

            The leave account must be one that a sync has met or that Lucca shows now; --ahead sets one that is not used yet.

            Example:
              passerelle reason set acme 12 --hide
              passerelle reason set acme 12 --automatic
            """)

    @Argument(help: "The tenant.") var slug: String
    @Argument(help: "Lucca's id of the leave account, as `reason list` shows it.") var account: String
    @Option(help: ArgumentHelp("PlanningPME's key of the type.", valueName: "key")) var type: String?
    @Flag(help: "Keep it off the planning.") var ignore = false
    @Flag(help: "Show it under the neutral type.") var hide = false
    @Flag(help: "Let the next run decide.") var automatic = false
    @Flag(help: "Also for a leave account that Lucca does not show yet.") var ahead = false
    @OptionGroup var reasoning: ReasonOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        var intake = Intake()
        let account = intake.luccaIDs("LEAVE_ACCOUNT_ID", [account]).first
        let key = type.map { intake.number("--type", $0, in: 1...Int.max) }
        if [type != nil, ignore, hide, automatic].filter({ $0 }).count != 1 {
            intake.refuse(
                "--type, --ignore, --hide, --automatic",
                Phrase("Choose exactly one of the four.", fr: "Choisissez exactement une des quatre."),
                remedy: Phrase("For example, --hide.", fr: "Par exemple, --hide."))
        }
        try intake.finish()
        guard let account else { throw CatalogWords.required("LEAVE_ACCOUNT_ID") }
        let choice: SetReason.Choice =
            (key ?? nil).map { .type(UnavailabilityTypeKey($0)) } ?? (automatic ? .automatic : ignore ? .ignore : .hide)
        let tenant = try context.slug(slug)
        let set = SetReason(LeaveAccountID(account), of: tenant, choice, isAhead: ahead)
        let preview = Phrase(same: "passerelle run preview \(tenant)")
        switch try await context.perform(set, during: CatalogWords.reading) {
        case .shows(let label):
            context.say(
                Phrase(
                    "Leave account \(account) of \(tenant) shows as \"\(label)\" from the next run on.",
                    fr:
                        "Le compte d’absence \(account) du client \(tenant) s’affiche comme « \(label) » à partir de la prochaine exécution."
                ), next: preview)
        case .ignored:
            context.say(
                Phrase(
                    "Leave account \(account) of \(tenant) is not shown on the planning from the next run on.",
                    fr:
                        "Le compte d’absence \(account) du client \(tenant) ne s’affiche plus sur le planning à partir de la prochaine "
                        + "exécution."), next: preview)
        case .forgotten: Self.say(true, account, tenant, context)
        case .nothingSet: Self.say(false, account, tenant, context)
        }
        return .done
    }

    /// - Parameter isForgotten: there was a setting.
    static func say(_ isForgotten: Bool, _ account: String, _ tenant: TenantSlug, _ context: CommandContext) {
        guard isForgotten else {
            context.say(
                Phrase(
                    "Nothing was set for leave account \(account) of \(tenant): it is decided automatically.",
                    fr:
                        "Rien n’était défini pour le compte d’absence \(account) du client \(tenant) : il est décidé automatiquement."
                ))
            return
        }
        context.say(
            Phrase(
                "The next run decides where leave account \(account) of \(tenant) goes.",
                fr: "La prochaine exécution décide où va le compte d’absence \(account) du client \(tenant)."),
            next: Phrase(same: "passerelle reason list \(tenant)"))
    }
}

struct UnsetReasonCommand: ChangingCommand {
    static let configuration = CommandConfiguration(
        commandName: "unset", abstract: "Removes what `reason set` set: the next run decides by the labels.",
        discussion: """
            The same as `reason set --automatic`.

            Example:
              passerelle reason unset acme 12
            """)

    @Argument(help: "The tenant.") var slug: String
    @Argument(help: "Lucca's id of the leave account, as `reason list` shows it.") var account: String
    @OptionGroup var reasoning: ReasonOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        var intake = Intake()
        let account = intake.luccaIDs("LEAVE_ACCOUNT_ID", [account]).first
        try intake.finish()
        guard let account else { throw CatalogWords.required("LEAVE_ACCOUNT_ID") }
        let tenant = try context.slug(slug)
        let report = try await context.perform(SetReason(LeaveAccountID(account), of: tenant, .automatic))
        if case .forgotten = report {
            SetReasonCommand.say(true, account, tenant, context)
        } else {
            SetReasonCommand.say(false, account, tenant, context)
        }
        return .done
    }
}
