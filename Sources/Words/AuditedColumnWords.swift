/// The names of columns in the audit log: those that help and `tenant show` use.
package enum AuditedColumnWords {
    /// - Parameter object: a raw value of `AuditObject.Kind`, or another name of the log.
    /// - Returns: the column itself if it has no name for people.
    package static func label(_ column: String, of object: String) -> Phrase {
        let known =
            switch object {
            case "tenant": tenant(column)
            case "run": run(column)
            case "reason", "department", "field": mapping(column)
            default: others[column]
            }
        return known ?? Phrase(same: column)
    }

    /// The order of `tenant show`; other columns follow by name.
    static func rank(_ column: String, of object: String) -> Int {
        guard object == "tenant" else { return 0 }
        return shown.firstIndex(of: column) ?? options.firstIndex(of: column).map { $0 + shown.count } ?? .max
    }

    private static func tenant(_ column: String) -> Phrase? {
        switch column {
        case "slug": Phrase("tenant", fr: "client")
        case "name": Phrase("name", fr: "nom")
        case "state": Phrase("state", fr: "état")
        case "environment": Phrase("environment", fr: "environnement")
        case "lucca_url": Phrase(same: "Lucca")
        case "former_accounts": Phrase("former accounts", fr: "anciens comptes")
        case "planningpme_url": Phrase(same: "PlanningPME")
        case "contact": Phrase(same: "contact")
        case "department_scope": Phrase("scope", fr: "périmètre")
        case "created_at": Phrase("registered", fr: "enregistré le")
        case "planning_dialect": Phrase("dialect", fr: "dialecte")
        case "creates": Phrase(same: "--create")
        default: options.contains(column) ? Phrase(same: "--" + column.replacing("_", with: "-")) : nil
        }
    }

    private static let shown = [
        "slug", "name", "state", "environment", "lucca_url", "former_accounts", "planningpme_url", "contact", "department_scope",
        "created_at",
    ]

    /// Options of `tenant edit`, in the order of `tenant show`.
    private static let options = [
        "identifier", "match_email", "creates", "include_pending", "neutral_type", "time_zone", "day_start", "midday", "day_end",
        "days_off", "holidays", "horizon_months", "initial_from", "daily_at", "lucca_api", "lucca_requests", "hourly_requests",
        "row_limit", "brake_count", "brake_percent", "alert_recipient", "reference_field",
    ]

    private static func run(_ column: String) -> Phrase? {
        switch column {
        case "purpose": Phrase("purpose", fr: "objet")
        case "state": Phrase("status", fr: "état")
        case "trigger": Phrase("trigger", fr: "origine")
        case "as_of": Phrase("as of", fr: "en date du")
        case "approves": Phrase("approves run", fr: "approuve l’exécution")
        case "approves_only": Phrase("only of employees", fr: "seulement des collaborateurs")
        case "worker": Phrase(same: "worker")
        case "cancel_requested": Phrase("cancellation requested", fr: "annulation demandée")
        case "not_before": Phrase("not before", fr: "pas avant le")
        case "wait_set_at": Phrase("wait set at", fr: "attente fixée le")
        case "rejected_at": Phrase("rejected", fr: "rejetée le")
        case "rejected_by": Phrase("rejected by", fr: "rejetée par")
        default: nil
        }
    }

    private static func mapping(_ column: String) -> Phrase? {
        switch column {
        case "destination", "target": Phrase("goes to", fr: "va vers")
        case "type_key": Phrase(same: "type")
        case "origin": Phrase("decided by", fr: "décidé par")
        case "is_explicit": Phrase("set by an operator", fr: "fixé par un opérateur")
        case "planning_department_key": Phrase("planning department", fr: "département du planning")
        case "field": Phrase("field", fr: "donnée")
        case "format": Phrase(same: "format")
        case "form": Phrase(same: "--as")
        case "clears_when_empty": Phrase(same: "--clear-when-empty")
        case "replaces": Phrase(same: "--replace")
        default: others[column]
        }
    }

    private static let others: [String: Phrase] = [
        "granted": Phrase("role", fr: "rôle"), "is_shared": Phrase("shared", fr: "partagé"),
        "added_at": Phrase("added", fr: "ajouté le"), "disabled_at": Phrase("disabled", fr: "désactivé le"),
        "kind": Phrase("kind", fr: "nature"), "parameters": Phrase("parameters", fr: "paramètres"),
        "set_at": Phrase("set", fr: "enregistré le"), "sealed": Phrase("secret", fr: "secret"),
        "slot": Phrase("slot", fr: "emplacement"), "host": Phrase("host", fr: "hôte"), "key_id": Phrase("key", fr: "clé"),
        "master_key_id": Phrase("master key", fr: "clé maîtresse"), "created_at": Phrase("created", fr: "créé le"),
        "wrapped_at": Phrase("wrapped", fr: "chiffrée le"), "paused_at": Phrase("paused", fr: "en pause depuis le"),
        "paused_by": Phrase("paused by", fr: "mise en pause par"), "reason": Phrase("reason", fr: "motif"),
        "blocked_at": Phrase("blocked", fr: "bloqué le"), "blocked_until": Phrase("blocked until", fr: "bloqué jusqu’au"),
        "made_at": Phrase("created", fr: "créé le"), "used_at": Phrase("used", fr: "utilisé le"),
        "began_at": Phrase("started", fr: "commencée le"), "seen_at": Phrase("last seen", fr: "vue le"),
        "ended_at": Phrase("ended", fr: "terminée le"), "is_vouched": Phrase("named by a proxy", fr: "désignée par un proxy"),
        "applied_at": Phrase("applied", fr: "appliquée le"), "applied_by": Phrase("applied by", fr: "appliquée par"),
        "number": Phrase("number", fr: "numéro"), "name": Phrase("name", fr: "nom"), "login": Phrase("login", fr: "compte"),
        "department_id": Phrase("department", fr: "département"),
        "leave_account_id": Phrase("leave account", fr: "compte d’absence"),
        "published_at": Phrase("published", fr: "publiée le"), "published_by": Phrase("published by", fr: "publiée par"),
        "fault": Phrase("cannot be opened", fr: "ne s’ouvre pas"), "operation": Phrase("operation", fr: "opération"),
        "begun_at": Phrase("begun", fr: "commencé le"), "batch_id": Phrase("batch", fr: "lot"),
        "slug": Phrase("tenant", fr: "client"), "state": Phrase("state", fr: "état"),
        "taken_at": Phrase("taken", fr: "pris le"), "since": Phrase("since", fr: "depuis"),
        "last_day": Phrase("last day", fr: "dernier jour"), "last_taken_at": Phrase("last taken", fr: "pris la dernière fois le"),
        "failed_days": Phrase("failed days", fr: "jours en échec"),
        "suspended_by": Phrase("suspended by run", fr: "suspendu par l’exécution"),
        "id": Phrase(same: "id"), "checksum": Phrase("checksum", fr: "somme de contrôle"),
    ]
}
