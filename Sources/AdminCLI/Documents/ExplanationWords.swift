import Foundation
import SyncCore
import SyncEngine
import Words

/// The sentences of an explanation.
struct ExplanationWords {
    struct Line: Equatable {
        let text: String
        /// Empty when there is nothing to do.
        let remedy: String
    }

    let explanation: AbsenceExplanation
    let tenant: Tenant

    init(_ explanation: AbsenceExplanation, _ tenant: Tenant) {
        self.explanation = explanation
        self.tenant = tenant
    }

    var slug: TenantSlug { tenant.slug }
    /// Of the run that the plan is for.
    var problems: ProblemWords { ProblemWords(tenant: slug, run: nil) }
    private var zone: TimeZone { tenant.settings.calendar.zone }

    /// Lucca's id and the identifier; never a name.
    var employee: String {
        let person = explanation.person
        return person.identifier.isEmpty || person.identifier == person.id.value
            ? person.id.value : "\(person.id) (\(person.identifier))"
    }

    func what(_ absence: ExplainedAbsence) -> String {
        "\(span(absence.start, absence.end)), \(account(absence.reference.accountID)), leave period \(absence.reference.periodID)"
    }

    func state(_ absence: ExplainedAbsence) -> String {
        switch absence.state {
        case .onPlanning: "on the planning"
        case .changedByHand: "on the planning, changed by hand"
        case .removed: "removed from the planning"
        case .released: "left to the planners"
        case .notOnPlanning: "not on the planning"
        case .notAsked: "written, not checked"
        }
    }

    func why(_ absence: ExplainedAbsence) -> String {
        [rule(absence), event(absence), problem(absence), nextRun(absence)].filter { !$0.isEmpty }.joined(separator: " ")
    }

    // MARK: The parts of one answer

    private func rule(_ absence: ExplainedAbsence) -> String {
        let account = account(absence.reference.accountID)
        let text = sentence(absence.rule, account)
        guard let besides = absence.besides else { return text }
        return "\(text) An approval is not enough: \(sentence(besides, account))"
    }

    private func sentence(_ rule: ExplainedAbsence.Rule, _ account: String) -> String {
        switch rule {
        case .wanted: return ""
        case .cancelled: return "It is cancelled in Lucca."
        case .pending: return "It is not approved in Lucca."
        case .empty: return "It has no length in Lucca."
        case .goneFromLucca: return "Lucca no longer has it."
        case .remoteWork: return "\(account.capitalizedStart) is remote work, which is not shown as an absence."
        case .ignored(byOperator: true): return "A rule of this tenant ignores \(account)."
        case .ignored(byOperator: false): return "This tenant ignores \(account)."
        case .outOfScope, .left, .notInLucca, .unreadable: return standing
        case .problem(let problem): return said(problem)
        case .past: return "It is over: past absences are neither created nor changed."
        case .beyondWindow:
            return "It begins after the synced period, which ends on \(explanation.window.readThrough). Until then it stays."
        case .shownByAnother: return "Another event shows these days."
        case .copy: return "It is a copy: another event carries the same reference."
        case .otherAccount: return "It carries the reference of another Lucca account."
        case .undecided: return "No rule explains it. Report this as a fault of Passerelle."
        }
    }

    /// Why nothing of the employee is synced; empty for someone who is.
    private var standing: String {
        let person = explanation.person
        switch person.standing {
        case .synced: return ""
        case .outOfScope(let department, let name):
            let label = name.map { " (\($0))" } ?? ""
            return "Department \(department)\(label) is out of the scope, which is "
                + "\(TenantDocument.scopeLine(tenant.scope) ?? "empty")."
        case .left(let end): return "The employee's contract ended on \(end)."
        case .notInLucca: return "Lucca no longer returns employee \(person.id)."
        case .unreadable: return "Data of employee \(person.id) in Lucca could not be read, so nothing of theirs is changed."
        case .withoutResource(let problem): return said(problem)
        }
    }

    private func event(_ absence: ExplainedAbsence) -> String {
        guard let event = absence.event else { return "" }
        let name = event.key.map { "Event \($0)" } ?? "Its event"
        let open =
            event.openIntent.map { intent in
                " The answer to the last \(intent.rawValue) of it was lost; the next run looks for it first."
            } ?? ""
        let other =
            event.reference.periodID == absence.reference.periodID
            ? "" : " It was written for leave period \(event.reference.periodID)."
        let written = place(event.resource, event.type, event.start, event.end, of: absence)
        switch event.found {
        case .asWritten: return "\(name) is \(written)." + other + open
        case .changed(let now):
            let resources = now.resources.map(\.description).joined(separator: ", ")
            let actual =
                "on resource \(resources.isEmpty ? "none" : resources), type \(type(now.type)), \(span(now.start, now.end))"
            let before = "on resource \(event.resource), type \(type(event.type)), \(span(event.start, event.end))"
            return "\(name) is \(actual). The connector wrote it \(before)." + other + open
        case .gone:
            return event.key == nil ? open.trimmingCharacters(in: .whitespaces) : "\(name) is no longer on the planning." + open
        case .released: return "\(name) no longer carries the connector's reference, so it belongs to the planners." + open
        case .notAsked: return "\(name) was last written \(written)." + open
        }
    }

