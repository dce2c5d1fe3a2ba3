import AppWiring
import ArgumentParser
import SyncCore
import SyncEngine

/// `passerelle tenant edit`.
struct EditTenant: ShowingCommand {
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
        let addresses = context.backend.addresses
        return try await context.withTenant(slug) { services, old in
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
            let now = try await services.schedules.now()
            for (point, value) in said where old.dialect.dialect[point] != value || old.dialect.findings[point]?.origin != .person
            {
                tenant.dialect.say(point, value, at: now)
            }
            guard tenant != old else {
                if removeEvents, try await EventRemovalStep.end(of: old, services) {
                    context.say("The address is changed already, and the removal before it is over: \(old.slug) is synced again.")
                    return .done
                }
                context.show(TenantDocument.make(old))
                context.say("Nothing to change.", next: "Name settings, such as --daily-at 05:30; `--help` lists them.")
                return .done
            }
            let decision = try await AddressEdit(old: old, new: tenant, choices: choices).decide(services, context)
            tenant = decision.tenant
            if decision.removesFirst {
                let step = EventRemovalStep(command: "The same command")
                let removed = try await step.remove(eventsOf: old, services, context)
                context.say("Removed \(Plural.of(removed, "event")) from \(old.planningPMEURL).")
            }
            let moved = try await MovedCredentials(from: old, to: tenant, services.vault)
            try await services.registry.update(tenant, isSameAccount: decision.isSameAccount)
            if !said.isEmpty {
                try await services.registry.changeDialect(of: tenant.id) { dialect in
                    for (point, value) in said { dialect.say(point, value, at: now) }
                }
            }
            // Another brand speaks its own way: what was found of the old one is forgotten.
            tenant = try await services.registry.tenant(tenant.id)
            let strays = try await moved.settle(services.vault)
            if decision.removesFirst { try await EventRemovalStep.end(of: tenant, services) }
            context.show(TenantDocument.make(tenant))
            context.say("Changed \(tenant.slug).")
            for word in decision.words {
                if word.isWarning {
                    context.warn(word.message, next: word.next)
                } else {
                    context.say(word.message, next: word.next)
                }
            }
            DialectOfEdited(old: old, new: tenant).tell(context)
            tellDialect(from: old, to: tenant, context)
            if tenant.settings.hourlyRequests > old.settings.hourlyRequests,
                let run = try await services.runs.hurry(tenant.id, waitingFor: .planningPMEThrottled)
            {
                context.say("Run \(run) waited for the old plan; it is due now.", next: "passerelle run show \(run)")
            }
            if let first = strays.first {
                context.warn(
                    "What was stored for the old host was removed, so that the new one never gets it: \(strays.joined(separator: ", ")).",
                    next: "passerelle credential set \(tenant.slug) \(first)")
            }
            return .done
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

    private var choices: Set<AddressEdit.Choice> {
        var choices: Set<AddressEdit.Choice> = []
        if takeOver { choices.insert(.takeOver) }
        if removeEvents { choices.insert(.remove) }
        if leaveEvents { choices.insert(.leave) }
        return choices
    }
}
