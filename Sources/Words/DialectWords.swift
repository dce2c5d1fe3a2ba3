package import SyncCore

/// Points of a dialect, their values and what was seen of them.
package enum DialectWords {
    /// A point as a heading.
    package static func question(_ point: DialectPoint) -> Phrase {
        switch point {
        case .kind: Phrase("what marks an unavailability", fr: "ce qui marque une indisponibilité")
        case .reason: Phrase("which member names its type", fr: "le membre qui nomme son type")
        case .update: Phrase("whether a PUT merges or replaces", fr: "si un PUT fusionne ou remplace")
        case .time: Phrase("local times or UTC", fr: "heures locales ou UTC")
        case .zone: Phrase("zone of local times", fr: "fuseau des heures locales")
        case .status: Phrase("status that events are given", fr: "état donné aux événements")
        case .wholeDay: Phrase("how whole days are sent", fr: "comment s’envoient les jours entiers")
        case .list: Phrase("how events are listed", fr: "comment les événements se listent")
        case .paging: Phrase("how lists are paged", fr: "comment les listes se paginent")
        case .view: Phrase("whether lists show every day", fr: "si les listes montrent tous les jours")
        case .department: Phrase("a resource's departments", fr: "les départements d’une ressource")
        case .token: Phrase("method of the sign-in by token", fr: "méthode de la connexion par jeton")
        case .createdKey: Phrase("where a created event's key is", fr: "où est la clé d’un événement créé")
        case .gone: Phrase("the answer for a deleted event", fr: "la réponse pour un événement supprimé")
        case .deletion: Phrase("whether events can be deleted", fr: "si les événements peuvent être supprimés")
        case .remark: Phrase("what becomes of remarks", fr: "ce que deviennent les remarques")
        }
    }

    /// In English the code, as in JSON.
    package static func how(_ origin: TenantDialect.Origin?) -> Phrase {
        switch origin {
        case nil: Phrase("default", fr: "par défaut")
        case .kept: Phrase("kept", fr: "conservé")
        case .surveyed: Phrase("surveyed", fr: "observé")
        case .probed: Phrase("probed", fr: "sondé")
        case .person: Phrase("person", fr: "opérateur")
        }
    }

    /// In English the codes, as in JSON; names of members of PlanningPME stay as they are.
    package static func value(_ point: DialectPoint, _ code: String) -> Phrase {
        switch point {
        // Names of members, zones and keys.
        case .reason, .kind: Phrase(same: code)
        case .zone: code == "tenant" ? Phrase(code, fr: "celui du client") : Phrase(same: code)
        default: Phrase(code, fr: values[code] ?? code)
        }
    }

    private static let values = [
        "merge": "fusionne", "replace": "remplace", "local": "locales", "utc": "UTC", "bounds": "par leurs bornes",
        "all_day": "allDay", "all_day_until_23:59": "allDay jusqu’à 23:59", "by_name": "par leur nom",
        "filtered_here": "filtrées ici", "from_1": "à partir de 1", "from_0": "à partir de 0", "ignored": "sans effet",
        "whole": "tous", "limited": "une partie", "list": "en liste", "single": "un seul", "put": "PUT", "post": "POST",
        "key": "membre key", "body": "corps", "location": "en-tête Location", "reference": "par la référence",
        "empty": "vide", "works": "oui", "refused": "refusée", "kept": "gardées", "trimmed": "rognées",
        "escaped": "échappées", "cut": "coupées", "none": "aucun",
    ]
}
