import Foundation
import SyncCore
import SyncEngine
import Words

/// Remedies, and the remarks beside the table.
extension ExplanationWords {
    func remedy(_ absence: ExplainedAbsence) -> Phrase {
        let next = absence.nextRun
        let ofRule = remedy(of: absence.besides ?? absence.rule, absence.reference.accountID)
        if let ofRule, next.action != .withhold { return ofRule }
        switch next.action {
        case .withhold where next.declined != nil && next.withheldBy == nil:
            return Phrase(
                "The next run withholds it again: approve that one, if the deletion is right after all.",
                fr: "La prochaine exécution la retient de nouveau : approuvez celle-là, si la suppression est juste après tout.")
                + (ofRule ?? .none)
        case .withhold:
            let approval =
                next.withheldBy.map { "passerelle run approve \($0)" }
                ?? "passerelle run now \(slug), then passerelle run approve ID"
            let approbation = next.withheldBy == nil ? "passerelle run now \(slug), puis passerelle run approve ID" : approval
            return Phrase("If the deletion is right: \(approval)", fr: "Si la suppression est juste : \(approbation)")
                + (ofRule ?? .none)
        case .none:
            if next.reason == .waitsForReconciliation {
                let command = "passerelle run now \(slug) --reconcile"
                return Phrase("To restore it now: \(command)", fr: "Pour la rétablir tout de suite : \(command)")
            }
            return absence.state == .notAsked && absence.rule == .wanted
                ? Phrase(
                    "To check it in PlanningPME, omit --offline.", fr: "Pour la vérifier dans PlanningPME, omettez --offline.")
                : .none
        case .create, .update, .delete:
            if let recorded = absence.problem.map(remedy), !recorded.isEmpty { return recorded }
            return Phrase(
                "To do it now: passerelle run now \(slug)", fr: "Pour le faire tout de suite : passerelle run now \(slug)")
        }
    }

    /// Who rejected a withheld deletion, and when.
    func rejection(_ decline: Decline) -> Phrase {
        let at = LocalTime.text(decline.at, in: tenant.settings.calendar.zone)
        guard let login = decline.by else {
            return Phrase(
                "Its deletion is withheld: the approval of \(at) left it out. The event stays.",
                fr: "Sa suppression est retenue : l’approbation du \(at) ne la comprenait pas. L’événement reste.")
        }
        return Phrase(
            "Its deletion is withheld: \(login) rejected it on \(at). The event stays.",
            fr: "Sa suppression est retenue : \(login) l’a rejetée le \(at). L’événement reste.")
    }

    private func remedy(of rule: ExplainedAbsence.Rule, _ account: LeaveAccountID) -> Phrase? {
        switch rule {
        case .remoteWork, .ignored:
            let command = "passerelle reason set \(slug) \(account) --hide"
            return Phrase("To show it: \(command) (or --type KEY)", fr: "Pour l’afficher : \(command) (ou --type KEY)")
        case .pending:
            let command = "passerelle tenant edit \(slug) --include-pending"
            return Phrase(
                "Approve it in Lucca. To show requests too: \(command)",
                fr: "Approuvez-la dans Lucca. Pour afficher aussi les demandes : \(command)")
        case .beyondWindow: return furtherAhead
        case .outOfScope:
            guard case .outOfScope(let department, _) = explanation.person.standing else { return nil }
            let command = person.widerScope(by: department)
            return Phrase("To widen the scope: \(command)", fr: "Pour élargir le périmètre : \(command)")
        case .problem(let problem): return problems.remedy(problem)
        case .unreadable:
            return Phrase(
                "Look at the problems of the last run: passerelle run list --tenant \(slug), then passerelle run show ID",
                fr: "Regardez les problèmes de la dernière exécution : passerelle run list --tenant \(slug), puis passerelle run "
                    + "show ID")
        case .wanted, .cancelled, .empty, .goneFromLucca, .left, .notInLucca, .past, .shownByAnother, .copy, .otherAccount,
            .undecided:
            return nil
        }
    }

    private var furtherAhead: Phrase {
        let command = "passerelle tenant edit \(slug) --horizon-months N"
        return Phrase("To look further ahead: \(command)", fr: "Pour regarder plus loin : \(command)")
    }

    // MARK: Remarks

    /// What applies to all of it.
    var remarks: [Line] {
        var lines: [Line] = []
        if let run = explanation.liveRun {
            lines.append(
                Line(
                    text: Phrase(
                        "Run \(run) of \(slug) has not ended: what it writes may be missing here.",
                        fr: "L’exécution \(run) du client \(slug) n’est pas terminée : ce qu’elle écrit manque peut-être ici.")))
        }
        if let line = Self.stateLine(of: tenant) { lines.append(line) }
        if let line = Self.doubtLine(of: tenant) { lines.append(line) }
        if let line = standingLine { lines.append(line) }
        lines += unreadDays
        if explanation.absences.isEmpty, let line = nothing { lines.append(line) }
        return lines
    }

