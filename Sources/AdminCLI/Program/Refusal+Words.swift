import Operations
import SyncCore
import SyncEngine
import Words

extension InputError.Issue {
    /// A refusal of an operation, by the options of the command line.
    init(_ refusal: Refusal) {
        switch refusal {
        case .departmentUnknown(let id, let tenant):
            self.init("department \(id)", "Lucca has no such department.", remedy: "passerelle scope tree \(tenant)")
        case .departmentHidden(let id, let tenant):
            self.init(
                "department \(id)", "Lucca has no such department, or hides it from this key.",
                remedy: "Choose among those that `passerelle scope tree \(tenant)` shows.")
        case .planningDepartmentUnknown(let key, let departments):
            self.init(
                "--to", "PlanningPME has no department \(key).",
                remedy: "It has: " + departments.map { "\($0.key) (\($0.label))" }.joined(separator: ", ") + ".")
        case .typeUnknown(let key, let types):
            let named = types.sorted { $0.key < $1.key }.map { "\($0.key) (\($0.label))" }.joined(separator: ", ")
            self.init(
                "--type", "PlanningPME has no unavailability type \(key).",
                remedy: types.isEmpty ? "Make one there first." : "It has: \(named).")
        case .leaveAccountUnused(let account, let tenant):
            self.init(
                "leave account \(account)", "No sync of \(tenant) has met it, and Lucca shows no absence on it.",
                remedy: "Choose among those that `passerelle reason list \(tenant)` shows, or add --ahead.")
        case .choiceWithoutAddress(let choice):
            self.init(
                choice.option, "No address changes.", remedy: "Use it together with --lucca-url or --planningpme-url.")
        case .choicesExclude:
            self.init(
                "--take-over, --remove-events, --leave-events", "They exclude each other.", remedy: "Choose one of them.")
        case .takeOverWithoutLucca:
            self.init(
                EventChoice.takeOver.option, "It is for a renamed Lucca account, and --planningpme-url alone changes.",
                remedy: "Use --remove-events or --leave-events.")
        case .eventsUndecided(let question):
            let choices = question.offered.map { "\($0.option): \(question.meaning($0))." }.joined(separator: " ")
            self.init(question.option, question.situation, remedy: "Say what becomes of them. " + choices)
        case .deletionUnconfirmed(let tenant, let name, let removesEvents):
            self.init(
                "--yes", "Erasing \(tenant) (\(name)) can't be undone.",
                remedy: "To confirm, run: passerelle tenant delete \(tenant) --yes" + (removesEvents ? " --remove-events" : ""))
        case .probeUnconfirmed(let tenant, let resource, let day):
            self.init(
                "--yes", "--yes is required where there is no terminal to ask on.",
                remedy:
                    "To confirm, run: passerelle tenant probe \(tenant) --resource \(resource)\(day.map { " --day \($0)" } ?? "") --yes"
            )
        case .bindingUnconfirmed(let count, let tenants):
            let named = tenants?.map(\.value).joined(separator: " ") ?? "--all"
            self.init(
                "--yes", "\(Plural.of(count, "secret")) would be bound to these hosts, and sent there.",
                remedy: "Compare them with what the customers gave you. Then: passerelle credential bind \(named) --yes")
        }
    }
}

extension EventChoice {
    var option: String { "--\(rawValue)" }
}

extension EventQuestion {
    /// What made the question.
    var option: String { isOtherPlanning ? "--planningpme-url" : "--lucca-url" }

    var situation: String {
        let what = "on \(old.planningPMEURL), under the Lucca account \(old.luccaAccount)"
        switch count {
        case .known(let count): return "\(old.slug) has \(Plural.of(count, "event")) of today and later \(what)."
        case .unknown(let error):
            return "\(old.slug) may have events of today and later \(what); they can't be counted: "
                + FailureWords(tenant: old.slug).message(error.failure).english
        }
    }

    func meaning(_ choice: EventChoice) -> String {
        switch choice {
        case .takeOver:
            "\(new.luccaAccount) is the same Lucca account under a new name; the next run rewrites the events' references in place"
        case .remove: "the events are removed from the planning first"
        case .leave: "the events stay, and no run changes them as long as the address is another one"
        }
    }
}
