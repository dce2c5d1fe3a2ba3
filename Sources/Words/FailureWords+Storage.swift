import SyncCore

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
        case .personLacks(let right):
            Phrase(
                "This requires the right \(right.rawValue), which the database login lacks.",
                fr: "Cette opération exige le droit \(right.rawValue), que le compte de la base de données n’a pas.")
        case .workerRoleMissing:
            Phrase(
                "This writes what a sync writes. It requires a worker's rights, which a person's login lacks.",
                fr: "Cette opération écrit ce qu’écrit une synchronisation. Elle exige les droits d’un worker, que le compte "
                    + "d’une personne n’a pas.")
        case .grantedElsewhere:
            Phrase(
                "The login has a right that Passerelle did not grant: by another role, or by another login's grant.",
                fr: "Le compte a un droit que Passerelle ne lui a pas donné : il vient d’un autre rôle ou d’un autre compte.")
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
                "Ask an admin for a role: `passerelle operator add LOGIN --role viewer`. A worker's login gets its own from the "
                    + "database's owner: `grant passerelle_worker to LOGIN`, and that of the web console `grant passerelle_console "
                    + "to LOGIN`. After an upgrade, the owner runs `passerelle db migrate`.",
                fr:
                    "Demandez un rôle à un admin : `passerelle operator add LOGIN --role viewer`. Le compte d’un worker reçoit le sien "
                    + "du propriétaire de la base : `grant passerelle_worker to LOGIN`, et celui de la console web `grant "
                    + "passerelle_console to LOGIN`. Après une mise à jour, le propriétaire lance `passerelle db migrate`.")
        case .personLacks(let right):
            Phrase(
                "Ask an admin: `passerelle operator add LOGIN --role \(right.rawValue)`. `passerelle whoami` shows your login and "
                    + "its role; `passerelle operator list`, the admins.",
                fr: "Demandez à un admin : `passerelle operator add LOGIN --role \(right.rawValue)`. `passerelle whoami` montre "
                    + "votre compte et son rôle ; `passerelle operator list`, les admins.")
        case .workerRoleMissing:
            Phrase(
                "Have the database's owner run `grant passerelle_worker to LOGIN`.",
                fr: "Demandez au propriétaire de la base de lancer `grant passerelle_worker to LOGIN`.")
        case .grantedElsewhere:
            Phrase(
                "As a superuser, look in psql with \\du, revoke it there, and repeat the command.",
                fr: "En superutilisateur, cherchez ce droit dans psql avec \\du, retirez-le, puis relancez la commande.")
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
                fr: "Créez une nouvelle base de données, lancez `passerelle db migrate` et enregistrez de nouveau les clients : "
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
