package import SyncCore
package import SyncEngine

/// What an operation leaves in the audit log.
package enum Audit: Sendable, Hashable {
    /// It changes the object. The database makes the entry, in the transaction of the change.
    case change(String, AuditObject)
    /// It changes nothing, but who looked matters.
    case read(String, AuditObject)
    /// The same, and the database makes the entry, in the transaction of the read.
    case recordedRead(String, AuditObject)
    /// It changes nothing that the database holds, and everyone may look.
    case nothing

    /// Such as `tenant.edit`.
    package var operation: String? {
        switch self {
        case .change(let operation, _), .read(let operation, _), .recordedRead(let operation, _): operation
        case .nothing: nil
        }
    }
}

extension Operation {
    package func subject(of report: Report) -> EmployeeID? { nil }
    package func refusal(in report: Report) -> SyncError.Code? { nil }
}

extension ServiceOperation {
    /// Performs it, and records what the database does not record by itself: a read before its report is handed out, and a refusal.
    package func performAudited(_ services: Services) async throws -> Report {
        let report: Report
        do {
            // The database would refuse it too, maybe after something was sent.
            if Self.right > .viewer { try await requireRight(of: services.operators.current()) }
            report = try await perform(services)
        } catch {
            let error = await services.named(error)
            if let code = Self.refusalCode(of: error) { await recordRefusal(code, in: services.audit) }
            throw error
        }
        if let code = refusal(in: report) { await recordRefusal(code.rawValue, in: services.audit) }
        if case .read(_, var object) = audit {
            object.subject = subject(of: report)?.value ?? object.subject
            try await services.audit.record(.read(object))
        }
        return report
    }

    /// - Throws: `right_missing`.
    private func requireRight(of login: LoginFacts) throws {
        guard login.has(Self.right) else {
            throw SyncError(.database(.personLacks(right: Self.right)), .misconfigured)
        }
    }

    private func recordRefusal(_ code: String, in log: any AuditLog) async {
        switch audit {
        case .change(_, let object), .read(_, let object), .recordedRead(_, let object):
            // Whoever is refused must learn why, whatever becomes of the entry: most of all where the database fails.
            try? await log.record(.refusal(object, code: code))
        case .nothing: break
        }
    }

    /// nil for an error that is no refusal: a retry may succeed.
    private static func refusalCode(of error: any Error) -> String? {
        switch error {
        case let refused as Refused: return refused.reasons.first?.code
        case let error as SyncError:
            switch error.failureClass {
            case .rejected, .misconfigured: return error.code.rawValue
            case .transient, .throttled, .leaseLost, .cancelled, .defect: return nil
            }
        default: return nil
        }
    }
}

extension Services {
    /// What the database does not say of a table that it denies: of a person who has the operation's right, it is what only workers
    /// and, of secrets, operators have.
    func named(_ error: any Error) async -> any Error {
        guard let denied = error as? SyncError, denied.failure == .database(.rightMissing),
            let login = try? await operators.current(), case .person(let right) = login.standing
        else { return error }
        let failure: Failure.Database = right < .operator ? .personLacks(right: .operator) : .workerRoleMissing
        return SyncError(.database(failure), .misconfigured, detail: denied.detail)
    }

    /// Why names could not be read.
    func unread(_ error: SyncError) async -> SyncError { await named(error) as? SyncError ?? error }
}