    /// In doubt, a run writes nothing, whatever its plan says.
    static func doubtLine(of tenant: Tenant) -> Line? {
        guard tenant.dialect.doubt != nil else { return nil }
        return Line(
            text: Phrase(
                "The dialect of its PlanningPME is in doubt: no run writes anything until that is settled.",
                fr: "Le dialecte de son PlanningPME est en doute : aucune exécution n’écrit tant que ce n’est pas réglé."),
            remedy: DialectDocument.remedy(tenant) ?? .none)
    }

    /// Only an active tenant has a next run without an operator.
    static func stateLine(of tenant: Tenant) -> Line? {
        let slug = tenant.slug
        return switch tenant.state {
        case .active: nil
        case .draft:
            Line(
                text: Phrase(
                    "\(slug) is a draft: it has no daily run.",
                    fr: "\(slug) est en brouillon : il n’a pas d’exécution quotidienne."),
                remedy: Phrase(same: "passerelle tenant activate \(slug)"))
        case .paused:
            Line(
                text: Phrase(
                    "\(slug) is paused: it has no daily run.", fr: "\(slug) est en pause : il n’a pas d’exécution quotidienne."),
                remedy: Phrase(same: "passerelle tenant activate \(slug)"))
        case .suspended:
            Line(
                text: Phrase(
                    "\(slug) is suspended after repeated failures: it has no daily run.",
                    fr: "\(slug) est suspendu après des échecs répétés : il n’a pas d’exécution quotidienne."),
                remedy: Phrase(
                    "passerelle tenant show \(slug) names the cause.", fr: "passerelle tenant show \(slug) indique la cause."))
        }
    }

    /// Unless a line of the table already shows it.
    private var standingLine: Line? {
        let person = explanation.person
        if explanation.absences.contains(where: { $0.rule.code == person.standing.code }) { return nil }
        switch person.standing {
        case .synced, .unreadable: return nil
        case .withoutResource(let problem):
            return Line(text: said(problem), remedy: problems.remedy(problem))
        case .outOfScope(let department, let name):
            let (label, scope) = (Self.label(name), CatalogWords.scope(tenant.scope))
            return Line(
                text: Phrase(
                    "Department \(department)\(label) of employee \(person.id) is out of the scope, which is \(scope.english): "
                        + "none of their absences is synced.",
                    fr: "Le département \(department)\(label) du collaborateur \(person.id) est hors du périmètre "
                        + "(\(scope.french)) : aucune de ses absences n’est synchronisée."),
                remedy: Phrase(same: self.person.widerScope(by: department)))
        case .left(let end):
            return Line(
                text: Phrase(
                    "The contract of employee \(person.id) ended on \(end): their absences are no longer synced.",
                    fr: "Le contrat du collaborateur \(person.id) s’est terminé le \(end) : ses absences ne sont plus "
                        + "synchronisées."))
        case .notInLucca:
            return Line(
                text: Phrase(
                    "Lucca no longer returns employee \(person.id): their absences are no longer synced.",
                    fr: "Lucca ne renvoie plus le collaborateur \(person.id) : ses absences ne sont plus synchronisées."))
        }
    }

    private var unreadDays: [Line] {
        guard let days = explanation.days, days != Intake.firstDay...Intake.lastDay else { return [] }
        let window = explanation.window
        var lines: [Line] = []
        if days.lowerBound < window.readFrom, days.lowerBound != Intake.firstDay {
            lines.append(
                Line(
                    text: Phrase(
                        "A run reads Lucca from \(window.readFrom) on: earlier absences stay as they are.",
                        fr: "Une exécution lit Lucca à partir du \(window.readFrom) : les absences antérieures restent telles "
                            + "quelles.")))
        }
        if days.upperBound > window.readThrough, days.upperBound != Intake.lastDay {
            lines.append(
                Line(
                    text: Phrase(
                        "A run reads Lucca until \(window.readThrough).",
                        fr: "Une exécution lit Lucca jusqu’au \(window.readThrough)."), remedy: furtherAhead))
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
        let when =
            days.lowerBound == days.upperBound
            ? Phrase("on \(days.lowerBound)", fr: "le \(days.lowerBound)")
            : Phrase(
                "from \(days.lowerBound) to \(days.upperBound)", fr: "du \(days.lowerBound) au \(days.upperBound)")
        let reader = tenant.settings.luccaAPI.readerInside
        return Line(
            text: Phrase(
                "Lucca returned no absence of employee \(explanation.person.id) \(when.english).",
                fr: "Lucca n’a renvoyé aucune absence du collaborateur \(explanation.person.id) \(when.french)."),
            remedy: Phrase(
                "If Lucca shows one, \(reader.english) may not read it: passerelle tenant check \(slug)",
                fr: "Si Lucca en affiche une, \(reader.french) n’a pas le droit de la lire : passerelle tenant check \(slug)"))
    }
}
