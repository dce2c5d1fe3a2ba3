import AppWiring
import Foundation
import SyncCore
import SyncEngine
import Words

/// What another address of Lucca or PlanningPME means for the events that are on the planning, and what the operator wants of them.
struct AddressEdit {
    /// What becomes of the events.
    enum Choice: String, CaseIterable {
        case takeOver = "take-over"
        case remove = "remove-events"
        case leave = "leave-events"

        var option: String { "--\(rawValue)" }
    }

    struct Decision {
        /// As it shall be stored.
        var tenant: Tenant
        var isSameAccount = false
        var removesFirst = false
        /// What to say once it is done.
        var words: [(message: String, next: String?, isWarning: Bool)] = []
    }

    let old: Tenant
    let new: Tenant
    let choices: Set<Choice>

    private var isOtherPlanning: Bool { old.planningPMEURL.lowercased() != new.planningPMEURL.lowercased() }
    private var isOtherLucca: Bool { old.luccaURL != new.luccaURL }
    private var isRenamed: Bool { old.luccaAccount != new.luccaAccount }
    /// It had this name before: editing back needs no question.
    private var isFormerName: Bool { isRenamed && old.formerAccounts.contains(new.luccaAccount) }
    private var takesOver: Bool { choices.contains(.takeOver) }

    /// Counts what is there, asks where there is a choice, and changes nothing.
    /// - Throws: `Declined` when nothing is chosen on a terminal, `InputError` when a choice is missing and there is no terminal to ask on, `tenant_exists`, what the store throws.
    func decide(_ services: Services, _ context: CommandContext) async throws -> Decision {
        guard isOtherPlanning || isOtherLucca else {
            if let option = choices.first {
                throw InputError(
                    option.option, "No address changes.", remedy: "Use it together with --lucca-url or --planningpme-url.")
            }
            try await requireNoOther(new, services)
            return Decision(tenant: new)
        }
        try requirePossible()
        // Whatever is chosen, what it makes must be possible before anything is removed.
        try await requireNoOther(decided(nil, count: 0).tenant, services)
        if isOtherPlanning || isRenamed, !(isFormerName && !isOtherPlanning) || choices.contains(.remove) {
            let today = try await services.today(of: old)
            let counting = FutureEventCount(ledger: services.ledger, runs: services.runs, target: services.target)
            let answer = try await context.during("Counting events on the planning") {
                try await counting.events(of: old, today: today)
            }
            let count: Int? = if case .known(let count) = answer { count } else { nil }
            if count == 0 { return decided(nil, count: 0) }
            if let choice = behind { return decided(choice, count: count) }
            return decided(try ask(answer, context), count: count)
        }
        return decided(behind ?? (isFormerName ? .takeOver : nil), count: nil)
    }

    /// What was chosen for the events that stay behind.
    private var behind: Choice? {
        choices.first { $0 != .takeOver } ?? (takesOver && !isOtherPlanning ? .takeOver : nil)
    }

    private func requirePossible() throws(InputError) {
        if choices.count > 1, !(choices.count == 2 && takesOver && isOtherPlanning && isOtherLucca) {
            throw InputError(
                "--take-over, --remove-events, --leave-events", "They exclude each other.", remedy: "Choose one of them.")
        }
        if takesOver, !isOtherLucca {
            throw InputError(
                Choice.takeOver.option, "It is for a renamed Lucca account, and --planningpme-url alone changes.",
                remedy: "Use --remove-events or --leave-events.")
        }
    }

    private func requireNoOther(_ tenant: Tenant, _ services: Services) async throws {
        guard let other = try await services.registry.list().first(where: tenant.sharesEvents) else { return }
        let names = tenant.luccaAccounts.intersection(other.luccaAccounts).sorted().map { ShownText($0) }
        throw SyncError(
            .tenant(.accountsShared(with: other.slug, accounts: names)), .rejected)
    }

