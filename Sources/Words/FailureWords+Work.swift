package import SyncCore

// MARK: Tenants

extension FailureWords {
    func message(_ failure: Failure.Tenants) -> Phrase {
        switch failure {
        case .unknown(let name): Phrase("There is no tenant \(name).", fr: "Il n’y a pas de client \(name).")
        case .alreadyExists(let slug):
            Phrase("There is a tenant \(slug) already.", fr: "Il y a déjà un client \(slug).")
        case .changedMeanwhile(let slug, let shown, let revision, let since):
            Phrase(
                "The settings of \(slug) were changed meanwhile: they are at revision \(revision), and this edit began with "
                    + "revision \(shown).",
                fr:
                    "Les réglages du client \(slug) ont été modifiés entre-temps : ils en sont à la révision \(revision), et cette "
                    + "modification partait de la révision \(shown).")
                + (since.isEmpty ? .none : Self.edits(since))
        case .slugInvalid:
            Phrase("This is not a tenant's short name.", fr: "Ce n’est pas le nom court d’un client.")
        case .accountTaken:
            Phrase(
                "Another tenant already syncs this Lucca account to this planning; the two would delete each other's events.",
                fr: "Un autre tenant synchronise déjà ce compte Lucca avec ce planning ; chacun supprimerait les événements de "
                    + "l’autre.")
        case .formerAccountTaken:
            Phrase(
                "Another tenant has one of these Lucca accounts on this planning, or had it before; the two would delete each other's "
                    + "events.",
                fr: "Un autre tenant a, ou avait, l’un de ces comptes Lucca sur ce planning ; chacun supprimerait les événements "
                    + "de l’autre.")
        case .accountsShared(let other, let accounts):
            Phrase(
                "The tenant \(other) has, or had, the Lucca account \(joined(accounts)) on this planning: the two would delete each "
                    + "other's events.",
                fr:
                    "Le client \(other) a, ou avait, le compte Lucca \(joined(accounts)) sur ce planning : chacun supprimerait les "
                    + "événements de l’autre.")
        case .settingOutOfRange(let rule):
            Phrase(
                "A setting of the tenant is out of its range (\(rule)).",
                fr: "Un réglage du client est hors de ses limites (\(rule)).")
        case .stateRejected(let slug, let state, let wanted, let allowed):
            Phrase(
                "The tenant \(slug) is \(state.rawValue), and only one that is \(allowed.map(\.rawValue).joined(separator: " or ")) "
                    + "can become \(wanted.rawValue).",
                fr: "Le client \(slug) est \(state.name.french), et seul un client "
                    + "\(allowed.map(\.name.french).joined(separator: " ou ")) peut devenir \(wanted.name.french).")
        case .scopeMissing(let slug):
            Phrase(
                "\(slug) has no scope: no one would be synced.",
                fr: "Le client \(slug) n’a pas de périmètre : personne ne serait synchronisé.")
        case .dialectUnprobed(let slug):
            Phrase(
                "The dialect of \(slug)'s PlanningPME has not been probed, and \(slug) is in production.",
                fr: "Le dialecte du PlanningPME du client \(slug) n’a pas été sondé, et il est en production.")
        case .checksFailed(let slug, let failed, let count):
            Phrase(
                "\(failed) of \(count) checks of \(slug) failed.",
                fr: "\(failed) des \(count) tests du client \(slug) \(failed == 1 ? "a" : "ont") échoué.")
        case .employeeUnknown(slug: _, let text, generation: _):
            Phrase(
                "Lucca returned no current employee \(text), and no event of theirs is known.",
                fr: "Lucca ne renvoie aucun collaborateur actuel \(text), et on ne lui connaît aucun événement.")
        case .employeeNotUnique(let text, ids: _):
            Phrase(
                "Several employees have the identifier \(text).", fr: "Plusieurs collaborateurs ont l’identifiant \(text).")
        case .batchActive(let batch):
            Phrase(
                "Another command is performing batch \(batch).", fr: "Une autre commande effectue déjà le lot \(batch).")
        case .probeDayOver(let day, example: _):
            Phrase("\(day) is not in the future.", fr: "Le \(day) n’est pas à venir.")
        }
    }

