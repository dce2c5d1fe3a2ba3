import Operations
import SyncCore
import SyncEngine
import Words

/// The words of what pages show.
enum ConsoleWords {
    static func health(_ health: ConsoleHealth) -> Phrase {
        switch health {
        case .suspended: Phrase("suspended", fr: "suspendu")
        case .withheld: Phrase("deletions to review", fr: "suppressions à examiner")
        case .failed: Phrase("last sync failed", fr: "dernière synchronisation échouée")
        case .silent: Phrase("no complete sync for 26 h", fr: "pas de synchronisation complète depuis 26 h")
        case .doubted: Phrase("dialect in doubt", fr: "dialecte en doute")
        case .newProblems: Phrase("new problems", fr: "nouveaux problèmes")
        case .knownProblems: Phrase("known problems", fr: "problèmes connus")
        case .good: Phrase("in order", fr: "en ordre")
        case .draft: Phrase("draft", fr: "brouillon")
        case .paused: Phrase("paused", fr: "en pause")
        }
    }

    static func tone(_ health: ConsoleHealth) -> Tone {
        switch health {
        case .suspended, .failed, .silent, .doubted: .bad
        case .withheld, .newProblems: .doubtful
        case .knownProblems, .good: .good
        case .draft, .paused: .idle
        }
    }

    static func tone(_ state: RunState) -> Tone {
        switch state {
        case .succeeded: .good
        case .partial, .needsReview: .doubtful
        case .failed: .bad
        case .queued, .cancelled: .idle
        case .running: .live
        }
    }

    static func environment(_ environment: Tenant.Environment) -> Phrase {
        switch environment {
        case .production: Phrase("production", fr: "production")
        case .test: Phrase("test", fr: "test")
        }
    }

    /// What is to be done about tenants without an error or a problem that says so.
    static func remedy(_ health: ConsoleHealth, of tenant: TenantSlug? = nil) -> Phrase {
        let slug = tenant?.value ?? "SLUG"
        return switch health {
        case .silent:
            Phrase(
                "No run read Lucca to its end: passerelle run list --tenant \(slug); passerelle fleet",
                fr: "Aucune exécution n’a lu Lucca jusqu’au bout : passerelle run list --tenant \(slug) ; passerelle fleet")
        case .doubted:
            Phrase(
                "Nothing is written until PlanningPME's dialect is checked: passerelle tenant probe \(slug)",
                fr: "Rien n’est écrit avant vérification du dialecte de PlanningPME : passerelle tenant probe \(slug)")
        default: Phrase("See the run.", fr: "Voyez l’exécution.")
        }
    }

    static func segment(_ segment: ShowRunPicture.Segment) -> Phrase {
        switch segment.kind {
        case .queued: Phrase("waiting for a worker", fr: "en attente d’un worker")
        case .earlier:
            Phrase(
                "earlier attempts: hand-overs, retries, waits for the request budget",
                fr: "tentatives précédentes : reprises, nouveaux essais, attentes du budget de requêtes")
        case .other: Phrase("between steps", fr: "entre deux étapes")
        case .step: step(segment.step ?? "")
        }
    }

    private static func step(_ name: String) -> Phrase {
        switch name {
        case "connecting": Phrase(name, fr: "connexion")
        case "fetching": Phrase("fetching from Lucca", fr: "lecture de Lucca")
        case "landing": Phrase("waiting for an earlier write", fr: "attente d’une écriture précédente")
        case "reading": Phrase("reading the planning", fr: "lecture du planning")
        case "planning": Phrase(name, fr: "calcul du plan")
        case "preparing": Phrase("preparing resources and types", fr: "préparation des ressources et des types")
        case "applying": Phrase("writing events", fr: "écriture des événements")
        case "fields": Phrase("writing extra data", fr: "écriture des données supplémentaires")
        default: Phrase(same: name)
        }
    }
}
