package import SyncCore

// MARK: The database

extension FailureWords {
    func message(_ failure: Failure.Database) -> Phrase {
        switch failure {
        case .addressInvalid(let reason), .poolerShared(let reason), .settingUnsuitable(let reason): Phrase(same: reason.text)
        case .unreachable(let reason):
            Phrase("The database can't be reached. \(reason)", fr: "La base de données est injoignable. \(reason)")
        case .noSuitableServer(let reason):
            Phrase(
                "None of the database's hosts is the kind of server that is asked for. \(reason)",
                fr: "Aucun des hôtes de la base de données n’est du type de serveur demandé. \(reason)")
        case .connectionLost:
            Phrase("The connection to the database was lost.", fr: "La connexion à la base de données a été perdue.")
        case .commitUnknown:
            Phrase(
                "The connection to the database was lost while it stored something: whether it did is not known.",
                fr: "La connexion à la base de données a été perdue pendant un enregistrement : on ne sait pas s’il a eu lieu.")
        case .noAnswer:
            Phrase("The database did not answer in time.", fr: "La base de données n’a pas répondu à temps.")
        case .poolExhausted:
            Phrase(
                "All of this process's connections to the database were busy for too long.",
                fr: "Toutes les connexions de ce processus à la base de données ont été occupées trop longtemps.")
        case .connectionsExhausted:
            Phrase("The database has no connection left.", fr: "La base de données n’a plus de connexion disponible.")
        case .startingOrStopping:
            Phrase("The database is starting or stopping.", fr: "La base de données démarre ou s’arrête.")
        case .cancelled: Phrase("The work was cancelled.", fr: "Le travail a été annulé.")
        case .shuttingDown: Phrase("Passerelle is stopping.", fr: "Passerelle s’arrête.")
        case .poolerRejectsSetting(let reason):
            Phrase(
                "A pooler such as PgBouncer rejects a setting of the connection. \(reason)",
                fr: "Un pooler comme PgBouncer refuse un réglage de la connexion. \(reason)")
        case .loginDenied: Phrase("The database refused the login.", fr: "La base de données a refusé la connexion de ce compte.")
        case .databaseMissing:
            Phrase("There is no such database on the server.", fr: "Cette base de données n’existe pas sur le serveur.")
        case .schemaMissing:
            Phrase(
                "The database has no schema named public, in which Passerelle keeps its tables.",
                fr: "La base de données n’a pas de schéma public, où Passerelle garde ses tables.")
        case .rightMissing:
            Phrase(
                "The database login lacks a right that Passerelle needs.",
                fr: "Le compte de la base de données n’a pas un droit dont Passerelle a besoin.")
        case .serverTooOld(let version):
            Phrase(
                "The database server is PostgreSQL \(version).", fr: "Le serveur de base de données est PostgreSQL \(version).")
        case .encodingUnsuitable(let encoding):
            Phrase(
                "The database's encoding is \(encoding), which can't hold every name and label.",
                fr: "L’encodage de la base de données est \(encoding), qui ne peut pas contenir tous les noms et libellés.")
        case .characterRejected:
            Phrase(
                "A text holds a character that the database can't store.",
                fr: "Un texte contient un caractère que la base de données ne peut pas enregistrer.")
        case .readOnly:
            Phrase(
                "The database accepts no writes: it is a replica, or was made read-only.",
                fr: "La base de données n’accepte pas d’écriture : c’est un réplica, ou elle a été mise en lecture seule.")
        case .diskFull: Phrase("The database's disk is full.", fr: "Le disque de la base de données est plein.")
        case .outOfMemory:
            Phrase("The database server is out of memory.", fr: "Le serveur de base de données n’a plus de mémoire.")
        case .slow:
            Phrase("The database took too long to answer.", fr: "La base de données a mis trop longtemps à répondre.")
        case .contended:
            Phrase(
                "Others were changing the same rows of the database.",
                fr: "D’autres modifiaient les mêmes lignes de la base de données.")
        case .serverFault(let sqlstate):
            Phrase(
                "The database server reports a fault of its own (SQLSTATE \(sqlstate)).",
                fr: "Le serveur de base de données signale un défaut interne (SQLSTATE \(sqlstate)).")
        case .busy(let reason):
            Phrase(
                "The database could not do it just now. \(reason)",
                fr: "La base de données n’a pas pu le faire à l’instant. \(reason)")
        case .statementRejected:
            Phrase(
                "The database rejected a statement that Passerelle should not have sent.",
                fr: "La base de données a refusé une requête que Passerelle n’aurait pas dû envoyer.")
        case .objectMissing:
            Phrase(
                "The database lacks something that this version of Passerelle needs.",
                fr: "Il manque à la base de données quelque chose dont cette version de Passerelle a besoin.")
        case .notSetUp:
            Phrase(
                "The database has not been set up for Passerelle.",
                fr: "La base de données n’a pas été préparée pour Passerelle.")
        case .migrationMissing(let name):
            Phrase("The database lacks the migration \(name).", fr: "Il manque à la base de données la migration \(name).")
        case .functionsMissing(let name):
            Phrase(
                "The database lacks this release's functions of \(name).",
                fr: "Il manque à la base de données les fonctions \(name) de cette version.")
        case .newer(let migration):
            Phrase(
                "The database is a newer release's: it has had the migration \(migration).",
                fr: "La base de données est celle d’une version plus récente : elle a reçu la migration \(migration).")
        case .unreleasedBuild:
            Phrase(
                "The database was made by a build of Passerelle from before its first release. No release can use it.",
                fr:
                    "La base de données date d’avant la première version publiée de Passerelle. Aucune version ne peut l’utiliser."
            )
        case .migrationSkipped(let found, let missing):
            Phrase(
                "The database has had the migration \(found) without number \(missing).",
                fr: "La base de données a reçu la migration \(found) sans la numéro \(missing).")
        case .migrationRenamed(let number, let found, let known):
            Phrase(
                "The database's migration \(number) is \(found), not \(known).",
                fr: "La migration \(number) de la base de données est \(found), et non \(known).")
        case .migrationChanged(let name):
            Phrase(
                "The database has had another text of the migration \(name).",
                fr: "La base de données a reçu un autre texte de la migration \(name).")
        case .nameTaken(let migration):
            Phrase(
                "The schema public holds something of another program, under a name that \(migration) needs.",
                fr: "Le schéma public contient un objet d’un autre programme, sous un nom dont \(migration) a besoin.")
        case .rolesDenied:
            Phrase(
                "The database login may not create Passerelle's roles, or give them the schema public.",
                fr: "Le compte de la base de données n’a pas le droit de créer les rôles de Passerelle, ou de leur donner le "
                    + "schéma public.")
        }
    }

