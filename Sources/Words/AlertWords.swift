package import SyncCore
package import SyncEngine

/// Renders an alert as sentences: what needs a person, and what to do about it. Without names of people and texts of remotes.
package enum AlertWords {
    package static func name(_ kind: TenantAlert.Kind) -> Phrase {
        switch kind {
        case .failed: Phrase("last run failed", fr: "dernière exécution échouée")
        case .suspended: Phrase("suspended", fr: "suspendu")
        case .needsReview: Phrase("withheld deletions", fr: "suppressions retenues")
        case .problems: Phrase("problems", fr: "problèmes")
        case .dialectDoubt: Phrase("dialect in doubt", fr: "dialecte en doute")
        case .silent: Phrase("no success in 26 h", fr: "sans succès depuis 26 h")
        }
    }

    package static func summary(_ alert: TenantAlert) -> Phrase {
        let tenant = alert.tenant
        switch alert.kind {
        case .failed:
            let code = alert.code.isEmpty ? "" : " (\(alert.code))"
            return Phrase("The last run of \(tenant) failed\(code).", fr: "La dernière exécution de \(tenant) a échoué\(code).")
        case .suspended:
            return Phrase(
                "\(tenant) is suspended: it is not synced until someone activates it again.",
                fr: "\(tenant) est suspendu : pas de synchronisation avant que quelqu’un le réactive.")
        case .needsReview:
            let count = Phrase.counted(alert.count, "deletion", "deletions", fr: "suppression", "suppressions")
            return Phrase(
                "\(tenant): \(count.english) withheld, until someone approves or rejects.",
                fr: "\(tenant) : \(count.french) en attente d’une décision.")
        case .problems:
            let count = Phrase.counted(alert.count, "problem", "problems", fr: "problème", "problèmes")
            let new = Phrase.counted(alert.newCount, "new", "new", fr: "nouveau", "nouveaux")
            return Phrase(
                "\(tenant): \(count.english) \(alert.code), \(alert.newCount) of them new.",
                fr: "\(tenant) : \(count.french) \(alert.code), dont \(new.french).")
        case .dialectDoubt:
            return Phrase(
                "Nothing is written for \(tenant): the dialect of its PlanningPME is in doubt.",
                fr: "Rien n’est écrit pour \(tenant) : le dialecte de son PlanningPME est en doute.")
        case .silent:
            return Phrase(
                "\(tenant) had no successful run within 26 hours.",
                fr: "\(tenant) n’a eu aucune exécution réussie depuis 26 heures.")
        }
    }

    /// A command.
    package static func remedy(_ alert: TenantAlert) -> Phrase {
        let tenant = alert.tenant
        let show = Phrase(same: alert.run.map { "passerelle run show \($0)" } ?? "passerelle run list --tenant \(tenant)")
        switch alert.kind {
        case .failed where isOfCredentials(alert.code):
            return Phrase(
                "Test the keys, and set the one that is refused again: passerelle tenant check \(tenant)",
                fr: "Testez les clés, et redéfinissez celle qui est refusée : passerelle tenant check \(tenant)")
        case .failed, .problems: return show
        case .suspended:
            return Phrase(
                "Correct the cause, then run: passerelle tenant activate \(tenant)",
                fr: "Corrigez la cause, puis lancez : passerelle tenant activate \(tenant)")
        case .needsReview:
            let run = alert.run?.description ?? "RUN"
            return Phrase(
                "Review them with passerelle run show \(run) --changes, then passerelle run approve \(run) or passerelle run reject \(run)",
                fr:
                    "Examinez-les avec passerelle run show \(run) --changes, puis passerelle run approve \(run) ou passerelle run reject \(run)"
            )
        case .dialectDoubt: return Phrase(same: "passerelle tenant probe \(tenant)")
        case .silent:
            return Phrase(
                "See what kept it from running: passerelle run list --tenant \(tenant); passerelle fleet",
                fr: "Voyez ce qui l’a empêchée : passerelle run list --tenant \(tenant) ; passerelle fleet")
        }
    }

    /// How it ended, and how long it lasted; nil while it is open.
    package static func recovery(_ alert: TenantAlert) -> Phrase? {
        guard let closed = alert.closedAt else { return nil }
        let lasted = Phrase.lasting(from: alert.openedAt, to: closed)
        if let run = alert.closedBy {
            return Phrase(
                "Over after \(lasted.english), by run \(run).", fr: "Terminé après \(lasted.french), par l’exécution \(run).")
        }
        return Phrase(
            "Over after \(lasted.english): someone changed the tenant.",
            fr: "Terminé après \(lasted.french) : quelqu’un a modifié le client.")
    }

    /// Of the alert that only tests whether alerts arrive.
    package static let test = Phrase(
        "This is a test of Passerelle's alerts. No action is needed.",
        fr: "Ceci est un test des alertes de Passerelle. Aucune action n’est nécessaire.")

    package static func message(_ failure: AlertDeliveryFailure) -> Phrase {
        switch failure {
        case .unreachable: Phrase("Alertmanager could not be reached.", fr: "Alertmanager est injoignable.")
        case .addressRefused:
            Phrase(
                "Alertmanager's host name resolves to an address that alerts may not be posted to.",
                fr: "Le nom d’hôte d’Alertmanager désigne une adresse à laquelle les alertes ne peuvent pas être envoyées.")
        case .tls:
            Phrase(
                "The TLS connection to Alertmanager failed.", fr: "La connexion TLS avec Alertmanager a échoué.")
        case .rejected: Phrase("Alertmanager rejected the alert (4xx).", fr: "Alertmanager a refusé l’alerte (4xx).")
        case .failed:
            Phrase(
                "Alertmanager failed to process the alert (5xx or an unexpected answer).",
                fr: "Alertmanager n’a pas pu traiter l’alerte (5xx ou une réponse inattendue).")
        }
    }

    package static func remedy(_ failure: AlertDeliveryFailure) -> Phrase {
        let variable = "PASSERELLE_ALERTMANAGER_URL"
        return switch failure {
        case .unreachable:
            Phrase(
                "Check that it is running, and the host and port in \(variable).",
                fr: "Vérifiez qu’il fonctionne, ainsi que l’hôte et le port dans \(variable).")
        case .addressRefused:
            Phrase(
                "Set \(variable) to a host of your own network, or to a public one.",
                fr: "Indiquez dans \(variable) un hôte de votre réseau, ou un hôte public.")
        case .tls:
            Phrase(
                "Its certificate must be valid for the host in \(variable), and this machine must trust it.",
                fr: "Son certificat doit être valable pour l’hôte de \(variable), et cette machine doit l’accepter.")
        case .rejected:
            Phrase(
                "Something else may answer there, or Alertmanager has a --web.route-prefix: add that path to \(variable).",
                fr: "Autre chose répond peut-être à cette adresse, ou Alertmanager a un --web.route-prefix : ajoutez ce chemin à "
                    + "\(variable).")
        case .failed: Phrase("See Alertmanager's own log.", fr: "Consultez le journal d’Alertmanager.")
        }
    }

    private static func isOfCredentials(_ code: String) -> Bool {
        let codes: [SyncError.Code] = [
            .luccaUnauthorized, .luccaForbidden, .planningPMEUnauthorized, .planningPMEForbidden, .credentialMissing,
            .credentialUnreadable, .credentialForOtherHost, .credentialUnbound,
        ]
        return codes.contains { $0.rawValue == code }
    }
}

extension Phrase {
    /// `90 min`, `3 days`: in the largest unit that has two of them.
    package static func lasting(from start: Instant, to end: Instant) -> Phrase {
        let seconds = max(0, (end.millisecondsSince1970 - start.millisecondsSince1970) / 1000)
        switch seconds {
        case ..<120: return Phrase(same: "\(seconds) s")
        case ..<7200: return Phrase(same: "\(seconds / 60) min")
        case ..<172_800: return Phrase(same: "\(seconds / 3600) h")
        default: return Phrase.counted(seconds / 86_400, "day", "days", fr: "jour", "jours")
        }
    }
}
