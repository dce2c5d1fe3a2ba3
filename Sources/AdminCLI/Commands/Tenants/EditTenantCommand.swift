import ArgumentParser
import Foundation
import Operations
import SyncCore
import SyncEngine
import Words

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
            context.say(
                Phrase(
                    "The address was already changed, and the removal is complete: \(tenant) is synced again.",
                    fr: "L’adresse était déjà changée, et la suppression est terminée : \(tenant) est de nouveau synchronisé."))
        case .unchanged(let tenant):
            context.show(TenantDocument.make(tenant))
            context.say(
                Phrase("Nothing to change.", fr: "Rien à modifier."),
                next: Phrase(
                    "Name settings, such as --daily-at 05:30; `--help` lists them.",
                    fr: "Nommez des réglages, par exemple --daily-at 05:30 ; `--help` en donne la liste."))
        case .edited(let edit): show(edit, context)
        }
        return .done
    }

    private func edit(
        _ tenant: Tenant, _ said: [DialectPoint: String], _ choices: Set<EventChoice>, _ context: CommandContext
    ) async throws -> EditTenant.Report {
        try await context.removing(
            during: Phrase("Changing \(tenant.slug)", fr: "Modification du client \(tenant.slug)"),
            resumedBy: Phrase("The same command", fr: "La même commande"),
            EditTenant(tenant, said: said, choices: choices))
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
        for choice in question.offered {
            let meaning = question.meaning(choice)
            context.say(
                Phrase("  \(choice.rawValue): \(meaning.english)", fr: "  \(choice.rawValue) : \(meaning.french)"))
        }
        let offered = question.offered.map(\.rawValue).joined(separator: ", ")
        let typed = context.ask(
            Phrase("\(offered), or nothing to change nothing: ", fr: "\(offered), ou rien pour ne rien modifier : "))
        let word = (typed ?? "").trimmingCharacters(in: .whitespaces).lowercased()
        guard !word.isEmpty else { throw Declined(message: Phrase("Nothing was changed.", fr: "Rien n’a été modifié.")) }
        guard let choice = question.offered.first(where: { word == $0.rawValue || word == $0.option }) else {
            throw InputError(
                question.option, .invalid([word]) + Phrase("Nothing was changed.", fr: "Rien n’a été modifié."),
                remedy: .choose(question.offered.map(\.option)))
        }
        return choice
    }

    private func show(_ edit: EditTenant.Edit, _ context: CommandContext) {
        let (old, tenant) = (edit.old, edit.tenant)
        if let removed = edit.removed {
            context.sayRemoved(removed, from: Phrase(old.planningPMEURL, fr: "de \(old.planningPMEURL)"))
        }
        context.show(TenantDocument.make(tenant))
        context.say(Phrase("Changed \(tenant.slug).", fr: "\(tenant.slug) est modifié."))
        if let events = edit.events { show(events, edit, context) }
        DialectOfEdited(old: old, new: tenant).tell(context)
        tellDialect(from: old, to: tenant, context)
        if let run = edit.hurriedRun {
            context.say(
                Phrase(
                    "Run \(run) waited for the old limit of requests; it is due at once.",
                    fr: "L’exécution \(run) attendait l’ancienne limite de requêtes ; elle est due tout de suite."),
                next: Phrase(same: "passerelle run show \(run)"))
        }
        if let first = edit.strays.first {
            let strays = edit.strays.joined(separator: ", ")
            context.warn(
                Phrase(
                    "Secrets of the old host were removed, so that the new one never gets them: \(strays).",
                    fr: "Les secrets de l’ancien hôte ont été supprimés, pour que le nouveau ne les reçoive jamais : \(strays)."),
                next: Phrase(same: "passerelle credential set \(tenant.slug) \(first)"))
        }
    }

    private func show(_ events: EditTenant.EventsLeft, _ edit: EditTenant.Edit, _ context: CommandContext) {
        let (old, new) = (edit.old, edit.tenant)
        let preview = Phrase(same: "passerelle run preview \(new.slug)")
        switch events {
        case .stay(let count, let isOtherPlanning):
            let back = isOtherPlanning ? "--planningpme-url \(old.planningPMEURL)" : "--lucca-url \(old.luccaURL)"
            let events =
                count.map { Phrase.counted($0, "event", "events", fr: "événement", "événements") }
                ?? Phrase("Events", fr: "Des événements")
            context.warn(
                Phrase(
                    "\(events.english) of today and later stay on \(old.planningPMEURL), and no run changes them.",
                    fr:
                        "\(events.french) à partir d’aujourd’hui \(count == 1 ? "reste" : "restent") sur \(old.planningPMEURL), sans "
                        + "qu’aucune exécution n’y touche."),
                next: Phrase(
                    "To find them again: passerelle tenant edit \(new.slug) \(back)",
                    fr: "Pour les retrouver : passerelle tenant edit \(new.slug) \(back)"))
        case .renamed(let count):
            let events =
                count.map { Phrase.counted($0, "event", "events", fr: "événement", "événements") }
                .map { Phrase("of \($0.english)", fr: "de \($0.french)") }
                ?? Phrase("of the events", fr: "des événements")
            context.say(
                Phrase(
                    "The next run rewrites the references \(events.english) from \(old.luccaAccount) to \(new.luccaAccount), in place.",
                    fr: "La prochaine exécution réécrit sur place les références \(events.french), de \(old.luccaAccount) en "
                        + "\(new.luccaAccount)."), next: preview)
        case .otherLucca:
            context.say(
                Phrase(
                    "Events under \(new.luccaAccount) stay this tenant's: the next run aligns them with the new Lucca.",
                    fr:
                        "Les événements sous \(new.luccaAccount) restent à ce client : la prochaine exécution les aligne sur le nouveau "
                        + "Lucca."), next: preview)
        }
    }

    /// Shows how a changed setting of PlanningPME affects existing events.
    private func tellDialect(from old: Tenant, to tenant: Tenant, _ context: CommandContext) {
        if old.settings.referenceField != tenant.settings.referenceField {
            let place =
                tenant.settings.referenceField.map { Phrase("the field \($0)", fr: "le champ \($0)") }
                ?? Phrase("the remarks", fr: "les remarques")
            context.say(
                Phrase(
                    "The next run reads the whole planning, and writes its references into \(place.english).",
                    fr: "La prochaine exécution lit tout le planning, et écrit ses références dans \(place.french)."),
                next: Phrase(
                    "passerelle tenant probe \(tenant.slug) --resource KEY tests first whether they stay there",
                    fr: "passerelle tenant probe \(tenant.slug) --resource KEY vérifie d’abord qu’elles y restent"))
        }
        let (before, after) = (old.dialect.dialect, tenant.dialect.dialect)
        if before.status != after.status || before.zone != after.zone, old.planningPMEURL == tenant.planningPMEURL {
            context.say(
                Phrase(
                    "Only events written after this change follow it.",
                    fr: "Seuls les événements écrits après ce changement le suivent."),
                next: Phrase(
                    "passerelle run now \(tenant.slug) --reconcile corrects the others",
                    fr: "passerelle run now \(tenant.slug) --reconcile corrige les autres"))
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

/// What an edit of the environment or of PlanningPME's address means for the dialect's reliability, and for the state.
struct DialectOfEdited {
    let old: Tenant
    /// As stored.
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

    var words: (message: Phrase, next: Phrase, isWarning: Bool)? {
        guard isOtherPlanning || becomesProduction, new.dialect.standing == .unprobed else { return nil }
        let forgotten =
            isOtherPlanning
            ? Phrase(
                "The probe of the old PlanningPME no longer counts.",
                fr: "Le sondage de l’ancien PlanningPME ne compte plus.") : .none
        let probe = "passerelle tenant probe \(new.slug) --resource KEY"
        guard old.state == .active else {
            return (
                forgotten + Phrase("\(new.slug) is not probed yet.", fr: "\(new.slug) n’est pas encore sondé."),
                Phrase(same: probe), false
            )
        }
        guard new.state != .active else {
            let stays = Phrase(
                "\(new.slug) stays active, although it is not probed.",
                fr: "\(new.slug) reste actif, bien qu’il ne soit pas sondé.")
            return (forgotten + stays, Phrase(same: probe), new.environment == .production)
        }
        let stops = Phrase(
            "\(new.slug) is \(new.state.name.english): in production, nothing is synced before a probe.",
            fr: "\(new.slug) est \(new.state.name.french) : en production, rien n’est synchronisé avant un sondage.")
        let activate = "passerelle tenant activate \(new.slug)"
        return (
            forgotten + stops, Phrase("\(probe), then \(activate)", fr: "\(probe), puis \(activate)"), true
        )
    }
}
