package import SyncCore

/// Why an event was written: short, for a cell of a table or in parentheses. In French, `absence` and `modification` are feminine,
/// `événement` is masculine.
extension ChangeCause {
    package var words: Phrase {
        switch self {
        case .new: Phrase("not on the planning yet", fr: "pas encore sur le planning")
        case .employeeJoined: Phrase("employee newly synced", fr: "collaborateur nouvellement synchronisé")
        case .employeeLinked: Phrase("employee's resource found", fr: "ressource du collaborateur trouvée")
        case .removedByHand:
            Phrase("deleted by a planner, created again", fr: "supprimé par un planificateur, recréé")
        case .moved: Phrase("absence moved", fr: "absence déplacée")
        case .extended: Phrase("absence extended", fr: "absence prolongée")
        case .windowAdvanced:
            Phrase(
                "absence continues past the earlier window", fr: "absence qui continue au-delà de la fenêtre précédente")
        case .leaveAccountChanged(let from, let to):
            Phrase("leave account changed from \(from) to \(to)", fr: "compte d’absence \(from) remplacé par \(to)")
        case .typeChanged(let from): Phrase("type changed, was \(from)", fr: "type changé, \(from) auparavant")
        case .resourceChanged(let from): Phrase("resource changed, was \(from)", fr: "ressource changée, \(from) auparavant")
        case .changedByHand: Phrase("changed by a planner, restored", fr: "modifié par un planificateur, rétabli")
        case .requestReplaced(let from):
            Phrase("replaces leave period \(from)", fr: "remplace la période d’absence \(from)")
        case .luccaAccountRenamed(let from):
            Phrase("Lucca account renamed, was \(from)", fr: "compte Lucca renommé, \(from) auparavant")
        case .generationChanged:
            Phrase("reference of Lucca's other generation", fr: "référence de l’autre génération de Lucca")
        case .referenceChanged: Phrase("reference rewritten", fr: "référence réécrite")
        case .employeeFound: Phrase("event's employee identified", fr: "collaborateur de l’événement identifié")
        case .storedDifferently:
            Phrase("stored differently by PlanningPME, written again", fr: "enregistré autrement par PlanningPME, réécrit")
        case .copiedByHand:
            Phrase("copied by a planner, left to the planners", fr: "copié par un planificateur, laissé aux planificateurs")
        case .cancelled: Phrase("cancelled in Lucca", fr: "absence annulée dans Lucca")
        case .notApproved: Phrase("not approved in Lucca", fr: "absence non approuvée dans Lucca")
        case .empty: Phrase("no duration in Lucca", fr: "absence sans durée dans Lucca")
        case .goneFromLucca: Phrase("no longer in Lucca", fr: "absence qui n’existe plus dans Lucca")
        case .ignored(let account, byOperator: true):
            Phrase("leave account \(account) ignored by a rule", fr: "compte d’absence \(account) ignoré par une règle")
        case .ignored(let account, byOperator: false):
            Phrase("leave account \(account) ignored", fr: "compte d’absence \(account) ignoré")
        case .remoteWork(let account):
            Phrase("leave account \(account) is remote work", fr: "télétravail (compte d’absence \(account))")
        case .employeeLeft(let day): Phrase("contract ended on \(day)", fr: "contrat terminé le \(day)")
        case .outOfScope(let department):
            Phrase("department \(department) out of the scope", fr: "département \(department) hors du périmètre")
        case .notInLucca:
            Phrase(
                "employee no longer in the scope's departments",
                fr: "collaborateur qui n’est plus dans les départements du périmètre")
        case .shownByAnother: Phrase("another event shows these days", fr: "jours affichés par un autre événement")
        case .duplicate: Phrase("duplicate of another event", fr: "double d’un autre événement")
        case .removal: Phrase("removal of the tenant's events", fr: "suppression des événements du client")
        case .madeRoom: Phrase("in the way of another event, created again", fr: "gênait un autre événement, recréé")
        case .shortened: Phrase("absence shortened", fr: "absence raccourcie")
        case .settled: Phrase("earlier write confirmed", fr: "écriture précédente confirmée")
        case .undecided: Phrase("cause unknown", fr: "cause inconnue")
        case .unrecognized(let code):
            Phrase("\(code) (from a newer release)", fr: "\(code) (d’une version plus récente)")
        }
    }
}

extension ChangeCause.Code {
    /// Why several events were written, whose parameters differ: `contract ended`. As `ChangeCause.words` where those name no
    /// parameter.
    package var words: Phrase {
        switch rawValue {
        case "leave_account_changed": return Phrase("leave account changed", fr: "compte d’absence remplacé")
        case "type_changed": return Phrase("type changed", fr: "type changé")
        case "resource_changed": return Phrase("resource changed", fr: "ressource changée")
        case "request_replaced": return Phrase("replaces another leave period", fr: "remplace une autre période d’absence")
        case "lucca_account_renamed": return Phrase("Lucca account renamed", fr: "compte Lucca renommé")
        case "ignored": return Phrase("leave account ignored", fr: "compte d’absence ignoré")
        case "remote_work": return Phrase("remote work", fr: "télétravail")
        case "employee_left": return Phrase("contract ended", fr: "contrat terminé")
        case "out_of_scope": return Phrase("department out of the scope", fr: "département hors du périmètre")
        default: return ChangeCause(withoutParameters: self).words
        }
    }
}