    private func ask(_ answer: FutureEventCount.Answer, _ context: CommandContext) throws -> Choice {
        let offered: [Choice] = isOtherPlanning ? [.remove, .leave] : [.takeOver, .remove, .leave]
        let situation = situation(answer)
        guard context.console.shape.inputIsTerminal, context.console.shape.messagesAreTerminal else {
            throw InputError(
                isOtherPlanning ? "--planningpme-url" : "--lucca-url", situation,
                remedy: "Say what becomes of them. " + offered.map { "\($0.option): \(meaning($0))." }.joined(separator: " "))
        }
        context.say(situation)
        for choice in offered { context.say("  \(choice.rawValue): \(meaning(choice))") }
        let typed = context.console.ask(
            "\(offered.map(\.rawValue).joined(separator: ", ")), or nothing to leave the tenant as it is: ")
        let word = (typed ?? "").trimmingCharacters(in: .whitespaces).lowercased()
        guard !word.isEmpty else { throw Declined(message: Phrase("Nothing was changed.", fr: "Rien n’a été modifié.")) }
        guard let choice = offered.first(where: { word == $0.rawValue || word == $0.option }) else {
            throw InputError(
                isOtherPlanning ? "--planningpme-url" : "--lucca-url",
                "\"\(word)\" is not among the choices, and nothing was changed.",
                remedy: "Choose one: \(offered.map(\.option).joined(separator: ", ")).")
        }
        return choice
    }

    private func situation(_ answer: FutureEventCount.Answer) -> String {
        let what = "on \(old.planningPMEURL), under the Lucca account \(old.luccaAccount)"
        switch answer {
        case .known(let count): return "\(old.slug) has \(Plural.of(count, "event")) of today and later \(what)."
        case .unknown(let error):
            return
                "\(old.slug) may have events of today and later \(what); they can't be counted: \(FailureWords(tenant: old.slug).message(error.failure).english)"
        }
    }

    private func meaning(_ choice: Choice) -> String {
        switch choice {
        case .takeOver:
            "\(new.luccaAccount) is the same Lucca account under a new name; the next run rewrites the events' references in place"
        case .remove: "the events are removed from the planning first"
        case .leave: "the events stay, and no run changes them as long as the address is another one"
        }
    }

    private func decided(_ choice: Choice?, count: Int?) -> Decision {
        var decision = Decision(tenant: new)
        let isUnasked = isFormerName && (choice == nil || isOtherPlanning)
        let isSame = isOtherLucca && (takesOver || choice == .takeOver || isUnasked)
        if isRenamed {
            if isSame {
                decision.tenant.formerAccounts.insert(old.luccaAccount)
            } else if new.formerAccounts == old.formerAccounts {
                // Another company's: none of its names was this one's.
                decision.tenant.formerAccounts = []
            }
            decision.tenant.formerAccounts.remove(new.luccaAccount)
        }
        decision.isSameAccount = isSame && !isOtherPlanning
        decision.removesFirst = choice == .remove
        decision.words = words(choice, count: count, isSame: decision.isSameAccount)
        return decision
    }

    private func words(_ choice: Choice?, count: Int?, isSame: Bool) -> [(message: String, next: String?, isWarning: Bool)] {
        let preview = "passerelle run preview \(new.slug)"
        let events = count.map { Plural.of($0, "event") } ?? "the events"
        if choice == .leave, isRenamed || isOtherPlanning {
            let back = isOtherPlanning ? "--planningpme-url \(old.planningPMEURL)" : "--lucca-url \(old.luccaURL)"
            return [
                (
                    "\(count.map { Plural.of($0, "event") } ?? "Events") of today and later stay on \(old.planningPMEURL), and no run changes them.",
                    "To take them up again: passerelle tenant edit \(new.slug) \(back)", true
                )
            ]
        }
        if isSame, isRenamed, count != 0 {
            return [
                (
                    "The next run rewrites the references of \(events) from \(old.luccaAccount) to \(new.luccaAccount), in place.",
                    preview, false
                )
            ]
        }
        if isOtherLucca, !isRenamed, !isOtherPlanning {
            return [
                (
                    "Events under \(new.luccaAccount) stay this tenant's: the next run puts right what the other Lucca shows otherwise.",
                    preview, false
                )
            ]
        }
        return []
    }
}
