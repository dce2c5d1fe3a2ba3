import ArgumentParser
import Foundation
import Operations
import SyncCore
import SyncEngine
import Words

/// `passerelle tenant edit`.
struct EditTenantCommand: ShowingCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit", abstract: "Changes a customer's settings; what is not named stays.",
        discussion: """
            Another Lucca or PlanningPME address makes the connector forget what it knew of the old one; the next run finds its events on
            the new planning by their references. Events of today and later that it would leave behind are counted first, and one of
            --take-over, --remove-events and --leave-events says what becomes of them; on a terminal the command asks. Editing the address
            back finds them again.

            Example:
              passerelle tenant edit acme --reference-field REFLUCCA --event-status 3 --planning-time-zone Europe/London
              passerelle tenant edit acme --daily-at 05:30 --holidays fr --no-match-email
              passerelle tenant edit acme --lucca-url acme-group.ilucca.net --take-over
              passerelle tenant edit acme --planningpme-url https://api.planningpme.com/acme-group/ --remove-events
            """)

    @Argument(help: "The tenant.") var slug: String
    @OptionGroup(title: "The customer") var options: TenantOptions
    @Flag(help: "With --lucca-url: the account has a new name, and its events are taken over.") var takeOver = false
    @Flag(help: "With another address: first remove the events of today and later from the planning.") var removeEvents = false
    @Flag(help: "With another address: leave the events as they are.") var leaveEvents = false
    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        let shown = try await context.perform(ShowTenant(try context.slug(slug)))
        let (tenant, said) = try edited(shown.tenant, context)
        let report: EditTenant.Report
        do {
            report = try await edit(tenant, said, choices, context)
        } catch let refused as Refused {
            guard case .eventsUndecided(let question) = refused.reasons.first, context.console.shape.inputIsTerminal,
                context.console.shape.messagesAreTerminal
            else { throw refused }
            report = try await edit(tenant, said, choices.union([try ask(question, context)]), context)
        }
        switch report {
        case .removalEnded(let tenant):
            context.say("The address is changed already, and the removal before it is over: \(tenant) is synced again.")
        case .unchanged(let tenant):
            context.show(TenantDocument.make(tenant))
            context.say("Nothing to change.", next: "Name settings, such as --daily-at 05:30; `--help` lists them.")
        case .edited(let edit): show(edit, context)
        }
        return .done
    }

    private func edit(
        _ tenant: Tenant, _ said: [DialectPoint: String], _ choices: Set<EventChoice>, _ context: CommandContext
    ) async throws -> EditTenant.Report {
        try await context.removing(
            during: "Changing \(tenant.slug)", resumedBy: "The same command", EditTenant(tenant, said: said, choices: choices))
    }

    private func edited(
        _ old: Tenant, _ context: CommandContext
    ) throws -> (tenant: Tenant, dialect: [DialectPoint: String]) {
        let addresses = context.installation.addresses
        var tenant = old
        var intake = Intake()
        options.apply(to: &tenant.settings, &intake)
        if let text = options.name, let value = intake.label("--name", text) { tenant.name = value }
        if let text = options.luccaURL, let value = intake.address("--lucca-url", text, addresses.luccaURL(pasted:)) {
            tenant.luccaURL = value
        }
        if let text = options.planningPMEURL,
            let value = intake.address("--planningpme-url", text, addresses.planningPMEURL(pasted:))
        {
            tenant.planningPMEURL = value
        }
        if let text = options.environment, let value = intake.choice("--environment", text, of: Tenant.Environment.self) {
            tenant.environment = value
        }
        if let former = options.readFormerAccounts(&intake, luccaURL: tenant.luccaURL) { tenant.formerAccounts = former }
        if let text = options.contact { tenant.contact = text == "none" ? nil : intake.email("--contact", text) }
        let said = options.readDialect(&intake)
        try intake.finish()
        return (tenant, said)
    }

    private func ask(_ question: EventQuestion, _ context: CommandContext) throws -> EventChoice {
        context.say(question.situation)
        for choice in question.offered { context.say("  \(choice.rawValue): \(question.meaning(choice))") }
        let typed = context.console.ask(
            "\(question.offered.map(\.rawValue).joined(separator: ", ")), or nothing to leave the tenant as it is: ")
        let word = (typed ?? "").trimmingCharacters(in: .whitespaces).lowercased()
        guard !word.isEmpty else { throw Declined(message: Phrase("Nothing was changed.", fr: "Rien n’a été modifié.")) }
        guard let choice = question.offered.first(where: { word == $0.rawValue || word == $0.option }) else {
            throw InputError(
                question.option, "\"\(word)\" is not among the choices, and nothing was changed.",
                remedy: "Choose one: \(question.offered.map(\.option).joined(separator: ", ")).")
        }
        return choice
    }

    private func show(_ edit: EditTenant.Edit, _ context: CommandContext) {
        let (old, tenant) = (edit.old, edit.tenant)
        if let removed = edit.removed { context.say("Removed \(Plural.of(removed, "event")) from \(old.planningPMEURL).") }
        context.show(TenantDocument.make(tenant))
        context.say("Changed \(tenant.slug).")
        if let events = edit.events { show(events, edit, context) }
        DialectOfEdited(old: old, new: tenant).tell(context)
        tellDialect(from: old, to: tenant, context)
        if let run = edit.hurriedRun {
            context.say("Run \(run) waited for the old plan; it is due now.", next: "passerelle run show \(run)")
        }
        if let first = edit.strays.first {
            context.warn(
                "What was stored for the old host was removed, so that the new one never gets it: \(edit.strays.joined(separator: ", ")).",
                next: "passerelle credential set \(tenant.slug) \(first)")
        }
    }

    private func show(_ events: EditTenant.EventsLeft, _ edit: EditTenant.Edit, _ context: CommandContext) {
        let (old, new) = (edit.old, edit.tenant)
        let preview = "passerelle run preview \(new.slug)"
        switch events {
        case .stay(let count, let isOtherPlanning):
            let back = isOtherPlanning ? "--planningpme-url \(old.planningPMEURL)" : "--lucca-url \(old.luccaURL)"
            context.warn(
                "\(count.map { Plural.of($0, "event") } ?? "Events") of today and later stay on \(old.planningPMEURL), and no run changes them.",
                next: "To take them up again: passerelle tenant edit \(new.slug) \(back)")
        case .renamed(let count):
            let events = count.map { Plural.of($0, "event") } ?? "the events"
            context.say(
                "The next run rewrites the references of \(events) from \(old.luccaAccount) to \(new.luccaAccount), in place.",
                next: preview)
        case .otherLucca:
            context.say(
                "Events under \(new.luccaAccount) stay this tenant's: the next run puts right what the other Lucca shows otherwise.",
                next: preview)
        }
    }

    /// What a setting of the planning's side does to events that are there already.
    private func tellDialect(from old: Tenant, to tenant: Tenant, _ context: CommandContext) {
        if old.settings.referenceField != tenant.settings.referenceField {
            context.say(
                "The next run reads the whole planning, and writes its references into "
                    + (tenant.settings.referenceField.map { "the field \($0)." } ?? "the remarks."),
                next: "passerelle tenant probe \(tenant.slug) --resource KEY finds out first whether they stay there")
        }
        let (before, after) = (old.dialect.dialect, tenant.dialect.dialect)
        if before.status != after.status || before.zone != after.zone, old.planningPMEURL == tenant.planningPMEURL {
            context.say(
                "Events that are written from here on follow it.",
                next: "passerelle run now \(tenant.slug) --reconcile puts right those that are there")
        }
    }

    private var choices: Set<EventChoice> {
        var choices: Set<EventChoice> = []
        if takeOver { choices.insert(.takeOver) }
        if removeEvents { choices.insert(.remove) }
        if leaveEvents { choices.insert(.leave) }
        return choices
    }
}

