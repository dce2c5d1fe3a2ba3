/// Failures of the database, the keyring and stored secrets.
extension Failure {
    /// - Note: a parameter `reason` is the database client's own text, which names hosts and settings and quotes no value.
    package enum Database: Hashable, Sendable, Codable {
        // The connection.
        case addressInvalid(reason: ShownText)
        case unreachable(reason: ShownText)
        case noSuitableServer(reason: ShownText)
        case connectionLost
        /// The connection was lost during a commit: whether it took effect is unknown.
        case commitUnknown
        case noAnswer
        case poolExhausted
        case connectionsExhausted
        case startingOrStopping
        case cancelled
        case shuttingDown

        // A server or pooler that cannot serve Passerelle.
        case poolerShared(reason: ShownText)
        case poolerRejectsSetting(reason: ShownText)
        case settingUnsuitable(reason: ShownText)
        case loginDenied
        case databaseMissing
        case schemaMissing
        case rightMissing
        /// The person lacks a right that the operation takes.
        case personLacks(right: Right)
        /// A person's login does what syncs do, for which it takes the worker's role too.
        case workerRoleMissing
        /// The login has a right by another role, or by a grant of another login.
        case grantedElsewhere
        case serverTooOld(version: Int)
        case encodingUnsuitable(encoding: ShownText)

        // A statement.
        case characterRejected
        case readOnly
        case diskFull
        case outOfMemory
        case slow
        case contended
        /// - Parameter sqlstate: five letters and digits.
        case serverFault(sqlstate: String)
        case busy(reason: ShownText)
        case statementRejected

        // The schema.
        case objectMissing
        case notSetUp
        case migrationMissing(name: String)
        case functionsMissing(name: String)
        case newer(migration: ShownText)
        case unreleasedBuild
        case migrationSkipped(found: ShownText, missing: Int)
        case migrationRenamed(number: Int, found: ShownText, known: String)
        case migrationChanged(name: ShownText)
        case nameTaken(migration: String)
        case rolesDenied

        var code: SyncError.Code {
            switch self {
            case .addressInvalid, .unreachable, .noSuitableServer, .connectionLost, .commitUnknown, .noAnswer,
                .connectionsExhausted, .startingOrStopping, .databaseMissing:
                .databaseUnreachable
            case .cancelled, .shuttingDown: .cancelled
            case .poolerShared, .poolerRejectsSetting, .settingUnsuitable, .schemaMissing, .encodingUnsuitable:
                .databaseUnsuitable
            case .loginDenied, .rightMissing, .rolesDenied, .grantedElsewhere: .databaseForbidden
            case .personLacks, .workerRoleMissing: .rightMissing
            case .characterRejected: .invalidInput
            case .readOnly: .databaseReadOnly
            case .diskFull: .databaseFull
            case .poolExhausted, .outOfMemory, .slow, .contended, .serverFault, .busy, .statementRejected, .serverTooOld:
                .databaseFailed
            case .objectMissing, .notSetUp, .migrationMissing, .functionsMissing: .schemaOutdated
            case .newer: .schemaTooNew
            case .unreleasedBuild, .migrationSkipped, .migrationRenamed, .migrationChanged, .nameTaken: .schemaMismatch
            }
        }
    }

    /// - Note: a parameter `reason` is the operating system's own text.
    package enum Keyring: Hashable, Sendable, Codable {
        // The file.
        case missing
        case alreadyExists
        case notCreated(reason: ShownText)
        case notReplaced(reason: ShownText)
        case notOpened(reason: ShownText)
        case notRead(reason: ShownText)
        case notExamined(reason: ShownText)
        case notWritten(reason: ShownText)
        case writeCutShort(reason: ShownText)
        case notDurable(reason: ShownText)
        case lockNotOpened(reason: ShownText)
        case locked
        case symbolicLink
        case notAFile
        case otherOwner
        case openToOthers
        case damaged
        case notEncodable

        // Its keys.
        case lacksKey(id: String)
        case lacksKeyOfTenants(id: String, tenants: Int)
        /// It has none of this installation's keys.
        case otherInstallation
        case otherInstallationLacks(id: String)
        case rotatedElsewhere(id: String)
        case otherKeyOfThatName(id: String)
    }

    package indirect enum Credential: Hashable, Sendable, Codable {
        case missing(tenant: TenantSlug, credentials: [MissingCredential])
        case kindMissing(tenant: TenantSlug, kind: CredentialKind)
        case loginMissing(tenant: TenantSlug)
        /// The secret was entered for another host than `host`, so it was not opened.
        case otherHost(tenant: TenantSlug, kind: CredentialKind, givenFor: CredentialHost, host: CredentialHost)
        /// An older release stored the secret without binding it to a host.
        case unbound(tenant: TenantSlug, kind: CredentialKind, host: CredentialHost)
        case unreadable(tenant: TenantSlug, kind: CredentialKind)
        /// A new secret did not pass a check, so that the one in use stays.
        /// - Parameters:
        ///   - check: a raw value of `CheckSubject`.
        ///   - cause: nil if the check found no error, but no right either.
        case refusedByTest(tenant: TenantSlug, kind: CredentialKind, check: String, cause: Failure?)
        case dataKeyUnreadable
        case dataKeyOfOtherKeyring

        var code: SyncError.Code {
            switch self {
            case .missing, .kindMissing, .loginMissing: .credentialMissing
            case .otherHost: .credentialForOtherHost
            case .unbound: .credentialUnbound
            case .refusedByTest: .credentialRefused
            case .unreadable, .dataKeyUnreadable, .dataKeyOfOtherKeyring: .credentialUnreadable
            }
        }
    }
}

/// A secret that a tenant needs and does not have.
package struct MissingCredential: Sendable, Hashable, Codable {
    /// All of these are missing.
    package let kinds: [CredentialKind]
    /// This one replaces them.
    package let alternative: CredentialKind?

    package init(kinds: [CredentialKind], alternative: CredentialKind?) {
        self.kinds = kinds
        self.alternative = alternative
    }
}
