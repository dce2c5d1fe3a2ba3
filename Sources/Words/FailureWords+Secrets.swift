package import SyncCore

// MARK: The keyring

extension FailureWords {
    func message(_ failure: Failure.Keyring, _ path: ShownText) -> Phrase {
        switch failure {
        case .missing: Phrase("There is no keyring at \(path).", fr: "Il n’y a pas de trousseau à l’emplacement \(path).")
        case .alreadyExists:
            Phrase("\(path) already exists and was left as it is.", fr: "\(path) existe déjà et a été laissé tel quel.")
        case .notCreated(let reason):
            Phrase("\(path) can't be created: \(reason).", fr: "\(path) ne peut pas être créé : \(reason).")
        case .notReplaced(let reason):
            Phrase("\(path) can't be replaced: \(reason).", fr: "\(path) ne peut pas être remplacé : \(reason).")
        case .notOpened(let reason):
            Phrase("\(path) can't be opened: \(reason).", fr: "\(path) ne peut pas être ouvert : \(reason).")
        case .notRead(let reason): Phrase("\(path) can't be read: \(reason).", fr: "\(path) ne peut pas être lu : \(reason).")
        case .notExamined(let reason):
            Phrase("\(path) can't be examined: \(reason).", fr: "\(path) ne peut pas être examiné : \(reason).")
        case .notWritten(let reason), .writeCutShort(let reason):
            Phrase("\(path) can't be written: \(reason).", fr: "\(path) ne peut pas être écrit : \(reason).")
        case .notDurable(let reason):
            Phrase(
                "\(path) may not survive a power cut: \(reason).",
                fr: "\(path) pourrait ne pas survivre à une coupure de courant : \(reason).")
        case .lockNotOpened(let reason):
            Phrase("\(path).lock can't be opened: \(reason).", fr: "\(path).lock ne peut pas être ouvert : \(reason).")
        case .locked: Phrase("Another process is changing \(path).", fr: "Un autre processus modifie \(path).")
        case .symbolicLink: Phrase("\(path) is a symbolic link.", fr: "\(path) est un lien symbolique.")
        case .notAFile: Phrase("\(path) is not a file.", fr: "\(path) n’est pas un fichier.")
        case .otherOwner: Phrase("\(path) belongs to another user.", fr: "\(path) appartient à un autre utilisateur.")
        case .openToOthers: Phrase("\(path) is open to other users.", fr: "\(path) est accessible à d’autres utilisateurs.")
        case .damaged:
            Phrase("\(path) is not a keyring, or is damaged.", fr: "\(path) n’est pas un trousseau, ou est endommagé.")
        case .notEncodable:
            Phrase("The keyring can't be written as JSON.", fr: "Le trousseau ne peut pas être écrit en JSON.")
        case .lacksKey(let id):
            Phrase(
                "The keyring at \(path) lacks the key \(id), which tenants' secrets are sealed under.",
                fr: "Il manque au trousseau \(path) la clé \(id), sous laquelle des secrets de clients sont chiffrés.")
        case .lacksKeyOfTenants(let id, let tenants):
            Phrase(
                "The keyring at \(path) lacks the key \(id), which secrets of \(tenants) \(tenants == 1 ? "tenant" : "tenants") are "
                    + "sealed under.",
                fr: "Il manque au trousseau \(path) la clé \(id), sous laquelle les secrets de \(Typography.french(tenants)) "
                    + "\(tenants < 2 ? "tenant" : "tenants") sont chiffrés.")
        case .otherInstallation:
            Phrase(
                "The keyring at \(path) is another installation's: it has none of the keys that secrets are sealed under here.",
                fr:
                    "Le trousseau \(path) est celui d’une autre installation : il n’a aucune des clés sous lesquelles les secrets "
                    + "sont chiffrés ici.")
        case .otherInstallationLacks(let id):
            Phrase(
                "The keyring at \(path) lacks the key \(id), which tenants' secrets are sealed under: it is another "
                    + "installation's.",
                fr:
                    "Il manque au trousseau \(path) la clé \(id), sous laquelle des secrets de clients sont chiffrés : c’est celui "
                    + "d’une autre installation.")
        case .rotatedElsewhere(let id):
            Phrase(
                "The keyring at \(path) lacks the key \(id), which is now in use: another server rotated the keyring.",
                fr: "Il manque au trousseau \(path) la clé \(id), désormais utilisée : un autre serveur a renouvelé le trousseau."
            )
        case .otherKeyOfThatName(let id):
            Phrase(
                "The keyring at \(path) has the key \(id), but what is sealed under it does not open: it is another key of that "
                    + "name.",
                fr: "Le trousseau \(path) a la clé \(id), mais elle n’ouvre pas ce qui est chiffré sous ce nom : c’est une autre "
                    + "clé du même nom.")
        }
    }