    func remedy(_ failure: Failure.Tenants) -> Phrase {
        switch failure {
        case .unknown:
            Phrase(
                "Look the name up with `passerelle tenant list`.", fr: "Cherchez le nom avec `passerelle tenant list`.")
        case .alreadyExists(let slug):
            Phrase(
                "Choose another short name, or look at that one with `passerelle tenant show \(slug)`.",
                fr: "Choisissez un autre nom court, ou regardez celui-là avec `passerelle tenant show \(slug)`.")
        case .changedMeanwhile(let slug, shown: _, revision: _, since: _):
            Phrase(
                "Look at it with `passerelle tenant show \(slug)`, then edit again what still applies.",
                fr: "Regardez-les avec `passerelle tenant show \(slug)`, puis modifiez de nouveau ce qui reste à modifier.")
        case .slugInvalid:
            Phrase(
                "Use 2 to 40 of the characters a-z, 0-9 and -, such as acme or acme-test.",
                fr: "Utilisez 2 à 40 des caractères a-z, 0-9 et -, par exemple acme ou acme-test.")
        case .accountTaken:
            Phrase(
                "Find it with `passerelle tenant list` and widen its scope instead: passerelle scope set SLUG --department ID",
                fr: "Trouvez-le avec `passerelle tenant list` et élargissez plutôt son périmètre : passerelle scope set SLUG "
                    + "--department ID")
        case .formerAccountTaken:
            Phrase(
                "Find it with `passerelle tenant show`. Once no event carries the old name, forget it there: "
                    + "passerelle tenant edit SLUG --former-accounts none",
                fr: "Trouvez-le avec `passerelle tenant show`. Quand plus aucun événement ne porte l’ancien nom, oubliez-le là : "
                    + "passerelle tenant edit SLUG --former-accounts none")
        case .accountsShared(let other, accounts: _):
            Phrase(
                "Widen its scope instead (passerelle scope set \(other) --department ID), or, once no event carries an old name of it: "
                    + "passerelle tenant edit \(other) --former-accounts none",
                fr:
                    "Élargissez plutôt son périmètre (passerelle scope set \(other) --department ID), ou, quand plus aucun événement "
                    + "ne porte un ancien nom : passerelle tenant edit \(other) --former-accounts none")
        case .settingOutOfRange:
            Phrase(
                "See the ranges with `passerelle tenant edit --help`.",
                fr: "Voyez les limites avec `passerelle tenant edit --help`.")
        case .stateRejected(let slug, state: _, wanted: _, allowed: _):
            Phrase(
                "Look at it with `passerelle tenant show \(slug)`.", fr: "Regardez-le avec `passerelle tenant show \(slug)`.")
        case .scopeMissing(let slug):
            Phrase(
                "Choose departments: passerelle scope tree \(slug), then passerelle scope set \(slug) --department ID",
                fr: "Choisissez des départements : passerelle scope tree \(slug), puis passerelle scope set \(slug) --department "
                    + "ID")
        case .dialectUnprobed(let slug):
            Phrase(
                "Probe it with passerelle tenant probe \(slug) --resource KEY, or assume the standard dialect: passerelle tenant "
                    + "activate \(slug) --assume-dialect",
                fr:
                    "Sondez-le avec passerelle tenant probe \(slug) --resource KEY, ou supposez le dialecte standard : passerelle "
                    + "tenant activate \(slug) --assume-dialect")
        case .checksFailed(let slug, failed: _, of: _):
            Phrase(
                "Apply the remedies that `passerelle tenant check \(slug)` shows. Then, unless it is active: passerelle tenant "
                    + "activate \(slug)",
                fr:
                    "Appliquez les remèdes que montre `passerelle tenant check \(slug)`. Ensuite, s’il n’est pas actif : passerelle "
                    + "tenant activate \(slug)")
        case .employeeUnknown(let slug, text: _, let generation):
            Phrase(
                "Compare the id with Lucca. If it is right, \(generation.readerInside.english) may not read this employee: passerelle tenant "
                    + "check \(slug)",
                fr:
                    "Comparez l’identifiant avec Lucca. S’il est juste, \(generation.readerInside.french) n’a peut-être pas le droit de lire ce "
                    + "collaborateur : passerelle tenant check \(slug)")
        case .employeeNotUnique(text: _, let ids):
            Phrase(
                "Name one of them by Lucca's id: \(joined(ids)).",
                fr: "Nommez l’un d’eux par son identifiant Lucca : \(joined(ids)).")
        case .batchActive(let batch):
            Phrase(
                "Wait until it ends, or stop it. Then the same command with --resume \(batch) does the rest.",
                fr: "Attendez qu’elle se termine, ou arrêtez-la. Ensuite, la même commande avec --resume \(batch) fait le reste.")
        case .probeDayOver(day: _, let example):
            Phrase("Choose a later day, such as \(example).", fr: "Choisissez un jour plus tardif, par exemple \(example).")
        }
    }
}