    private func place(
        _ resource: ResourceKey, _ type: UnavailabilityTypeKey, _ start: Instant, _ end: Instant, of absence: ExplainedAbsence
    ) -> String {
        let place = "on resource \(resource), type \(self.type(type))"
        return start == absence.start && end == absence.end ? place : "\(place), \(span(start, end))"
    }

    private func problem(_ absence: ExplainedAbsence) -> String {
        guard let problem = absence.problem, absence.nextRun.withheldBy == nil else { return "" }
        // The rule has said it already.
        if case .problem(let current) = absence.rule, current.code.rawValue == problem.code {
            return "Run \(problem.run) recorded this\(moment(problem.at))."
        }
        return "Run \(problem.run) recorded\(moment(problem.at)): \(message(problem)) [\(problem.code)]"
    }

    func said(_ problem: Problem) -> String { "\(problems.message(problem).english) [\(problem.code)]" }

    private func message(_ recorded: RecordedProblem) -> String {
        switch recorded.what {
        case .problem(let problem): ProblemWords(tenant: slug, run: recorded.run).message(problem).english
        case .failure(let failure): FailureWords(tenant: slug).message(failure).english
        }
    }

    func remedy(_ recorded: RecordedProblem) -> String {
        switch recorded.what {
        case .problem(let problem): ProblemWords(tenant: slug, run: recorded.run).remedy(problem).english
        case .failure(let failure): FailureWords(tenant: slug).remedy(failure).english
        }
    }

    private func moment(_ at: Instant?) -> String { at.map { " on \(LocalTime.text($0, in: zone))" } ?? "" }

    private func nextRun(_ absence: ExplainedAbsence) -> String {
        let next = absence.nextRun
        switch next.action {
        case .none:
            guard next.reason == .waitsForReconciliation else { return "" }
            let due = explanation.reconciliationDue.map { ", next from \(LocalTime.text($0, in: zone))" } ?? ""
            return "The next run does not see this: a run reads the whole planning once a week\(due)."
        case .create:
            let again =
                next.reason == .restored
                ? "creates it again" : next.reason == .retried ? "tries to create it again" : "creates it"
            return "The next run \(again) \(target(next))."
        case .update where next.target == nil:
            return "The next run takes the reference out of it: the event is the planners' own from then on."
        case .update:
            let again = next.reason == .retried ? "tries again to change the event" : "changes the event"
            return "The next run \(next.reason == .restored ? "puts the event back" : again): it will be \(target(next))."
        case .delete:
            switch next.reason {
            case .alreadyGone: return "The next run removes it from the connector's records."
            case .retried: return "The next run tries again to delete the event."
            default: return "The next run deletes the event."
            }
        case .withhold:
            guard let run = next.withheldBy else { return "The brake of the next run withholds its deletion." }
            return "Run \(run) withheld its deletion\(moment(absence.problem?.at)). The event stays until that is approved."
        }
    }

    private func target(_ next: NextRun) -> String {
        guard let target = next.target else { return "" }
        let resource =
            switch target.resource {
            case .existing(let key): "resource \(key)"
            case .new: "a new resource"
            }
        let type =
            switch target.type {
            case .existing(let key): "type \(type(key))"
            case .new(let label): "a new type \"\(label)\""
            }
        return "on \(resource), \(type), \(span(target.start, target.end))"
    }

    // MARK: Names

    private func span(_ start: Instant, _ end: Instant) -> String {
        "\(LocalTime.text(start, in: zone)) to \(LocalTime.endText(end, in: zone))"
    }

    private func account(_ id: LeaveAccountID) -> String {
        explanation.accountNames[id].map { "leave account \(id) (\($0))" } ?? "leave account \(id)"
    }

    private func type(_ key: UnavailabilityTypeKey?) -> String {
        guard let key else { return "none" }
        return explanation.typeLabels[key].map { "\"\($0)\"" } ?? "\(key)"
    }
}

extension String {
    fileprivate var capitalizedStart: String { prefix(1).uppercased() + dropFirst() }
}

/// What a person can do, and what is said beside the table.
extension ExplanationWords {
    func remedy(_ absence: ExplainedAbsence) -> String {
        let next = absence.nextRun
        let ofRule = remedy(of: absence.besides ?? absence.rule, absence.reference.accountID)
        if let ofRule, next.action != .withhold { return ofRule }
        switch next.action {
        case .withhold:
            let approval =
                next.withheldBy.map { "If the deletion is right: passerelle run approve \($0)" }
                ?? "If the deletion is right: passerelle run now \(slug), then passerelle run approve ID"
            return ofRule.map { "\(approval). \($0)" } ?? approval
        case .none:
            if next.reason == .waitsForReconciliation { return "To restore it now: passerelle run now \(slug) --reconcile" }
            return absence.state == .notAsked && absence.rule == .wanted
                ? "To ask PlanningPME, leave --offline out." : ""
        case .create, .update, .delete:
            if let recorded = absence.problem.map(remedy), !recorded.isEmpty { return recorded }
            return "To do it now: passerelle run now \(slug)"
        }
    }