    func remedy(_ failure: Failure.Keyring, _ path: ShownText) -> Phrase {
        switch failure {
        case .missing:
            Phrase(
                "Set PASSERELLE_KEYRING to the keyring's path; for a new installation, make one with `passerelle keyring init`.",
                fr: "Donnez à PASSERELLE_KEYRING le chemin du trousseau ; pour une nouvelle installation, créez-le avec "
                    + "`passerelle keyring init`.")
        case .alreadyExists: Phrase("Use it, or name another path.", fr: "Utilisez-le, ou nommez un autre chemin.")
        case .notCreated, .notWritten:
            Phrase(
                "Name a folder that this user may write to.", fr: "Nommez un dossier où cet utilisateur a le droit d’écrire.")
        case .notReplaced, .lockNotOpened:
            Phrase(
                "Let this user write to the file's folder.", fr: "Autorisez cet utilisateur à écrire dans le dossier du fichier.")
        case .notOpened, .notExamined:
            Phrase(
                "Run as the user who owns the keyring.", fr: "Lancez la commande avec l’utilisateur propriétaire du trousseau.")
        case .notRead, .damaged:
            Phrase("Restore the keyring from its backup.", fr: "Restaurez le trousseau depuis sa sauvegarde.")
        case .writeCutShort:
            Phrase("Free some space, or name another folder.", fr: "Libérez de la place, ou nommez un autre dossier.")
        case .notDurable: Phrase("Check the disk that holds it.", fr: "Vérifiez le disque qui le contient.")
        case .locked: Phrase("Wait until it is done and try again.", fr: "Attendez qu’il ait fini et réessayez.")
        case .symbolicLink: Phrase("Name the keyring's real path.", fr: "Nommez le chemin réel du trousseau.")
        case .notAFile: Phrase("Name the keyring's path.", fr: "Nommez le chemin du trousseau.")
        case .otherOwner:
            Phrase(
                "Run as the user who owns it, or `chown` it to this one.",
                fr: "Lancez la commande avec son propriétaire, ou donnez-le à cet utilisateur par `chown`.")
        case .openToOthers:
            Phrase(
                "Run `chmod 600 \(path)`; if they may have read it, `passerelle keyring rotate` and set the credentials anew.",
                fr: "Lancez `chmod 600 \(path)` ; s’ils ont pu le lire, `passerelle keyring rotate`, et saisissez de nouveau les "
                    + "identifiants.")
        case .notEncodable: Self.reportDefect
        case .lacksKey:
            Phrase(
                "Copy the keyring of a server that works, or of the one that rotated it last, to this one.",
                fr: "Copiez ici le trousseau d’un serveur qui fonctionne, ou de celui qui l’a renouvelé en dernier.")
        case .lacksKeyOfTenants, .otherKeyOfThatName:
            Phrase(
                "Give this server the same keyring file as the others.",
                fr: "Donnez à ce serveur le même fichier de trousseau qu’aux autres.")
        case .otherInstallation, .otherInstallationLacks:
            Phrase(
                "Set PASSERELLE_KEYRING to a copy of the keyring that the workers use.",
                fr: "Donnez à PASSERELLE_KEYRING une copie du trousseau que les workers utilisent.")
        case .rotatedElsewhere:
            Phrase(
                "Copy that server's keyring to this one and to every other. Nothing has to be rotated again.",
                fr: "Copiez le trousseau de ce serveur ici et sur tous les autres. Rien n’est à renouveler.")
        }
    }
}