// MARK: Runs

extension FailureWords {
    func message(_ failure: Failure.Runs) -> Phrase {
        switch failure {
        case .unknown(let run): Phrase("There is no run \(run).", fr: "Il n’y a pas d’exécution \(run).")
        case .active(let run, let tenant, isRunning: false, worker: _, since: _):
            Phrase("Run \(run) of \(tenant) is queued.", fr: "L’exécution \(run) du client \(tenant) est en file d’attente.")
        case .active(let run, let tenant, isRunning: true, let worker, let since):
            Phrase(
                "Run \(run) of \(tenant) is being performed by \(worker?.text ?? "a worker")\(since.map { " since \($0)" } ?? "").",
                fr: "L’exécution \(run) du client \(tenant) est en cours sur \(worker?.text ?? "un worker")"
                    + "\(since.map { " depuis \($0)" } ?? "").")
        case .removalActive(let run, let tenant, isRunning: true, let worker):
            Phrase(
                "Run \(run), which removes the events of \(tenant) from its planning, is being performed by "
                    + "\(worker?.text ?? "a process").",
                fr: "L’exécution \(run), qui supprime les événements du client \(tenant) de son planning, est en cours sur "
                    + "\(worker?.text ?? "un processus").")
        case .removalActive(let run, let tenant, isRunning: false, worker: _):
            Phrase(
                "Run \(run), which removes the events of \(tenant) from its planning, is not done yet.",
                fr: "L’exécution \(run), qui supprime les événements du client \(tenant) de son planning, n’est pas terminée.")
        case .removalCancelled(let run, let tenant):
            Phrase(
                "Run \(run), which removed the events of \(tenant), was cancelled.",
                fr: "L’exécution \(run), qui supprimait les événements du client \(tenant), a été annulée.")
        case .othersKeepStarting(let tenant):
            Phrase(
                "Other runs of \(tenant?.value ?? "this tenant") keep starting.",
                fr: "D’autres exécutions \(tenant.map { "du client \($0)" } ?? "de ce client") démarrent sans cesse.")
        case .asOfPassed(let asked, let run, let asOf, let tenant):
            Phrase(
                "Run \(run) synced \(tenant) as of \(asOf) already; \(asked) is before that.",
                fr: "L’exécution \(run) a déjà synchronisé le client \(tenant) au \(asOf) ; le \(asked) est antérieur.")
        case .asOfTooLate(let asked, let last, let tenant, let months):
            Phrase(
                "\(asked) is later than \(last): \(tenant) looks \(months) month\(months == 1 ? "" : "s") ahead.",
                fr: "Le \(asked) est après le \(last) : le client \(tenant) regarde \(months) mois à l’avance.")
        case .ended(let run, let state):
            Phrase(
                "Run \(run) has ended already (\(state.rawValue)).",
                fr: "L’exécution \(run) est déjà terminée (\(state.name.french)).")
        case .keepsChangingHands(let run):
            Phrase(
                "Run \(run) keeps passing from one worker to another.",
                fr: "L’exécution \(run) passe sans cesse d’un worker à l’autre.")
        case .withholdsNothing(let run, let state):
            Phrase(
                "Run \(run) is \(state.rawValue): it withholds nothing.",
                fr: "L’exécution \(run) est dans l’état « \(state.name.french) » : elle ne retient rien.")
        case .approvalRejected(let run):
            Phrase(
                "Run \(run) withholds nothing, was approved already, or a later run looked at everything again.",
                fr: "L’exécution \(run) ne retient rien, a déjà été approuvée, ou une exécution ultérieure a tout réexaminé.")
        case .approved(let run, let approval):
            Phrase(
                "Run \(run) is approved already: run \(approval) did what still applied.",
                fr: "L’exécution \(run) est déjà approuvée : l’exécution \(approval) a fait ce qui s’appliquait encore.")
        case .rejected(let run):
            Phrase(
                "What run \(run) withheld was rejected.", fr: "Ce que l’exécution \(run) a retenu a été rejeté.")
        case .superseded(let run, let newer):
            Phrase(
                "Run \(newer) came after run \(run) and looked at everything again.",
                fr: "L’exécution \(newer) est venue après l’exécution \(run) et a tout réexaminé.")
        case .keepsDying(let run, tenant: _, let deaths):
            Phrase(
                "Run \(run) was ended: \(deaths) workers died while they performed it, the last of them alone.",
                fr: "L’exécution \(run) a été arrêtée : \(deaths) workers sont tombés en la traitant, le dernier sans autre "
                    + "exécution.")
        case .leaseLost(let run):
            Phrase(
                "Run \(run) is no longer this worker's: its lease passed on.",
                fr: "L’exécution \(run) n’est plus à ce worker : son bail est passé à un autre.")
        case .leaseNotKept(let run, let cause):
            Phrase("Run \(run) could not be kept:", fr: "L’exécution \(run) n’a pas pu être gardée :")
                + (cause.map(message)
                    ?? Phrase("the database did not answer in time.", fr: "la base de données n’a pas répondu à temps."))
        case .interrupted: Phrase("The run was interrupted.", fr: "L’exécution a été interrompue.")
        case .notFollowed(let run):
            Phrase(
                "Run \(run) is no longer followed; the fleet continues it.",
                fr: "L’exécution \(run) n’est plus suivie ; les workers la continuent.")
        }
    }

