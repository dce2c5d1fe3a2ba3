import SyncCore
import SyncEngine
import Words

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
