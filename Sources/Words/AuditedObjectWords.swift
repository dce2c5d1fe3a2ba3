/// The kinds of objects in the audit log (`sql/functions/audit.sql`, and the operations that record reads).
package enum AuditedObjectWords {
    /// As it is named alone, and before what tells it from others. Of another release's kind, its code.
    package static func noun(_ object: String) -> Phrase {
        switch object {
        case "tenant": Phrase("tenant", fr: "client")
        case "credential": Phrase("secret", fr: "secret")
        case "sealed_credential": Phrase("sealed secret", fr: "secret scellé")
        case "data_key": Phrase("data key", fr: "clé de données")
        case "reason": Phrase("leave account rule", fr: "règle de compte d’absence")
        case "department": Phrase("department link", fr: "lien de département")
        case "field": Phrase("extra data", fr: "donnée supplémentaire")
        case "run": Phrase("run", fr: "exécution")
        case "operation": Phrase("queued operation", fr: "opération en file d’attente")
        case "employee": Phrase("employee", fr: "collaborateur")
        case "batch": Phrase("batch", fr: "lot")
        case "schedule": Phrase("schedule", fr: "planification")
        case "keyring": Phrase("keyring key", fr: "clé du trousseau")
        case "fleet": Phrase("fleet", fr: "flotte")
        case "schema": Phrase("schema", fr: "schéma")
        case "operator": Phrase("operator", fr: "opérateur")
        case "console": Phrase("console session", fr: "session de la console")
        case "budget": Phrase("request budget", fr: "budget de requêtes")
        case "audit": Phrase("audit log", fr: "journal d’audit")
        default: Phrase(same: object)
        }
    }
}