    func remedy(_ failure: Failure.Runs) -> Phrase {
        switch failure {
        case .unknown:
            Phrase(
                "Look the number up with `passerelle run list`.", fr: "Cherchez le numéro avec `passerelle run list`.")
        case .active(let run, tenant: _, isRunning: _, worker: _, since: _):
            Phrase(
                "Wait for its end (passerelle run show \(run) shows how far it is), or cancel it with passerelle run cancel \(run).",
                fr:
                    "Attendez sa fin (passerelle run show \(run) montre où elle en est), ou annulez-la avec passerelle run cancel "
                    + "\(run).")
        case .removalActive(let run, let tenant, isRunning: _, worker: _):
            Phrase(
                "End it with passerelle tenant delete \(tenant) --yes --remove-events, or keep the tenant with passerelle run cancel "
                    + "\(run): its next sync writes the events again.",
                fr:
                    "Terminez-la avec passerelle tenant delete \(tenant) --yes --remove-events, ou gardez le client avec passerelle "
                    + "run cancel \(run) : sa prochaine synchronisation récrit les événements.")
        case .removalCancelled(run: _, let tenant):
            Phrase(
                "The tenant is kept, and its next sync writes the events again. To delete it all the same: passerelle tenant delete "
                    + "\(tenant) --yes --remove-events",
                fr:
                    "Le client est gardé, et sa prochaine synchronisation récrit les événements. Pour le supprimer tout de même : "
                    + "passerelle tenant delete \(tenant) --yes --remove-events")
        case .othersKeepStarting, .keepsChangingHands: Self.tryAgainSoon
        case .asOfPassed(let asked, run: _, asOf: _, let tenant):
            Phrase(
                "Leave --as-of out, or give that day or a later one. To only look: passerelle run preview \(tenant) --as-of \(asked)",
                fr: "Omettez --as-of, ou donnez ce jour-là ou un jour plus tardif. Pour seulement regarder : passerelle run "
                    + "preview \(tenant) --as-of \(asked)")
        case .asOfTooLate(asked: _, let last, tenant: _, months: _):
            Phrase(
                "Leave --as-of out, or give a day until \(last).", fr: "Omettez --as-of, ou donnez un jour jusqu’au \(last).")
        case .ended: Phrase("Nothing is left to cancel.", fr: "Il n’y a plus rien à annuler.")
        case .withholdsNothing, .approvalRejected:
            Phrase(
                "Approve a run that needs it: passerelle run list --status needs_review",
                fr: "Approuvez une exécution qui le demande : passerelle run list --status needs_review")
        case .approved(run: _, let approval):
            Phrase(
                "Look at that one: passerelle run show \(approval)", fr: "Regardez celle-là : passerelle run show \(approval)")
        case .rejected:
            Phrase(
                "The next run withholds it again: approve that one, if it is right after all.",
                fr: "La prochaine exécution le retient de nouveau : approuvez celle-là, si c’est finalement justifié.")
        case .superseded(run: _, let newer):
            Phrase(
                "Look at that one instead: passerelle run show \(newer)",
                fr: "Regardez plutôt celle-là : passerelle run show \(newer)")
        case .keepsDying(run: _, let tenant, deaths: _):
            Phrase(
                "Look for what ended the workers (memory, kills) in their logs, then start a new run: passerelle run start "
                    + "\(tenant)",
                fr: "Cherchez dans leurs journaux ce qui a arrêté les workers (mémoire, signaux), puis lancez une nouvelle "
                    + "exécution : passerelle run start \(tenant)")
        case .leaseLost:
            Phrase(
                "Nothing to do: another worker continues it, or the run was cancelled.",
                fr: "Rien à faire : un autre worker la continue, ou l’exécution a été annulée.")
        case .leaseNotKept(run: _, let cause):
            (cause.map(remedy)
                ?? Phrase("Check that the database runs.", fr: "Vérifiez que la base de données fonctionne."))
                + Phrase(
                    "The tenant's next run resumes this one.", fr: "La prochaine exécution du client reprend celle-ci.")
        case .interrupted:
            Phrase(
                "It is queued again and resumes where it stopped.",
                fr: "Elle est de nouveau en file d’attente et reprend où elle s’est arrêtée.")
        case .notFollowed(let run):
            Phrase(
                "passerelle run show \(run) shows how it ends, passerelle run cancel \(run) ends it.",
                fr: "passerelle run show \(run) montre comment elle finit, passerelle run cancel \(run) l’arrête.")
        }
    }
}

// MARK: States

extension RunState {
    /// For descriptions of a run: in English the raw value, which scripts use.
    package var name: Phrase {
        switch self {
        case .queued: Phrase(rawValue, fr: "en file d’attente")
        case .running: Phrase(rawValue, fr: "en cours")
        case .succeeded: Phrase(rawValue, fr: "réussie")
        case .partial: Phrase(rawValue, fr: "partielle")
        case .needsReview: Phrase(rawValue, fr: "à approuver")
        case .failed: Phrase(rawValue, fr: "échouée")
        case .cancelled: Phrase(rawValue, fr: "annulée")
        }
    }
}

extension Tenant.State {
    package var name: Phrase {
        switch self {
        case .draft: Phrase(rawValue, fr: "en brouillon")
        case .active: Phrase(rawValue, fr: "actif")
        case .paused: Phrase(rawValue, fr: "en pause")
        case .suspended: Phrase(rawValue, fr: "suspendu")
        }
    }
}
