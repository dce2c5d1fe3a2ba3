import AppWiring
import ArgumentParser
import SyncCore
import SyncEngine

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
                        try await Self.accounts(services.source(tenant), tenant, context),
                        try await services.target(tenant).types()
                    )
                }
            } catch let error as SyncError {
                context.warn("Names could not be read. \(error.message)", next: error.remedy)
            }
            let rows = ReasonRow.rows(accounts: accounts, rules: rules, types: types, settings: tenant.settings)
            if rows.isEmpty { context.say("No leave account was seen yet.", next: "passerelle run preview \(tenant.slug)") }
            if !rows.isEmpty || context.format != .table { context.show(ReasonDocument.make(rows)) }
            return .done
        }
    }

    private static func accounts(
        _ source: any HRSource, _ tenant: Tenant, _ context: CommandContext
    ) async throws -> [LeaveAccount] {
        let scope = tenant.scope.resolve(in: try await source.departments())
        guard !scope.departments.isEmpty else { return [] }
        let window = SyncWindow(
            asOf: context.now().day(in: tenant.settings.calendar.zone), horizonMonths: tenant.settings.horizonMonths)
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
            type, so that the reason stays in Lucca.

            Example:
              passerelle reason set acme 12 --hide
            """)

    @Argument(help: "The tenant.") var slug: String
    @Argument(help: "Lucca's id of the leave account, as `reason list` shows it.") var account: String
    @Option(help: ArgumentHelp("PlanningPME's key of the type.", valueName: "key")) var type: String?
    @Flag(help: "Keep it off the planning.") var ignore = false
    @Flag(help: "Show it under the neutral type.") var hide = false
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        var intake = Intake()
        let account = intake.luccaIDs("LEAVE_ACCOUNT_ID", [account]).first
        let key = type.map { intake.number("--type", $0, in: 1...Int.max) }
        if [type != nil, ignore, hide].filter({ $0 }).count != 1 {
            intake.refuse("--type, --ignore, --hide", "Exactly one of the three is needed.", remedy: "Such as --hide.")
        }
        try intake.finish()
        guard let account else { throw InputError("LEAVE_ACCOUNT_ID", "It is empty.", remedy: "Name one, such as 12.") }
        return try await context.withTenant(slug) { services, tenant in
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
            // Every account that a sync met has a rule. Setting one ahead is allowed; a slip of the pen must not pass for it.
            let isSeen = try await services.registry.reasonRules(of: tenant.id).contains { $0.accountID.value == account }
            if !isSeen {
                context.say(
                    "No sync of \(tenant.slug) has met a leave account \(account) so far: check the number.",
                    next: "passerelle reason list \(tenant.slug)")
            }
            try await services.registry.setReasonRule(
                ReasonRule(accountID: LeaveAccountID(account), destination: destination, origin: .operator), of: tenant.id)
            context.say(
                "Leave account \(account) of \(tenant.slug) \(words) from the next run on.",
                next: "passerelle run preview \(tenant.slug)")
            return .done
        }
    }
}
