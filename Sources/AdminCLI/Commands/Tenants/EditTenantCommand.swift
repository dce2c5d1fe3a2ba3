import ArgumentParser
import Foundation
import Operations
import SyncCore
import SyncEngine
import Words

struct EditTenantCommand: ShowingCommand, ChangingCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit", abstract: "Changes a customer's settings; what is not named stays.",
        discussion: """
            Another Lucca or PlanningPME address makes Passerelle forget what it recorded of the old one; the next run finds its \
            events on the new planning by their references. Events of today and later that would be left behind are counted first, \
            and one of --take-over, --remove-events and --leave-events decides about them; on a terminal the command asks. Editing \
            the address back finds them again. Another Lucca address also removes its secrets: a key belongs to a host, and an \
            application to one account.

            --lucca-api 2 needs lucca-client-id and lucca-client-secret, and a rule for each leave account of remote work.

            Example:
              passerelle tenant edit acme --reference-field REFLUCCA --event-status 3 \\
                  --planning-time-zone Europe/London
              passerelle tenant edit acme --daily-at 05:30 --holidays fr --no-match-email
              passerelle tenant edit acme --lucca-api 2
              passerelle tenant edit --where environment=production --holidays fr
              passerelle tenant edit acme --lucca-url acme-group.ilucca.net --take-over
              passerelle tenant edit acme --remove-events \\
                  --planningpme-url https://api.planningpme.com/acme-group/
            """)

    @Argument(help: "The tenant.") var slug: String?
    @OptionGroup(title: "Many tenants") var bulk: BulkOptions
    @OptionGroup(title: "The customer") var options: TenantOptions
    @Flag(help: "With --lucca-url: the account has a new name, and its events are taken over.") var takeOver = false
    @Flag(help: "With another address: first remove the events of today and later from the planning.") var removeEvents = false
    @Flag(help: "With another address: leave the events as they are.") var leaveEvents = false
    @Flag(help: "With --planningpme-url: another tenant writes to that planning too, and that is intended.")
    var sharedPlanning = false
    @Option(
        help: ArgumentHelp(
            "Only if the settings are still at this revision, which `tenant show` shows; the command does not ask then (default: the one read).",
            valueName: "n"))
    var ifRevision: String?
    @OptionGroup var reasoning: ReasonOptions
    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        var intake = Intake()
        let revision = ifRevision.map { intake.number("--if-revision", $0, in: 1...Int(Int32.max)) } ?? nil
        try intake.finish()
        if let many = try bulk.many(slug, context) {
            if revision != nil {
                throw InputError(
                    "--if-revision", Phrase("It works for one tenant only.", fr: "Cette option ne va qu’avec un seul client."),
                    remedy: Phrase(
                        "Omit it: each tenant is changed only as it was read.",
                        fr: "Omettez-la : chaque client n’est modifié que tel qu’il a été lu."))
            }
            return try await BulkCommand.editing(options, try reasoning.read(), context).perform(many, bulk, context)
        }
        let shown = try await context.perform(ShowTenant(try BulkOptions.one(slug, context))).tenant
        let (tenant, said) = try edited(shown, context)
        // Whoever names a revision has seen it.
        let asks = revision == nil && context.isInteractive
        if asks { try confirm(EditPreview(old: shown, new: tenant, said: said), context) }
        func edit(_ choices: Set<EventChoice>) async throws -> EditTenant.Report {
            try await context.removing(
                during: Phrase("Changing \(tenant.slug)", fr: "Modification du client \(tenant.slug)"),
                resumedBy: Phrase("The same command", fr: "La même commande"),
                EditTenant(
                    tenant, said: said, choices: choices, ifRevision: revision ?? shown.revision, sharesPlanning: sharedPlanning))
        }
        let report: EditTenant.Report
        do {
            report = try await edit(choices)
        } catch let refused as Refused {
            guard case .eventsUndecided(let question) = refused.reasons.first, context.isInteractive else { throw refused }
            report = try await edit(choices.union([try ask(question, context)]))
        }
        switch report {
        case .removalEnded(let tenant):
            context.say(
                Phrase(
                    "The address was already changed, and the removal is complete: \(tenant) is synced again.",
                    fr: "L’adresse était déjà changée, et la suppression est terminée : \(tenant) est de nouveau synchronisé."))
        case .unchanged(let tenant):
            context.show(TenantDocument.make(tenant, before: tenant))
            context.say(
                Phrase("Nothing to change.", fr: "Rien à modifier."),
                next: Phrase(
                    "Name settings, such as --daily-at 05:30; `--help` lists them.",
                    fr: "Nommez des réglages, par exemple --daily-at 05:30 ; `--help` en donne la liste."))
        case .edited(let edit):
            if !asks { for line in TenantDocument.edits(from: edit.old, to: edit.tenant) { context.say(line) } }
            show(edit, context)
        }
        return .done
    }

    private func edited(
        _ old: Tenant, _ context: CommandContext
    ) throws -> (tenant: Tenant, dialect: [DialectPoint: String]) {
        var intake = Intake()
        let edited = options.edited(old, context.installation.addresses, &intake)
        try intake.finish()
        return edited
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
        context.show(TenantDocument.make(tenant, before: old))
        context.say(Phrase("Changed \(tenant.slug).", fr: "\(tenant.slug) est modifié."))
        if let events = edit.events { show(events, edit, context) }
        DialectOfEdited(old: old, new: tenant).say(context)
        sayDialect(from: old, to: tenant, context)
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
        for missing in edit.missing {
            context.warn(
                Phrase("Missing: \(missing.words.english).", fr: "Il manque : \(missing.words.french)."),
                next: missing.kinds.first.map { Phrase(same: "passerelle credential set \(tenant.slug) \($0.rawValue)") })
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
    private func sayDialect(from old: Tenant, to tenant: Tenant, _ context: CommandContext) {
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
