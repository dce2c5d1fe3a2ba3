import Foundation
import SyncCore
import SyncEngine
import Words

/// The sentences of an explanation.
struct ExplanationWords {
    struct Line: Equatable {
        let text: Phrase
        /// Empty if there is nothing to do.
        var remedy = Phrase.none
    }

    let explanation: AbsenceExplanation
    let tenant: Tenant

    init(_ explanation: AbsenceExplanation, _ tenant: Tenant) {
        self.explanation = explanation
        self.tenant = tenant
    }

    var slug: TenantSlug { tenant.slug }
    var person: PersonWords { PersonWords(explanation.person, tenant) }
    /// Of the planned run.
    var problems: ProblemWords { ProblemWords(tenant: slug, run: nil) }
    private var zone: TimeZone { tenant.settings.calendar.zone }

    func what(_ absence: ExplainedAbsence) -> Phrase {
        let (span, account) = (span(absence.start, absence.end), account(absence.reference.accountID))
        return Phrase(
            "\(span.english), \(account.english), leave period \(absence.reference.periodID)",
            fr: "\(span.french), \(account.french), période d’absence \(absence.reference.periodID)")
    }

    func state(_ absence: ExplainedAbsence) -> Phrase {
        switch absence.state {
        case .onPlanning: Phrase("on the planning", fr: "sur le planning")
        case .changedByHand: Phrase("on the planning, changed by hand", fr: "sur le planning, modifiée à la main")
        case .removed: Phrase("removed from the planning", fr: "supprimée du planning")
        case .released: Phrase("left to the planners", fr: "laissée aux planificateurs")
        case .notOnPlanning: Phrase("not on the planning", fr: "pas sur le planning")
        case .notAsked: Phrase("written, not checked", fr: "écrite, non vérifiée")
        }
    }

    /// The rule that says no, or else what the next run does. An event stays while its deletion is withheld, whatever the rule.
    func verdict(_ absence: ExplainedAbsence) -> Phrase {
        let rule = rule(absence)
        if absence.nextRun.action == .withhold { return Self.sentences([rule, nextRun(absence)]) }
        return rule.isEmpty ? nextRun(absence) : rule
    }

    func why(_ absence: ExplainedAbsence) -> Phrase {
        Self.sentences([rule(absence), event(absence), problem(absence), nextRun(absence)])
    }

    /// Joined; unlike `+`, without a full stop after a code in parentheses.
    static func sentences(_ parts: [Phrase]) -> Phrase {
        let said = parts.filter { !$0.isEmpty }
        return Phrase(said.map(\.english).joined(separator: " "), fr: said.map(\.french).joined(separator: " "))
    }

    // MARK: Parts of an explanation

    private func rule(_ absence: ExplainedAbsence) -> Phrase {
        let account = account(absence.reference.accountID)
        let text = sentence(absence.rule, account)
        guard let besides = absence.besides else { return text }
        let more = sentence(besides, account)
        return Self.sentences([
            text,
            Phrase("Approving it is not enough: \(more.english)", fr: "L’approuver ne suffit pas : \(more.french)"),
        ])
    }

    private func sentence(_ rule: ExplainedAbsence.Rule, _ account: Phrase) -> Phrase {
        switch rule {
        case .wanted: return .none
        case .cancelled: return Phrase("It is cancelled in Lucca.", fr: "Elle est annulée dans Lucca.")
        case .pending: return Phrase("It is not approved in Lucca.", fr: "Elle n’est pas approuvée dans Lucca.")
        case .empty: return Phrase("It has no duration in Lucca.", fr: "Sa durée est nulle dans Lucca.")
        case .goneFromLucca: return Phrase("It no longer exists in Lucca.", fr: "Elle n’existe plus dans Lucca.")
        case .remoteWork:
            return Phrase(
                "\(account.capitalized.english) is remote work, which is not shown as an absence.",
                fr: "Le \(account.french) est du télétravail, qui ne s’affiche pas comme une absence.")
        case .ignored(byOperator: true):
            return Phrase(
                "A rule of this tenant ignores \(account.english).", fr: "Une règle de ce client ignore le \(account.french).")
        case .ignored(byOperator: false):
            return Phrase("This tenant ignores \(account.english).", fr: "Ce client ignore le \(account.french).")
        case .outOfScope, .left, .notInLucca, .unreadable: return person.standing
        case .problem(let problem): return said(problem)
        case .past:
            return Phrase(
                "It is over: past absences are neither created nor changed.",
                fr: "Elle est terminée : les absences passées ne sont ni créées ni modifiées.")
        case .beyondWindow:
            let end = explanation.window.readThrough
            return Phrase(
                "It begins after the synced period, which ends on \(end). Until then it stays as it is.",
                fr: "Elle commence après la période synchronisée, qui finit le \(end). D’ici là, elle reste telle quelle.")
        case .shownByAnother: return Phrase("Another event shows these days.", fr: "Un autre événement affiche ces jours.")
        case .copy:
            return Phrase(
                "It is a copy: another event carries the same reference.",
                fr: "C’est une copie : un autre événement porte la même référence.")
        case .otherAccount:
            return Phrase(
                "It carries the reference of another Lucca account.", fr: "Elle porte la référence d’un autre compte Lucca.")
        case .undecided:
            return Phrase(
                "No rule explains it. Report this as a fault of Passerelle.",
                fr: "Aucune règle ne l’explique. Signalez-le comme un défaut de Passerelle.")
        }
    }