    private func remedy(of rule: ExplainedAbsence.Rule, _ account: LeaveAccountID) -> String? {
        switch rule {
        case .remoteWork, .ignored:
            return "To show it: passerelle reason set \(slug) \(account) --hide (or --type KEY)"
        case .pending: return "Approve it in Lucca. To show requests too: passerelle tenant edit \(slug) --include-pending"
        case .beyondWindow: return "To look further ahead: passerelle tenant edit \(slug) --horizon-months N"
        case .outOfScope:
            guard case .outOfScope(let department, _) = explanation.person.standing else { return nil }
            return "To widen the scope: \(widerScope(by: department))"
        case .problem(let problem): return problems.remedy(problem).english
        case .unreadable:
            return "Look at the problems of the last run: passerelle run list --tenant \(slug), then passerelle run show ID"
        case .wanted, .cancelled, .empty, .goneFromLucca, .left, .notInLucca, .past, .shownByAnother, .copy, .otherAccount,
            .undecided:
            return nil
        }
    }

    private func widerScope(by department: DepartmentID) -> String {
        let whole = tenant.scope.bases.filter(\.withDescendants).map(\.id.value) + [department.value]
        let alone = tenant.scope.bases.filter { !$0.withDescendants && $0.id != department }.map(\.id.value)
        return "passerelle scope set \(slug) --department " + whole.joined(separator: " ")
            + (alone.isEmpty ? "" : " --without-descendants " + alone.joined(separator: " "))
    }

    // MARK: Beside the table

    /// What holds for all of it.
    var remarks: [Line] {
        var lines: [Line] = []
        if let run = explanation.liveRun {
            lines.append(Line(text: "Run \(run) of \(slug) is not over: what it writes may be missing here.", remedy: ""))
        }
        if let line = stateLine { lines.append(line) }
        if let line = standingLine { lines.append(line) }
        lines += unreadDays
        if explanation.absences.isEmpty, let line = nothing { lines.append(line) }
        return lines
    }

    /// A run that nobody starts does not come by itself.
    private var stateLine: Line? {
        switch tenant.state {
        case .active: nil
        case .draft: Line(text: "\(slug) is a draft: it has no daily run.", remedy: "passerelle tenant activate \(slug)")
        case .paused: Line(text: "\(slug) is paused: it has no daily run.", remedy: "passerelle tenant activate \(slug)")
        case .suspended:
            Line(
                text: "\(slug) is suspended after repeated failures: it has no daily run.",
                remedy: "passerelle tenant show \(slug) names the cause.")
        }
    }

    /// Where no line of the table says it.
    private var standingLine: Line? {
        let person = explanation.person
        if explanation.absences.contains(where: { $0.rule.code == person.standing.code }) { return nil }
        switch person.standing {
        case .synced, .unreadable: return nil
        case .withoutResource(let problem):
            return Line(text: said(problem), remedy: problems.remedy(problem).english)
        case .outOfScope(let department, let name):
            let label = name.map { " (\($0))" } ?? ""
            let scope = TenantDocument.scopeLine(tenant.scope) ?? "empty"
            return Line(
                text: "Department \(department)\(label) of employee \(person.id) is out of the scope, which is \(scope): none of "
                    + "their absences is synced.", remedy: widerScope(by: department))
        case .left(let end):
            return Line(
                text: "The contract of employee \(person.id) ended on \(end): their absences are no longer synced.", remedy: "")
        case .notInLucca:
            return Line(text: "Lucca no longer returns employee \(person.id): their absences are no longer synced.", remedy: "")
        }
    }

    private var unreadDays: [Line] {
        guard let days = explanation.days, days != Intake.firstDay...Intake.lastDay else { return [] }
        let window = explanation.window
        var lines: [Line] = []
        if days.lowerBound < window.readFrom, days.lowerBound != Intake.firstDay {
            lines.append(
                Line(text: "A run reads Lucca from \(window.readFrom) on: earlier absences stay as they are.", remedy: ""))
        }
        if days.upperBound > window.readThrough, days.upperBound != Intake.lastDay {
            lines.append(
                Line(
                    text: "A run reads Lucca until \(window.readThrough).",
                    remedy: "To look further ahead: passerelle tenant edit \(slug) --horizon-months N"))
        }
        return lines
    }

    private var nothing: Line? {
        switch explanation.person.standing {
        case .outOfScope, .notInLucca: return nil
        case .synced, .left, .unreadable, .withoutResource: break
        }
        let window = explanation.window
        let read = window.readFrom...window.readThrough
        let days = explanation.days.map { $0.clamped(to: read) } ?? read
        if let wanted = explanation.days, !wanted.overlaps(read) { return nil }
        let when = days.lowerBound == days.upperBound ? "on \(days.lowerBound)" : "from \(days.lowerBound) to \(days.upperBound)"
        return Line(
            text: "Lucca returned no absence of employee \(explanation.person.id) \(when).",
            remedy: "If Lucca shows one, the key may not read it: passerelle tenant check \(slug)")
    }
}
