public import SyncCore

/// Whether the process can work: what it needs from outside is there.
public struct Readiness: Sendable, Hashable {
    /// Why not; nil: usable. What could not be looked at, because something before it failed, is nil and not `isKnown`.
    public struct Finding: Sendable, Hashable {
        public let isKnown: Bool
        public let failure: SyncError.Code?

        public static let usable = Finding(isKnown: true, failure: nil)
        public static let unknown = Finding(isKnown: false, failure: nil)
        public static func unusable(_ code: SyncError.Code) -> Finding { Finding(isKnown: true, failure: code) }

        public var isUsable: Bool { isKnown && failure == nil }
    }

    public var database: Finding
    public var schema: Finding
    public var keyring: Finding

    public init(database: Finding, schema: Finding, keyring: Finding) {
        self.database = database
        self.schema = schema
        self.keyring = keyring
    }
}

extension OpsReadings {
    /// Looks at the database, its schema and the keyring, in this order, as far as it gets.
    /// - Throws: `CancellationError` only.
    public func readiness() async throws -> Readiness {
        do {
            try await requireDatabase()
        } catch {
            try Task.checkCancellation()
            let code = Self.code(error)
            let isSchema: Set<SyncError.Code> = [.schemaOutdated, .schemaTooNew, .schemaMismatch]
            return isSchema.contains(code)
                ? Readiness(database: .usable, schema: .unusable(code), keyring: .unknown)
                : Readiness(database: .unusable(code), schema: .unknown, keyring: .unknown)
        }
        do {
            try await requireKeyring()
        } catch {
            try Task.checkCancellation()
            return Readiness(database: .usable, schema: .usable, keyring: .unusable(Self.code(error)))
        }
        return Readiness(database: .usable, schema: .usable, keyring: .usable)
    }

    private static func code(_ error: any Error) -> SyncError.Code { (error as? SyncError)?.code ?? .defect }
}