    private func event(_ absence: ExplainedAbsence) -> Phrase {
        guard let event = absence.event else { return .none }
        let name =
            event.key.map { Phrase("Event \($0)", fr: "L’événement \($0)") } ?? Phrase("Its event", fr: "Son événement")
        let open =
            event.openIntent.map { intent in
                Phrase(
                    "The answer to its last \(intent.rawValue) was lost; the next run looks for it first.",
                    fr: "La réponse à sa dernière \(intent.name.french) a été perdue ; la prochaine exécution le recherche "
                        + "d’abord.")
            } ?? .none
        let other =
            event.reference.periodID == absence.reference.periodID
            ? .none
            : Phrase(
                "It was written for leave period \(event.reference.periodID).",
                fr: "Il a été écrit pour la période d’absence \(event.reference.periodID).")
        let written = place(event.resource, event.type, event.start, event.end, of: absence)
        switch event.found {
        case .asWritten:
            return Self.sentences([
                Phrase("\(name.english) is \(written.english).", fr: "\(name.french) est \(written.french)."), other, open,
            ])
        case .changed(let now):
            let (actual, before) = (
                place(now.resources, now.type, now.start, now.end),
                place([event.resource], event.type, event.start, event.end)
            )
            return Self.sentences([
                Phrase(
                    "\(name.english) is \(actual.english). The connector wrote it \(before.english).",
                    fr: "\(name.french) est \(actual.french). Le connecteur l’a écrit \(before.french)."), other, open,
            ])
        case .gone:
            guard event.key != nil else { return open }
            return Self.sentences([
                Phrase(
                    "\(name.english) is no longer on the planning.", fr: "\(name.french) n’est plus sur le planning."), open,
            ])
        case .released:
            return Self.sentences([
                Phrase(
                    "\(name.english) no longer carries the connector's reference, so it belongs to the planners.",
                    fr: "\(name.french) ne porte plus la référence du connecteur : il appartient aux planificateurs."), open,
            ])
        case .notAsked:
            return Self.sentences([
                Phrase(
                    "\(name.english) was last written \(written.english).",
                    fr: "\(name.french) a été écrit en dernier \(written.french)."), open,
            ])
        }
    }

    private func place(
        _ resource: ResourceKey, _ type: UnavailabilityTypeKey, _ start: Instant, _ end: Instant, of absence: ExplainedAbsence
    ) -> Phrase {
        guard start == absence.start, end == absence.end else { return place([resource], type, start, end) }
        let type = self.type(type)
        return Phrase(
            "on resource \(resource), \(type.english)", fr: "sur la ressource \(resource), \(type.french)")
    }

    private func place(
        _ resources: [ResourceKey], _ type: UnavailabilityTypeKey?, _ start: Instant, _ end: Instant
    ) -> Phrase {
        let keys = resources.map(\.description).joined(separator: ", ")
        let (type, span) = (self.type(type), span(start, end))
        let (on, sur) =
            resources.isEmpty
            ? ("no resource", "aucune ressource")
            : resources.count == 1
                ? ("resource \(keys)", "la ressource \(keys)") : ("resources \(keys)", "les ressources \(keys)")
        return Phrase(
            "on \(on), \(type.english), \(span.english)", fr: "sur \(sur), \(type.french), \(span.french)")
    }

    private func problem(_ absence: ExplainedAbsence) -> Phrase {
        guard let problem = absence.problem, absence.nextRun.withheldBy == nil else { return .none }
        let moment = moment(problem.at)
        // The rule already shows it.
        if case .problem(let current) = absence.rule, current.code.rawValue == problem.code {
            return Phrase(
                "Run \(problem.run) recorded this\(moment.english).",
                fr: "L’exécution \(problem.run) l’a signalé\(moment.french).")
        }
        let text = message(problem)
        return Phrase(
            "Run \(problem.run) recorded\(moment.english): \(text.english) [\(problem.code)]",
            fr: "L’exécution \(problem.run) a signalé\(moment.french) : \(text.french) [\(problem.code)]")
    }

    func said(_ problem: Problem) -> Phrase { person.said(problem) }

    private func message(_ recorded: RecordedProblem) -> Phrase { recorded.message(slug) }
    func remedy(_ recorded: RecordedProblem) -> Phrase { recorded.remedy(slug) }

