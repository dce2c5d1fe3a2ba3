package import SyncCore

/// Renders a failure's facts as sentences: what failed, on what, and what to do about it.
package struct FailureWords {
    /// The tenant that failed; nil if unknown.
    let tenant: TenantSlug?
    /// Shown by `tenant check`, so that a remedy need not name it.
    let isWithinCheck: Bool

    package init(tenant: TenantSlug? = nil, isWithinCheck: Bool = false) {
        self.tenant = tenant
        self.isWithinCheck = isWithinCheck
    }

    package func message(_ failure: Failure) -> Phrase {
        switch failure {
        case .database(let failure): message(failure)
        case .keyring(let failure, let path): message(failure, path)
        case .credential(let failure): message(failure)
        case .tenant(let failure): message(failure)
        case .run(let failure): message(failure)
        case .queue(let failure): message(failure)
        case .remote(let failure, let system): message(failure, system)
        case .lucca(let failure): message(failure)
        case .planning(let failure): message(failure)
        case .process(let failure): message(failure)
        case .defect(let failure): message(failure)
        case .unrecognized:
            Phrase(
                "A newer release of Passerelle recorded this failure; this one has no words for it.",
                fr: "Une version plus récente de Passerelle a enregistré cet échec ; celle-ci ne sait pas le décrire.")
        }
    }

    /// A command, or a click.
    package func remedy(_ failure: Failure) -> Phrase {
        switch failure {
        case .database(let failure): remedy(failure)
        case .keyring(let failure, let path): remedy(failure, path)
        case .credential(let failure): remedy(failure)
        case .tenant(let failure): remedy(failure)
        case .run(let failure): remedy(failure)
        case .queue(let failure): remedy(failure)
        case .remote(let failure, let system): remedy(failure, system)
        case .lucca(let failure): remedy(failure)
        case .planning(let failure): remedy(failure)
        case .process(let failure): remedy(failure)
        case .defect(let failure): remedy(failure)
        case .unrecognized:
            Phrase("Install that release of Passerelle here too.", fr: "Installez cette version de Passerelle ici aussi.")
        }
    }

    // MARK: Parts

    /// For commands: an unknown one is shown as in `--help`.
    var slug: String { tenant?.value ?? "SLUG" }

    static let usuallyPasses = Phrase(
        "It usually passes: the next run tries again.", fr: "Cela passe en général : la prochaine exécution réessaie.")

    static let reportDefect = Phrase(
        "Report this as a fault of Passerelle.", fr: "Signalez-le comme un défaut de Passerelle.")

    static let reportMessage = Phrase(
        "This is a fault of Passerelle: report it with this message.",
        fr: "C’est un défaut de Passerelle : signalez-le avec ce message.")

    static let tryAgainSoon = Phrase("Try again in a moment.", fr: "Réessayez dans un instant.")
}

// MARK: Processes and defects

extension FailureWords {
    private func message(_ failure: Failure.Process) -> Phrase {
        switch failure {
        case .databaseNotSet: Phrase("No database is set.", fr: "Aucune base de données n’est définie.")
        case .keyringNotSet: Phrase("No keyring is set.", fr: "Aucun trousseau n’est défini.")
        case .outputFailed(let reason):
            Phrase("The output could not be written: \(reason).", fr: "La sortie n’a pas pu être écrite : \(reason).")
        case .workerLoopEnded(let loop, let reason):
            Phrase(
                "The worker ended because its loop \(loop) did (\(reason)).",
                fr: "Le worker s’est arrêté parce que sa boucle \(loop) s’est arrêtée (\(reason)).")
        case .concurrencyOutOfRange(let value, lowest: _, highest: _):
            Phrase("--concurrency is \(value).", fr: "--concurrency vaut \(value).")
        case .opsAddressInvalid:
            Phrase(
                "The address for health and metrics is not HOST:PORT.",
                fr: "L’adresse pour la santé et les métriques n’est pas de la forme HÔTE:PORT.")
        case .opsAddressUnusable(let address):
            Phrase(
                "Health and metrics can't be served on \(address).",
                fr: "La santé et les métriques ne peuvent pas être servies sur \(address).")
        case .consoleAddressInvalid:
            Phrase(
                "The console's address is neither HOST:PORT of this machine nor unix:PATH.",
                fr: "L’adresse de la console n’est ni HÔTE:PORT de cette machine, ni unix:CHEMIN.")
        case .consoleAddressUnusable(let address):
            Phrase("The console cannot be served on \(address).", fr: "La console ne peut pas être servie sur \(address).")
        case .consoleHeaderOverNetwork:
            Phrase(
                "--trust-header needs a Unix socket: over the network, anyone could send that header.",
                fr: "--trust-header demande un socket Unix : sur le réseau, n’importe qui pourrait envoyer cet en-tête.")
        case .recordingExists(let path): Phrase("--record: \(path) already exists.", fr: "--record : \(path) existe déjà.")
        case .recordingNotCreated(let path, let reason):
            Phrase("--record: \(path) can't be created: \(reason).", fr: "--record : \(path) ne peut pas être créé : \(reason).")
        }
    }

