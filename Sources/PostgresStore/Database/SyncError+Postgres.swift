internal import PostgresClient
internal import SyncCore

extension SyncError {
    /// What an error of the database means for whoever asked: the only place that decides it.
    init(_ error: PostgresError) {
        let told = Told(error)
        self.init(
            told.code, told.message, remedy: told.remedy, failureClass: told.failureClass,
            isAmbiguous: error.isOutcomeUnknown, detail: error.debugDescription)
    }
}

private struct Told {
    let code: SyncError.Code
    let message: String
    let remedy: String
    let failureClass: FailureClass

    private init(_ code: SyncError.Code, _ message: String, _ remedy: String, _ failureClass: FailureClass) {
        self.code = code
        self.message = message
        self.remedy = remedy
        self.failureClass = failureClass
    }

    init(_ error: PostgresError) {
        self =
            switch error.code {
            case .cancelled:
                Told(.cancelled, "The work was cancelled.", "Start it again when you want it done.", .cancelled)
            case .misconfigured:
                Told(
                    .databaseUnreachable, error.message, "Correct PASSERELLE_DATABASE_URL, a libpq connection string.",
                    .misconfigured)
            case .invalidValue:
                Told(
                    .invalidInput, "A text holds a character that the database can't store.",
                    "Remove control characters from what was entered.", .rejected)
            case .unsuitableSession where error.sqlstate == nil:
                Told(
                    .databaseUnsuitable, error.message,
                    "Connect to PostgreSQL itself in PASSERELLE_DATABASE_URL, or to a pooler with `pool_mode = session`.",
                    .misconfigured)
            case .unsuitableSession:
                Told(
                    .databaseUnsuitable, error.message,
                    "Take the setting back, such as by `alter role LOGIN reset session_replication_role`, as a superuser.",
                    .misconfigured)
            case .connectFailed where error.isRefusedByPooler:
                Told(
                    .databaseUnsuitable, "A pooler such as PgBouncer refuses a setting of the connection. \(error.message)",
                    "Connect to PostgreSQL itself, or remove `options` from PASSERELLE_DATABASE_URL and PGOPTIONS from the environment.",
                    .misconfigured)
            case .connectFailed where error.sqlstate == nil:
                Told(.databaseUnreachable, "The database can't be reached. \(error.message)", checkItRuns, .transient)
            case .noSuitableServer:
                Told(
                    .databaseUnreachable,
                    "None of the database's hosts is the kind of server that is asked for. \(error.message)",
                    "Start the primary, or promote a replica that PASSERELLE_DATABASE_URL names; or correct its "
                        + "target_session_attrs.", .transient)
            case .connectionLost where error.phase == .commit && error.isOutcomeUnknown:
                Told(
                    .databaseUnreachable,
                    "The connection to the database was lost while it stored something: whether it did is not known.",
                    "Check that the database runs, and look whether it was done before you do it again.", .transient)
            case .connectionLost:
                Told(.databaseUnreachable, "The connection to the database was lost.", checkItRuns, .transient)
            case .timedOut where error.phase == .connect || error.phase == .acquire:
                Told(.databaseUnreachable, "The database did not answer in time.", checkItRuns, .transient)
            case .poolExhausted:
                Told(
                    .databaseFailed, "All of this process's connections to the database were busy for too long.",
                    "Look for slow statements on the database server, or run less at once.", .transient)
            case .timedOut:
                .slow
            case .shutDown:
                Told(.cancelled, "Passerelle is stopping.", "Start it again when you want the work done.", .cancelled)
            case .connectFailed, .server:
                Told(sqlstate: error.sqlstate ?? "", of: error)
            case .rolledBack, .decoding, .misuse:
                .defect
            }
    }

    private init(sqlstate: String, of error: PostgresError) {
        self =
            switch sqlstate {
            case SQLState.tooManyConnections:
                .exhausted
            case SQLState.readOnlyTransaction:
                Told(
                    .databaseReadOnly, "The database accepts no writes: it is a replica, or was made read-only.",
                    "Name the primary in PASSERELLE_DATABASE_URL, with target_session_attrs=read-write for several hosts.",
                    .transient)
            case SQLState.diskFull:
                Told(
                    .databaseFull, "The database's disk is full.",
                    "Free some space on the database server; `passerelle` goes on by itself afterwards.", .transient)
            case SQLState.outOfMemory:
                Told(
                    .databaseFailed, "The database server is out of memory.", "Give it memory, or lower its connections.",
                    .transient)
            case SQLState.insufficientPrivilege:
                Told(
                    .databaseForbidden, "The database login lacks a right that Passerelle needs.",
                    "Run `passerelle db migrate` as the database's owner, and grant the login its role: "
                        + "`grant passerelle_worker to LOGIN`.", .misconfigured)
            case SQLState.invalidPassword, SQLState.invalidAuthorization:
                Told(
                    .databaseForbidden, "The database refused the login.",
                    "Correct the user and password of PASSERELLE_DATABASE_URL.", .misconfigured)
            case SQLState.unknownDatabase:
                Told(
                    .databaseUnreachable, "There is no such database on the server.",
                    "Create it, or correct the name in PASSERELLE_DATABASE_URL.", .misconfigured)
            case SQLState.invalidSchemaName:
                Told(
                    .databaseUnsuitable, "The database has no schema named public, in which Passerelle keeps its tables.",
                    "Run `create schema public` in it as its owner, then `passerelle db migrate`.", .misconfigured)
            case "22023" where error.phase == .connect, SQLState.undefinedObject where error.phase == .connect,
                SQLState.undefinedTable, SQLState.undefinedColumn, SQLState.undefinedFunction:
                Told(
                    .schemaOutdated, "The database lacks something that this version of Passerelle needs.",
                    "Run `passerelle db migrate`.", .misconfigured)
            case SQLState.serializationFailure, SQLState.deadlockDetected, SQLState.lockNotAvailable:
                Told(
                    .databaseFailed, "Others were changing the same rows of the database.", "Try again in a moment.",
                    .transient)
            case SQLState.queryCanceled:
                .slow
            case SQLState.cannotConnectNow:
                Told(
                    .databaseUnreachable, "The database is starting or stopping.", "Wait until it is up, then try again.",
                    .transient)
            case _ where error.isConnectionProblem:
                Told(.databaseUnreachable, "The connection to the database was lost.", checkItRuns, .transient)
            case _ where sqlstate.hasPrefix("58") || sqlstate.hasPrefix("XX"):
                Told(
                    .databaseFailed, "The database server reports a fault of its own (SQLSTATE \(sqlstate)).",
                    "Look into the log of the database server, and at its disks.", .transient)
            case _ where error.isTransient:
                Told(
                    .databaseFailed, "The database could not do it just now. \(error.description)", "Try again in a moment.",
                    .transient)
            default:
                .defect
            }
    }

    private static var exhausted: Told {
        Told(
            .databaseUnreachable, "The database has no connection left.",
            "Raise its max_connections, or run fewer or smaller workers.", .transient)
    }

    private static var slow: Told {
        Told(
            .databaseFailed, "The database took too long to answer.",
            "Try again; if it stays so, look for long transactions and a busy disk on the database server.", .transient)
    }

    private static var defect: Told {
        Told(
            .databaseFailed, "The database refused something that Passerelle should not have asked.",
            "Report this as a fault of Passerelle, with the log at debug level.", .defect)
    }
}

private let checkItRuns = "Check that it runs and that PASSERELLE_DATABASE_URL names its host."