// MARK: Stored secrets

extension FailureWords {
    func message(_ failure: Failure.Credential) -> Phrase {
        switch failure {
        case .missing(let tenant, let credentials):
            Phrase(
                "\(tenant) lacks \(credentials.map(\.words.english).joined(separator: "; ")).",
                fr: "Il manque au client \(tenant) : \(credentials.map(\.words.french).joined(separator: " ; ")).")
        case .kindMissing(let tenant, let kind):
            Phrase("\(tenant) has no \(kind.rawValue).", fr: "Le client \(tenant) n’a pas de \(kind.rawValue).")
        case .loginMissing(let tenant):
            Phrase(
                "\(tenant) has neither planningpme-username and planningpme-password, nor planningpme-auth-token.",
                fr: "Le client \(tenant) n’a ni planningpme-username et planningpme-password, ni planningpme-auth-token.")
        case .otherHost(let tenant, let kind, let own, let host):
            Phrase(
                "The \(kind.rawValue) of \(tenant) was given for \(own), and the address is now on \(host): it was not sent there.",
                fr:
                    "Le \(kind.rawValue) du client \(tenant) a été donné pour \(own), et l’adresse est maintenant sur \(host) : il n’y a "
                    + "pas été envoyé.")
        case .unbound(let tenant, let kind, let host):
            Phrase(
                "The \(kind.rawValue) of \(tenant) was stored by an older release, and is not bound to a host: it was not sent to \(host).",
                fr:
                    "Le \(kind.rawValue) du client \(tenant) a été enregistré par une version plus ancienne, et n’est lié à aucun hôte : il "
                    + "n’a pas été envoyé à \(host).")
        case .unreadable(let tenant, let kind):
            Phrase(
                "The stored \(kind.rawValue) of \(tenant) can't be opened: it was changed, or moved here from elsewhere.",
                fr:
                    "Le \(kind.rawValue) enregistré du client \(tenant) ne peut pas être déchiffré : il a été modifié, ou vient d’ailleurs."
            )
        case .refusedByTest(let tenant, let kind, let check, let cause):
            Phrase(
                "The new \(kind.rawValue) of \(tenant) was not stored, and the one in use stays: \"\(check)\" failed.",
                fr:
                    "Le nouveau \(kind.rawValue) du client \(tenant) n’est pas enregistré, et celui en service reste : "
                    + "« \(CheckSubject(rawValue: check)?.name.french ?? check) » a échoué.") + (cause.map(message) ?? .none)
        case .dataKeyUnreadable:
            Phrase(
                "The tenant's secrets can't be opened: their key is damaged, or the keyring is another installation's.",
                fr: "Les secrets du client ne peuvent pas être déchiffrés : leur clé est endommagée, ou le trousseau est celui "
                    + "d’une autre installation.")
        case .dataKeyOfOtherKeyring:
            Phrase(
                "The tenant's secrets are sealed under a key of another keyring than this installation's.",
                fr: "Les secrets du client sont chiffrés sous une clé d’un autre trousseau que celui de cette installation.")
        }
    }