    private func remedy(_ failure: Failure.Process) -> Phrase {
        switch failure {
        case .databaseNotSet:
            Phrase(
                "Set PASSERELLE_DATABASE_URL to a libpq connection string, such as \"host=db.example user=passerelle "
                    + "dbname=passerelle\", or name a configuration file in PASSERELLE_CONFIG.",
                fr: "Donnez à PASSERELLE_DATABASE_URL une chaîne de connexion libpq, par exemple « host=db.example "
                    + "user=passerelle dbname=passerelle », ou nommez un fichier de configuration dans PASSERELLE_CONFIG.")
        case .keyringNotSet:
            Phrase(
                "Set PASSERELLE_KEYRING to the path of the keyring file; `passerelle keyring init` makes one.",
                fr: "Donnez à PASSERELLE_KEYRING le chemin du trousseau ; `passerelle keyring init` en crée un.")
        case .outputFailed:
            Phrase(
                "Make room, or write it elsewhere; nothing else is affected.",
                fr: "Libérez de la place, ou écrivez-la ailleurs ; rien d’autre n’est touché.")
        case .workerLoopEnded:
            Phrase(
                "Its service manager starts it again; if this repeats, look at what it logged before.",
                fr: "Son gestionnaire de services le redémarre ; si cela continue, regardez ce qu’il a journalisé auparavant.")
        case .concurrencyOutOfRange(value: _, let lowest, let highest):
            Phrase("Choose a number from \(lowest) to \(highest).", fr: "Choisissez un nombre de \(lowest) à \(highest).")
        case .opsAddressInvalid:
            Phrase(
                "Such as 127.0.0.1:9464, or [::1]:9464. Nothing protects it but the network: keep it a private one.",
                fr: "Par exemple 127.0.0.1:9464, ou [::1]:9464. Seul le réseau la protège : gardez-la sur un réseau privé.")
        case .opsAddressUnusable:
            Phrase(
                "Choose an address of this machine and a port that is free (--ops-address HOST:PORT).",
                fr: "Choisissez une adresse de cette machine et un port libre (--ops-address HÔTE:PORT).")
        case .consoleAddressInvalid:
            Phrase(
                "Such as 127.0.0.1:8750, or unix:/run/passerelle/console.sock for a reverse proxy, which adds TLS.",
                fr: "Par exemple 127.0.0.1:8750, ou unix:/run/passerelle/console.sock pour un proxy inverse, qui ajoute TLS.")
        case .consoleAddressUnusable:
            Phrase(
                "Choose a port that is free, or a path where this user may create a socket (--listen).",
                fr: "Choisissez un port libre, ou un chemin où cet utilisateur peut créer un socket (--listen).")
        case .consoleHeaderOverNetwork:
            Phrase(
                "Listen on a socket that only the proxy may open: --listen unix:/run/passerelle/console.sock",
                fr: "Écoutez sur un socket que seul le proxy peut ouvrir : --listen unix:/run/passerelle/console.sock")
        case .recordingExists:
            Phrase(
                "Name a file that does not exist; a recording never replaces one.",
                fr: "Nommez un fichier qui n’existe pas ; un enregistrement n’en remplace jamais un.")
        case .recordingNotCreated:
            Phrase(
                "Name a file in a folder that you may write to.", fr: "Nommez un fichier dans un dossier où vous pouvez écrire.")
        }
    }

