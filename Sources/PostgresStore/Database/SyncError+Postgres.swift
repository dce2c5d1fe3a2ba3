internal import PostgresClient
internal import SyncCore

extension SyncError {
    /// What a database error means for the caller: decided only here.
    init(_ error: PostgresError) {
        let (failure, failureClass) = Failure.Database.of(error)
        self.init(
            .database(failure), failureClass, isAmbiguous: error.isOutcomeUnknown, detail: error.debugDescription)
    }
}

extension Failure.Database {
    /// The client lists each host that it tried.
    private static let longestReason = 1000

    fileprivate typealias Meaning = (Self, FailureClass)

    fileprivate static func of(_ error: PostgresError) -> Meaning {
        let reason = ShownText(error.message, atMost: longestReason)
        return switch error.code {
        case .cancelled: (.cancelled, .cancelled)
        case .shutDown: (.shuttingDown, .cancelled)
        case .misconfigured: (.addressInvalid(reason: reason), .misconfigured)
        case .invalidValue: (.characterRejected, .rejected)
        case .unsuitableSession where error.sqlstate == nil: (.poolerShared(reason: reason), .misconfigured)
        case .unsuitableSession: (.settingUnsuitable(reason: reason), .misconfigured)
        case .connectFailed where error.isRefusedByPooler: (.poolerRejectsSetting(reason: reason), .misconfigured)
        case .connectFailed where error.sqlstate == nil: (.unreachable(reason: reason), .transient)
        case .noSuitableServer: (.noSuitableServer(reason: reason), .transient)
        case .connectionLost where error.phase == .commit && error.isOutcomeUnknown: (.commitUnknown, .transient)
        case .connectionLost: (.connectionLost, .transient)
        case .timedOut where error.phase == .connect || error.phase == .acquire: (.noAnswer, .transient)
        case .timedOut: (.slow, .transient)
        case .poolExhausted: (.poolExhausted, .transient)
        case .connectFailed, .server: of(error, sqlstate: error.sqlstate ?? "")
        case .rolledBack, .decoding, .misuse: (.statementRejected, .defect)
        }
    }

    private static func of(_ error: PostgresError, sqlstate: String) -> Meaning {
        switch sqlstate {
        case SQLState.tooManyConnections: (.connectionsExhausted, .transient)
        case SQLState.readOnlyTransaction: (.readOnly, .transient)
        case SQLState.diskFull: (.diskFull, .transient)
        case SQLState.outOfMemory: (.outOfMemory, .transient)
        case SQLState.insufficientPrivilege: (denied(error), .misconfigured)
        case SQLState.invalidPassword, SQLState.invalidAuthorization: (.loginDenied, .misconfigured)
        case SQLState.unknownDatabase: (.databaseMissing, .misconfigured)
        case SQLState.invalidSchemaName: (.schemaMissing, .misconfigured)
        case "22023" where error.phase == .connect, SQLState.undefinedObject where error.phase == .connect,
            SQLState.undefinedTable, SQLState.undefinedColumn, SQLState.undefinedFunction:
            (.objectMissing, .misconfigured)
        case SQLState.serializationFailure, SQLState.deadlockDetected, SQLState.lockNotAvailable: (.contended, .transient)
        case SQLState.queryCanceled: (.slow, .transient)
        case SQLState.cannotConnectNow: (.startingOrStopping, .transient)
        case _ where error.isConnectionProblem: (.connectionLost, .transient)
        case _ where sqlstate.hasPrefix("58") || sqlstate.hasPrefix("XX"): (.serverFault(sqlstate: sqlstate), .transient)
        case _ where error.isTransient: (.busy(reason: ShownText(error.description, atMost: longestReason)), .transient)
        default: (.statementRejected, .defect)
        }
    }

    /// The triggers and functions of operators.sql name the right in the error's constraint.
    private static func denied(_ error: PostgresError) -> Self {
        let name = error.constraint ?? ""
        if name == "right_worker" { return .workerRoleMissing }
        if name == "operator_granted_elsewhere" { return .grantedElsewhere }
        let prefix = "right_"
        guard name.hasPrefix(prefix), let right = Right(rawValue: String(name.dropFirst(prefix.count))) else {
            return .rightMissing
        }
        return .personLacks(right: right)
    }
}