    func remedy(_ failure: Failure.Database) -> Phrase {
        switch failure {
        case .addressInvalid:
            Phrase(
                "Correct PASSERELLE_DATABASE_URL, a libpq connection string.",
                fr: "Corrigez PASSERELLE_DATABASE_URL, une chaîne de connexion libpq.")
        case .unreachable, .connectionLost, .noAnswer:
            Phrase(
                "Check that it runs and that PASSERELLE_DATABASE_URL names its host.",
                fr: "Vérifiez qu’elle fonctionne et que PASSERELLE_DATABASE_URL nomme son hôte.")
        case .noSuitableServer:
            Phrase(
                "Start the primary, or promote a replica that PASSERELLE_DATABASE_URL names; or correct its "
                    + "target_session_attrs.",
                fr: "Démarrez le serveur primaire, ou promouvez un réplica que PASSERELLE_DATABASE_URL nomme ; ou corrigez son "
                    + "target_session_attrs.")
        case .commitUnknown:
            Phrase(
                "Check that the database runs, and look whether it was done before you do it again.",
                fr: "Vérifiez que la base de données fonctionne, et regardez si c’est fait avant de le refaire.")
        case .poolExhausted:
            Phrase(
                "Look for slow statements on the database server, or run less at once.",
                fr: "Cherchez des requêtes lentes sur le serveur de base de données, ou lancez moins de choses à la fois.")
        case .connectionsExhausted:
            Phrase(
                "Raise its max_connections, or run fewer or smaller workers.",
                fr: "Augmentez son max_connections, ou lancez moins de workers, ou de plus petits.")
        case .startingOrStopping:
            Phrase("Wait until it is up, then try again.", fr: "Attendez qu’elle soit disponible, puis réessayez.")
        case .cancelled: Phrase("Start it again when you want it done.", fr: "Relancez-le quand vous le voulez.")
        case .shuttingDown:
            Phrase("Start it again when you want the work done.", fr: "Relancez-la quand vous voulez que le travail soit fait.")
        case .poolerShared:
            Phrase(
                "Connect to PostgreSQL itself in PASSERELLE_DATABASE_URL, or to a pooler with `pool_mode = session`.",
                fr: "Connectez-vous dans PASSERELLE_DATABASE_URL à PostgreSQL même, ou à un pooler en `pool_mode = session`.")
        case .poolerRejectsSetting:
            Phrase(
                "Connect to PostgreSQL itself, or remove `options` from PASSERELLE_DATABASE_URL and PGOPTIONS from the environment.",
                fr: "Connectez-vous à PostgreSQL même, ou retirez `options` de PASSERELLE_DATABASE_URL et PGOPTIONS de "
                    + "l’environnement.")
        case .settingUnsuitable:
            Phrase(
                "Reset the setting, such as by `alter role LOGIN reset session_replication_role`, as a superuser.",
                fr: "Rétablissez le réglage, par exemple par `alter role LOGIN reset session_replication_role`, en "
                    + "superutilisateur.")
        case .loginDenied:
            Phrase(
                "Correct the user and password of PASSERELLE_DATABASE_URL.",
                fr: "Corrigez l’utilisateur et le mot de passe de PASSERELLE_DATABASE_URL.")
        case .databaseMissing:
            Phrase(
                "Create it, or correct the name in PASSERELLE_DATABASE_URL.",
                fr: "Créez-la, ou corrigez le nom dans PASSERELLE_DATABASE_URL.")
        case .schemaMissing:
            Phrase(
                "Run `create schema public` in it as its owner, then `passerelle db migrate`.",
                fr: "Exécutez-y `create schema public` en tant que propriétaire, puis `passerelle db migrate`.")
        case .rightMissing:
            Phrase(
                "Run `passerelle db migrate` as the database's owner, and grant the login its role: "
                    + "`grant passerelle_worker to LOGIN`.",
                fr: "Lancez `passerelle db migrate` en tant que propriétaire de la base, et donnez son rôle au compte : "
                    + "`grant passerelle_worker to LOGIN`.")
        case .serverTooOld: Phrase("Use PostgreSQL 15 or newer.", fr: "Utilisez PostgreSQL 15 ou plus récent.")
        case .encodingUnsuitable:
            Phrase(
                "Create it again: `create database passerelle template template0 encoding 'UTF8'`.",
                fr: "Créez-la de nouveau : `create database passerelle template template0 encoding 'UTF8'`.")
        case .characterRejected:
            Phrase(
                "Remove control characters from what was entered.",
                fr: "Retirez les caractères de contrôle de ce qui a été saisi.")
        case .readOnly:
            Phrase(
                "Name the primary in PASSERELLE_DATABASE_URL, with target_session_attrs=read-write for several hosts.",
                fr: "Nommez le serveur primaire dans PASSERELLE_DATABASE_URL, avec target_session_attrs=read-write s’il y a "
                    + "plusieurs hôtes.")
        case .diskFull:
            Phrase(
                "Free some space on the database server; Passerelle resumes by itself.",
                fr: "Libérez de la place sur le serveur de base de données ; Passerelle reprend d’elle-même.")
        case .outOfMemory:
            Phrase("Give it memory, or lower its connections.", fr: "Donnez-lui de la mémoire, ou réduisez ses connexions.")
        case .slow:
            Phrase(
                "Try again; if it stays so, look for long transactions and a busy disk on the database server.",
                fr: "Réessayez ; si cela dure, cherchez des transactions longues et un disque occupé sur le serveur de base de "
                    + "données.")
        case .contended, .busy: Self.tryAgainSoon
        case .serverFault:
            Phrase(
                "Look into the log of the database server, and at its disks.",
                fr: "Regardez le journal du serveur de base de données, et ses disques.")
        case .statementRejected:
            Phrase(
                "Report this as a fault of Passerelle, with the log at debug level.",
                fr: "Signalez-le comme un défaut de Passerelle, avec le journal au niveau debug.")
        case .objectMissing, .notSetUp, .migrationMissing, .functionsMissing:
            Phrase("Run `passerelle db migrate`.", fr: "Lancez `passerelle db migrate`.")
        case .newer:
            Phrase("Install that release of Passerelle here too.", fr: "Installez cette version de Passerelle ici aussi.")
        case .unreleasedBuild:
            Phrase(
                "Create a new database, run `passerelle db migrate` and register the tenants again: each finds its events on "
                    + "the planning by their references.",
                fr: "Créez une nouvelle base de données, lancez `passerelle db migrate` et enregistrez de nouveau les tenants : "
                    + "chacun retrouve ses événements sur le planning par leurs références.")
        case .migrationSkipped, .migrationRenamed, .migrationChanged:
            Phrase(
                "Use the release of Passerelle that made this database, or restore the database from a backup.",
                fr: "Utilisez la version de Passerelle qui a créé cette base, ou restaurez la base depuis une sauvegarde.")
        case .nameTaken:
            Phrase(
                "Give Passerelle a database of its own: `create database passerelle`.",
                fr: "Donnez à Passerelle sa propre base de données : `create database passerelle`.")
        case .rolesDenied:
            Phrase(
                "Run `passerelle db migrate` once as a superuser, or as the database's owner with CREATEROLE.",
                fr: "Lancez `passerelle db migrate` une fois en superutilisateur, ou en propriétaire de la base avec CREATEROLE.")
        }
    }
}

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
                fr: "Il manque au trousseau \(path) la clé \(id), sous laquelle des secrets de tenants sont chiffrés.")
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
                    "Il manque au trousseau \(path) la clé \(id), sous laquelle des secrets de tenants sont chiffrés : c’est celui "
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
                fr: "Il manque au tenant \(tenant) : \(credentials.map(\.words.french).joined(separator: " ; ")).")
        case .kindMissing(let tenant, let kind):
            Phrase("\(tenant) has no \(kind.rawValue).", fr: "Le tenant \(tenant) n’a pas de \(kind.rawValue).")
        case .loginMissing(let tenant):
            Phrase(
                "\(tenant) has neither planningpme-username and planningpme-password, nor planningpme-auth-token.",
                fr: "Le tenant \(tenant) n’a ni planningpme-username et planningpme-password, ni planningpme-auth-token.")
        case .otherHost(let tenant, let kind, let own, let host):
            Phrase(
                "The \(kind.rawValue) of \(tenant) was given for \(own), and the address is now on \(host): it was not sent there.",
                fr:
                    "Le \(kind.rawValue) du tenant \(tenant) a été donné pour \(own), et l’adresse est maintenant sur \(host) : il n’y a "
                    + "pas été envoyé.")
        case .unbound(let tenant, let kind, let host):
            Phrase(
                "The \(kind.rawValue) of \(tenant) was stored by an older release, and is not bound to a host: it was not sent to \(host).",
                fr:
                    "Le \(kind.rawValue) du tenant \(tenant) a été enregistré par une version plus ancienne, et n’est lié à aucun hôte : il "
                    + "n’a pas été envoyé à \(host).")
        case .unreadable(let tenant, let kind):
            Phrase(
                "The stored \(kind.rawValue) of \(tenant) can't be opened: it was changed, or moved here from elsewhere.",
                fr:
                    "Le \(kind.rawValue) enregistré du tenant \(tenant) ne peut pas être déchiffré : il a été modifié, ou vient d’ailleurs."
            )
        case .dataKeyUnreadable:
            Phrase(
                "The tenant's secrets can't be opened: their key is damaged, or the keyring is another installation's.",
                fr: "Les secrets du tenant ne peuvent pas être déchiffrés : leur clé est endommagée, ou le trousseau est celui "
                    + "d’une autre installation.")
        case .dataKeyOfOtherKeyring:
            Phrase(
                "The tenant's secrets are sealed under a key of another keyring than this installation's.",
                fr: "Les secrets du tenant sont chiffrés sous une clé d’un autre trousseau que celui de cette installation.")
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
                "If nobody of yours changed the address, restore it: \(addressing(kind, own, of: tenant)). If \(host) is right: "
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
        case .dataKeyUnreadable:
            Phrase(
                "Use the keyring that this installation's secrets were sealed with; if it is lost, delete and register the tenant again.",
                fr:
                    "Utilisez le trousseau avec lequel les secrets de cette installation ont été chiffrés ; s’il est perdu, supprimez "
                    + "le tenant et enregistrez-le de nouveau.")
        case .dataKeyOfOtherKeyring:
            Phrase(
                "Delete the tenant and register it again: `passerelle tenant delete \(slug)`. Its first sync adopts its events.",
                fr: "Supprimez le tenant et enregistrez-le de nouveau : `passerelle tenant delete \(slug)`. Sa première "
                    + "synchronisation adopte ses événements.")
        }
    }

    private func setting(_ kind: String, of tenant: TenantSlug) -> String { "passerelle credential set \(tenant) \(kind)" }

    private func addressing(_ kind: CredentialKind, _ host: CredentialHost, of tenant: TenantSlug) -> String {
        switch kind.system {
        case .lucca: "passerelle tenant edit \(tenant) --lucca-url \(host)"
        // The brand belongs to the address, and to no host.
        case .planningPME: "passerelle tenant edit \(tenant) --planningpme-url \(host)/BRAND/"
        }
    }
}

extension MissingCredential {
    /// Such as `planningpme-username and planningpme-password, or planningpme-auth-token`.
    package var words: Phrase {
        if kinds.count == 1, alternative == nil, let kind = kinds.first, kind == .luccaAPIKey || kind == .planningPMEAppKey {
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
        case .planningPMEAppKey: Phrase("PlanningPME's AppKey", fr: "l’AppKey de PlanningPME")
        case .planningPMEUsername: Phrase("the PlanningPME user's name", fr: "le nom de l’utilisateur PlanningPME")
        case .planningPMEPassword: Phrase("the PlanningPME user's password", fr: "le mot de passe de l’utilisateur PlanningPME")
        case .planningPMEAuthToken: Phrase("PlanningPME's authentication token", fr: "le jeton d’authentification PlanningPME")
        }
    }
}
