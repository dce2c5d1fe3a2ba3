import AppWiring
import ArgumentParser
import SyncCore
import SyncEngine
import Words

/// `passerelle reason`.
struct ReasonCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reason", abstract: "Where each of Lucca's leave accounts goes on the planning.",
        subcommands: [ListReasons.self, SetReason.self])
}

/// `passerelle reason list`.
struct ListReasons: ShowingCommand {
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
        try await context.withTenant(slug) { services, tenant in
            let rules = try await services.registry.reasonRules(of: tenant.id)
            var accounts: [LeaveAccount] = []
            var types: [UnavailabilityType]?
            do {
                (accounts, types) = try await context.during("Reading Lucca and PlanningPME") {
                    (
                        try await Self.accounts(tenant, services),
                        try await services.target(tenant).types()
                    )
                }
            } catch let error as SyncError {
                context.warn(
                    Phrase("Names could not be read.", fr: "Les noms n’ont pas pu être lus.") + context.message(error.failure),
                    next: context.remedy(error.failure))
            }
            let rows = ReasonRow.rows(accounts: accounts, rules: rules, types: types, settings: tenant.settings)
            if rows.isEmpty {
                context.say(
                    "No leave account was seen yet.",
                    next: tenant.scope.bases.isEmpty
                        ? "passerelle scope tree \(tenant.slug)" : "passerelle run now \(tenant.slug)")
            }
            if !rows.isEmpty || context.format != .table { context.show(ReasonDocument.make(rows)) }
            return .done
        }
    }

    /// The leave accounts of the absences that Lucca shows in the window; none without a scope.
    static func accounts(
        _ tenant: Tenant, _ services: Services
    ) async throws -> [LeaveAccount] {
        let source = try await services.source(tenant)
        let scope = tenant.scope.resolve(in: try await source.departments().rows)
        guard !scope.departments.isEmpty else { return [] }
        let window = SyncWindow(asOf: try await services.today(of: tenant), horizonMonths: tenant.settings.horizonMonths)
        return try await source.leaves(
            ofEmployeesIn: scope.departments.sorted(), from: window.readFrom, through: window.readThrough
        ).accounts
    }
}

/// `passerelle reason set`.
struct SetReason: PasserelleCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Says where a leave account goes.",
        discussion: """
            --type: events of that unavailability type. --ignore: not on the planning. --hide: on the planning under the tenant's neutral
            type, so that the reason stays in Lucca. --automatic: takes back what was set, and the next run decides by the labels.
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
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        var intake = Intake()
        let account = intake.luccaIDs("LEAVE_ACCOUNT_ID", [account]).first
        let key = type.map { intake.number("--type", $0, in: 1...Int.max) }
        if [type != nil, ignore, hide, automatic].filter({ $0 }).count != 1 {
            intake.refuse(
                "--type, --ignore, --hide, --automatic", "Exactly one of the four is needed.", remedy: "Such as --hide.")
        }
        try intake.finish()
        guard let account else { throw InputError("LEAVE_ACCOUNT_ID", "It is empty.", remedy: "Name one, such as 12.") }
        return try await context.withTenant(slug) { services, tenant in
            let known = try await services.registry.reasonRules(of: tenant.id).first { $0.accountID.value == account }
            if automatic { return try await forget(known, account, tenant, services, context) }
            // Every account that a sync met has a rule.
            if known == nil, !ahead { try await requireUse(account, tenant, services, context) }
            let destination: ReasonRule.Destination
            var words = ignore ? "is kept off the planning" : "shows as \"\(tenant.settings.neutralType)\""
            if let key = key ?? nil {
                let types = try await context.during("Reading PlanningPME") {
                    try await services.target(tenant).types()
                }
                guard let type = types.first(where: { $0.key.value == key }) else {
                    throw InputError(
                        "--type", "PlanningPME has no unavailability type \(key).",
                        remedy: types.isEmpty
                            ? "Make one there first."
                            : "It has: "
                                + types.sorted { $0.key < $1.key }.map { "\($0.key) (\($0.label))" }.joined(separator: ", ") + "."
                    )
                }
                destination = .type(type.key)
                words = "shows as \"\(type.label)\""
            } else {
                destination = ignore ? .ignore : .hide
            }
            try await services.registry.setReasonRule(
                ReasonRule(accountID: LeaveAccountID(account), destination: destination, origin: .operator), of: tenant.id)
            context.say(
                "Leave account \(account) of \(tenant.slug) \(words) from the next run on.",
                next: "passerelle run preview \(tenant.slug)")
            return .done
        }
    }
    /// A slip of the pen must not pass for a decision. - Throws: `InputError` unless Lucca shows absences on that account.
    private func requireUse(
        _ account: String, _ tenant: Tenant, _ services: Services, _ context: CommandContext
    ) async throws {
        let used = try await context.during("Reading Lucca") {
            try await ListReasons.accounts(tenant, services)
        }
        guard !used.contains(where: { $0.id.value == account }) else { return }
        throw InputError(
            "leave account \(account)", "No sync of \(tenant.slug) has met it, and Lucca shows no absence on it.",
            remedy: "Choose among those that `passerelle reason list \(tenant.slug)` shows, or add --ahead.")
    }

    private func forget(
        _ known: ReasonRule?, _ account: String, _ tenant: Tenant, _ services: Services, _ context: CommandContext
    ) async throws -> CommandExit {
        guard let known, known.origin == .operator else {
            context.say("Nothing was set for leave account \(account) of \(tenant.slug): it is decided automatically.")
            return .done
        }
        try await services.registry.removeReasonRule(of: known.accountID, tenant.id)
        context.say(
            "The next run decides where leave account \(account) of \(tenant.slug) goes.",
            next: "passerelle reason list \(tenant.slug)")
        return .done
    }
}
