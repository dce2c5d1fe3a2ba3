import SyncCore

extension FailureWords {
    func message(_ failure: Failure.Queue) -> Phrase {
        switch failure {
        case .unknown(let id):
            Phrase(
                "There is no queued operation \(id). They are kept for a day after their end.",
                fr: "Il n’y a pas d’opération \(id) dans la file. Elles sont gardées un jour après leur fin.")
        case .workUnreadable(let id):
            Phrase(
                "Operation \(id) cannot be read: it was not queued by a command of this release.",
                fr: "L’opération \(id) est illisible : elle n’a pas été mise en file par une commande de cette version.")
        case .tenantFull(let waiting):
            Phrase(
                "\(waiting) operations of this tenant are already waiting for a worker, which is the limit.",
                fr: "\(waiting) opérations de ce client attendent déjà un worker : c’est la limite.")
        case .loginFull(let waiting):
            Phrase(
                "\(waiting) operations of your login are already waiting for a worker, which is the limit.",
                fr: "\(waiting) opérations de votre compte attendent déjà un worker : c’est la limite.")
        case .expired(let id):
            Phrase(
                "No worker took operation \(id) within an hour.", fr: "Aucun worker n’a pris l’opération \(id) en une heure.")
        case .keepsDying(let id, let deaths):
            Phrase(
                "\(deaths) workers died while they performed operation \(id).",
                fr: "\(deaths) workers sont morts en effectuant l’opération \(id).")
        case .leaseLost(let id):
            Phrase(
                "Another worker performs operation \(id), or its lease has expired.",
                fr: "Un autre worker effectue l’opération \(id), ou son bail a expiré.")
        case .resultUnreadable(let id):
            Phrase(
                "This release cannot read the result of operation \(id), which a worker of another release recorded.",
                fr: "Cette version ne sait pas lire le résultat de l’opération \(id), enregistré par un worker d’une autre "
                    + "version.")
        case .notFollowed(let id):
            Phrase(
                "Operation \(id) continues; only this command stopped waiting for it.",
                fr: "L’opération \(id) continue ; seule cette commande a cessé de l’attendre.")
        case .reviewDiffers(let run):
            Phrase(
                "Run \(run) does not withhold what you approved: nothing was deleted.",
                fr: "L’exécution \(run) ne retient pas ce que vous avez approuvé : rien n’a été supprimé.")
        }
    }

    func remedy(_ failure: Failure.Queue) -> Phrase {
        switch failure {
        case .unknown: Phrase(same: "passerelle queue list")
        case .workUnreadable:
            Phrase(
                "Queue it again: run preview, tenant check or tenant probe, with --queue. A worker ends this one as failed.",
                fr: "Remettez-la dans la file : run preview, tenant check ou tenant probe, avec --queue. Un worker termine "
                    + "celle-ci en échec.")
        case .tenantFull, .loginFull:
            Phrase(
                "passerelle fleet shows whether a worker is alive; passerelle queue list shows what waits. An operation that no "
                    + "worker takes expires after an hour.",
                fr: "passerelle fleet montre si un worker est actif ; passerelle queue list montre ce qui attend. Une opération "
                    + "qu’aucun worker ne prend expire au bout d’une heure.")
        case .expired:
            Phrase(
                "passerelle fleet shows the workers. Queue it again once one is alive.",
                fr: "passerelle fleet montre les workers. Remettez-la dans la file dès que l’un d’eux est actif.")
        case .keepsDying:
            Phrase(
                "Check the workers' journals, for example for a lack of memory.",
                fr: "Consultez les journaux des workers, par exemple pour un manque de mémoire.")
        case .leaseLost(let id), .notFollowed(let id): Phrase(same: "passerelle queue show \(id)")
        case .resultUnreadable:
            Phrase(
                "Install the release of the workers here too, or queue it again.",
                fr: "Installez ici aussi la version des workers, ou remettez-la dans la file.")
        case .reviewDiffers(let run):
            Phrase(
                "Look again, then approve what it shows: passerelle run show \(run)",
                fr: "Regardez à nouveau, puis approuvez ce qui s’affiche : passerelle run show \(run)")
        }
    }
}