    private func message(_ failure: Failure.Defect) -> Phrase {
        switch failure {
        case .unknownError:
            Phrase(
                "Passerelle met an error that it does not know.", fr: "Passerelle a rencontré une erreur qu’elle ne connaît pas.")
        case .notReturned(let thing):
            switch thing {
            case .run:
                Phrase(
                    "A run was inserted, but the database did not return it.",
                    fr: "Une exécution a été insérée, mais la base ne l’a pas renvoyée.")
            case .tenant:
                Phrase(
                    "A tenant was inserted, but the database did not return it.",
                    fr: "Un client a été inséré, mais la base ne l’a pas renvoyé.")
            case .dataKey:
                Phrase(
                    "A data key was inserted, but the database did not return it.",
                    fr: "Une clé de données a été insérée, mais la base ne l’a pas renvoyée.")
            case .clock: Phrase("The database's clock did not answer.", fr: "L’horloge de la base n’a pas répondu.")
            case .budget:
                Phrase(
                    "The database did not say whether a request may be sent.",
                    fr: "La base n’a pas dit si une requête peut être envoyée.")
            case .queue:
                Phrase(
                    "The database returned no overview of the queue.",
                    fr: "La base n’a pas renvoyé l’état de la file d’attente.")
            case .batch:
                Phrase(
                    "A batch was inserted, but the database did not return it.",
                    fr: "Un lot a été inséré, mais la base ne l’a pas renvoyé.")
            case .operation:
                Phrase(
                    "A queued operation was inserted, but the database did not return it.",
                    fr: "Une opération a été mise en file, mais la base ne l’a pas renvoyée.")
            case .alerts:
                Phrase("The database returned no overview of alerts.", fr: "La base n’a pas renvoyé l’état des alertes.")
            case .pause:
                Phrase(
                    "A pause of the fleet was recorded, but the database did not return it.",
                    fr: "Une pause de la flotte a été enregistrée, mais la base ne l’a pas renvoyée.")
            }
        case .endedAsLive(let state):
            Phrase("A run was to finish as \(state.rawValue).", fr: "Une exécution devait se terminer comme \(state.rawValue).")
        case .referenceAlreadyHeld:
            Phrase(
                "An event was to be created whose reference the ledger already has.",
                fr: "Un événement devait être créé, dont le registre a déjà la référence.")
        case .referenceNotHeld:
            Phrase(
                "An event was to be changed whose reference the ledger does not have, or has once for two changes.",
                fr: "Un événement devait être modifié, dont le registre n’a pas la référence, ou ne l’a qu’une fois pour deux "
                    + "modifications.")
        case .secretOfOtherSystem(let kind):
            Phrase(
                "A \(kind.rawValue) was wanted for another system.",
                fr: "Un \(kind.rawValue) était demandé pour un autre système.")
        case .secretNotSealed: Phrase("A secret could not be sealed.", fr: "Un secret n’a pas pu être chiffré.")
        case .migrationMisnumbered(let name, let number):
            Phrase(
                "The migration \(name) is number \(number) of the program's list.",
                fr: "La migration \(name) est la numéro \(number) dans la liste du programme.")
        }
    }

    private func remedy(_ failure: Failure.Defect) -> Phrase {
        switch failure {
        case .unknownError:
            Phrase(
                "The next run resumes from what is recorded. Report this with the log of this run.",
                fr: "La prochaine exécution reprend à partir de ce qui est enregistré. Signalez-le avec le journal de celle-ci.")
        case .notReturned, .endedAsLive, .referenceAlreadyHeld, .referenceNotHeld, .secretOfOtherSystem, .secretNotSealed,
            .migrationMisnumbered:
            Self.reportDefect
        }
    }
}