    /// ` on 2026-12-24 08:30`.
    private func moment(_ at: Instant?) -> Phrase {
        at.map { LocalTime.text($0, in: zone) }.map { Phrase(" on \($0)", fr: " le \($0)") } ?? .none
    }

    private func nextRun(_ absence: ExplainedAbsence) -> Phrase {
        let next = absence.nextRun
        let target = target(next)
        let cause = next.cause?.words.mapped { " (\($0))" } ?? .none
        switch next.action {
        case .none:
            guard next.reason == .waitsForReconciliation else { return .none }
            let due =
                explanation.reconciliationDue.map { LocalTime.text($0, in: zone) }.map {
                    Phrase(", next from \($0)", fr: ", la prochaine fois à partir du \($0)")
                } ?? .none
            return Phrase(
                "The next run does not see this: a run reads the whole planning once a week\(due.english).",
                fr: "La prochaine exécution ne le voit pas : le planning entier n’est lu qu’une fois par semaine\(due.french).")
        case .create:
            let creates =
                switch next.reason {
                case .restored: Phrase("creates it again", fr: "recrée son événement")
                case .retried: Phrase("tries again to create it", fr: "réessaie de créer son événement")
                default: Phrase("creates it", fr: "crée son événement")
                }
            return Phrase(
                "The next run \(creates.english) \(target.english).",
                fr: "La prochaine exécution \(creates.french) \(target.french).")
        case .update where next.target == nil:
            return Phrase(
                "The next run removes the reference from it. The event then belongs to the planners.",
                fr: "La prochaine exécution en retire la référence. L’événement appartient alors aux planificateurs.")
        case .update:
            let changes =
                switch next.reason {
                case .restored: Phrase("restores the event", fr: "rétablit l’événement")
                case .retried:
                    Phrase(
                        "tries again to change the event\(cause.english)", fr: "réessaie de modifier l’événement\(cause.french)")
                default: Phrase("changes the event\(cause.english)", fr: "modifie l’événement\(cause.french)")
                }
            return Phrase(
                "The next run \(changes.english): it will be \(target.english).",
                fr: "La prochaine exécution \(changes.french) : il sera \(target.french).")
        case .delete:
            switch next.reason {
            case .alreadyGone:
                return Phrase(
                    "The next run removes it from the connector's records.",
                    fr: "La prochaine exécution le retire des registres du connecteur.")
            case .retried:
                return Phrase(
                    "The next run tries again to delete the event.",
                    fr: "La prochaine exécution réessaie de supprimer l’événement.")
            default:
                return Phrase("The next run deletes the event.", fr: "La prochaine exécution supprime l’événement.")
            }
        case .withhold:
            let rejection = next.declined.map(rejection) ?? .none
            guard let run = next.withheldBy else {
                guard rejection.isEmpty else { return rejection }
                return Phrase(
                    "The brake of the next run withholds its deletion.",
                    fr: "Le frein de la prochaine exécution retient sa suppression.")
            }
            let moment = moment(absence.problem?.at)
            let withheld = Phrase(
                "Run \(run) withheld its deletion\(moment.english). The event stays until the deletion is approved.",
                fr: "L’exécution \(run) a retenu sa suppression\(moment.french). L’événement reste tant que la suppression "
                    + "n’est pas approuvée.")
            return Self.sentences([rejection, withheld])
        }
    }

    private func target(_ next: NextRun) -> Phrase {
        guard let target = next.target else { return .none }
        let resource =
            switch target.resource {
            case .existing(let key): Phrase("resource \(key)", fr: "la ressource \(key)")
            case .new: Phrase("a new resource", fr: "une nouvelle ressource")
            }
        let type =
            switch target.type {
            case .existing(let key): type(key)
            case .new(let label): Phrase("a new type \"\(label)\"", fr: "nouveau type « \(label) »")
            }
        let span = span(target.start, target.end)
        return Phrase(
            "on \(resource.english), \(type.english), \(span.english)",
            fr: "sur \(resource.french), \(type.french), \(span.french)")
    }

    // MARK: Names

    private func span(_ start: Instant, _ end: Instant) -> Phrase {
        let (first, last) = (LocalTime.text(start, in: zone), LocalTime.endText(end, in: zone))
        return Phrase("\(first) to \(last)", fr: "du \(first) au \(last)")
    }

    private func account(_ id: LeaveAccountID) -> Phrase {
        let label = Self.label(explanation.accountNames[id])
        return Phrase("leave account \(id)\(label)", fr: "compte d’absence \(id)\(label)")
    }

    /// ` (Congés payés)`.
    static func label(_ name: String?) -> String { name.map { " (\($0))" } ?? "" }

    private func type(_ key: UnavailabilityTypeKey?) -> Phrase {
        guard let key else { return Phrase("no type", fr: "sans type") }
        return explanation.typeLabels[key].map { Phrase("type \"\($0)\"", fr: "type « \($0) »") } ?? Phrase(same: "type \(key)")
    }
}