/// What an edit of the environment or of PlanningPME's address means for how far the dialect may be relied on, and for the state.
struct DialectOfEdited {
    let old: Tenant
    /// As it is stored.
    let new: Tenant

    private var isOtherPlanning: Bool { old.planningPMEURL.lowercased() != new.planningPMEURL.lowercased() }
    private var becomesProduction: Bool { old.environment != .production && new.environment == .production }

    func tell(_ context: CommandContext) {
        guard let words else { return }
        if words.isWarning {
            context.warn(words.message, next: words.next)
        } else {
            context.say(words.message, next: words.next)
        }
    }

    var words: (message: String, next: String, isWarning: Bool)? {
        guard isOtherPlanning || becomesProduction, new.dialect.standing == .unprobed else { return nil }
        let forgotten = isOtherPlanning ? "What was found of the old PlanningPME is forgotten. " : ""
        let probe = "passerelle tenant probe \(new.slug) --resource KEY"
        guard old.state == .active else {
            return ("\(forgotten)How PlanningPME speaks with \(new.slug) is to be found out.", probe, false)
        }
        guard new.state != .active else {
            return (
                "\(forgotten)\(new.slug) stays active, although how PlanningPME speaks with it is not found out.", probe,
                new.environment == .production
            )
        }
        return (
            "\(forgotten)\(new.slug) is \(new.state.rawValue): in production nothing is synced before how PlanningPME speaks is found out.",
            "\(probe), then passerelle tenant activate \(new.slug)", true
        )
    }
}