    func remedy(_ failure: Failure.Credential) -> Phrase {
        switch failure {
        case .missing(let tenant, let credentials):
            Phrase(same: setting(credentials.first?.kinds.first?.rawValue ?? "KIND", of: tenant))
        case .kindMissing(let tenant, let kind):
            Phrase(
                "Store it: \(setting(kind.rawValue, of: tenant))", fr: "Enregistrez-le : \(setting(kind.rawValue, of: tenant))")
        case .loginMissing(let tenant):
            Phrase(
                "Store one or the other: \(setting(CredentialKind.planningPMEUsername.rawValue, of: tenant))",
                fr: "Enregistrez l’un ou l’autre : \(setting(CredentialKind.planningPMEUsername.rawValue, of: tenant))")
        case .otherHost(let tenant, let kind, givenFor: let own, let host):
            Phrase(
                "If none of you changed the address, restore it: \(addressing(kind, own, of: tenant)). If \(host) is right: "
                    + setting(kind.rawValue, of: tenant),
                fr:
                    "Si personne chez vous n’a changé l’adresse, rétablissez-la : \(addressing(kind, own, of: tenant)). Si \(host) "
                    + "est correct : \(setting(kind.rawValue, of: tenant))")
        case .unbound(let tenant, kind: _, host: _):
            Phrase(
                "Compare the address, then bind it: passerelle credential bind \(tenant)",
                fr: "Vérifiez l’adresse, puis liez-le : passerelle credential bind \(tenant)")
        case .unreadable(let tenant, let kind):
            Phrase(
                "Set it again with `\(setting(kind.rawValue, of: tenant))`.",
                fr: "Saisissez-le de nouveau avec `\(setting(kind.rawValue, of: tenant))`.")
        case .refusedByTest(let tenant, let kind, check: _, cause: _):
            Phrase(
                "If it must be stored all the same, such as a password before its user name: "
                    + "`\(setting(kind.rawValue, of: tenant)) --untested`.",
                fr: "S’il faut l’enregistrer quand même, par exemple un mot de passe avant son nom d’utilisateur : "
                    + "`\(setting(kind.rawValue, of: tenant)) --untested`.")
        case .dataKeyUnreadable:
            Phrase(
                "Use the keyring that this installation's secrets were sealed with; if it is lost, delete and register the tenant again.",
                fr:
                    "Utilisez le trousseau avec lequel les secrets de cette installation ont été chiffrés ; s’il est perdu, supprimez "
                    + "le client et enregistrez-le de nouveau.")
        case .dataKeyOfOtherKeyring:
            Phrase(
                "Delete the tenant and register it again: `passerelle tenant delete \(slug)`. Its first sync adopts its events.",
                fr: "Supprimez le client et enregistrez-le de nouveau : `passerelle tenant delete \(slug)`. Sa première "
                    + "synchronisation adopte ses événements.")
        }
    }

    private func setting(_ kind: String, of tenant: TenantSlug) -> String { "passerelle credential set \(tenant) \(kind)" }

    private func addressing(_ kind: CredentialKind, _ host: CredentialHost, of tenant: TenantSlug) -> String {
        switch kind.system {
        case .lucca: "passerelle tenant edit \(tenant) --lucca-url \(host)"
        case .luccaAccounts: "passerelle tenant edit \(tenant) --lucca-url \(host.account ?? host.origin)"
        // The brand is part of the address, not of a host.
        case .planningPME: "passerelle tenant edit \(tenant) --planningpme-url \(host)/BRAND/"
        }
    }
}

extension MissingCredential {
    /// Such as `planningpme-username and planningpme-password, or planningpme-auth-token`.
    package var words: Phrase {
        if kinds.count == 1, alternative == nil, let kind = kinds.first,
            kind.system != .planningPME || kind == .planningPMEAppKey
        {
            return Phrase(
                "\(kind.rawValue) (\(kind.meaning.english))", fr: "\(kind.rawValue) (\(kind.meaning.french))")
        }
        let names = kinds.map(\.rawValue)
        return Phrase(
            names.joined(separator: " and ") + (alternative.map { ", or \($0.rawValue)" } ?? ""),
            fr: names.joined(separator: " et ") + (alternative.map { ", ou \($0.rawValue)" } ?? ""))
    }
}

extension CredentialKind {
    /// For prompts and lists.
    package var meaning: Phrase {
        switch self {
        case .luccaAPIKey: Phrase("Lucca's API key", fr: "la clé d’API de Lucca")
        case .luccaClientID: Phrase("the client id of Lucca's application", fr: "le client id de l’application Lucca")
        case .luccaClientSecret: Phrase("the secret of Lucca's application", fr: "le secret de l’application Lucca")
        case .planningPMEAppKey: Phrase("PlanningPME's AppKey", fr: "l’AppKey de PlanningPME")
        case .planningPMEUsername: Phrase("the PlanningPME user's name", fr: "le nom de l’utilisateur PlanningPME")
        case .planningPMEPassword: Phrase("the PlanningPME user's password", fr: "le mot de passe de l’utilisateur PlanningPME")
        case .planningPMEAuthToken: Phrase("PlanningPME's authentication token", fr: "le jeton d’authentification PlanningPME")
        }
    }
}
