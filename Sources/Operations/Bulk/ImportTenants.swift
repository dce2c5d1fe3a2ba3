import SyncCore
import SyncEngine

/// Makes the changes of a file, one tenant after the other, each by the operations of a single one: with their transactions, rights
/// and entries in the audit log. A failure stops only its own tenant; without the database, everything.
package struct ImportTenants: Sendable {
    /// What became of one change.
    package enum Outcome: Sendable {
        case unchanged
        case created
        /// - Parameter edit: nil if only the scope changed.
        case changed(EditTenant.Edit?)
        case failed(any Error)
        /// The import ended before it.
        case notReached
    }

    package struct Settled: Sendable {
        package var outcome: Outcome
        /// The scope was not set, because Lucca could not be asked whether it has the departments.
        package var scopeFailure: (any Error)?
    }

    private let changes: [TenantChange]

    package init(_ changes: [TenantChange]) { self.changes = changes }

    /// - Parameter settled: called after each change, with how many are done.
    /// - Returns: what became of each, in the order given.
    /// - Throws: `SyncError` if the database cannot be used at all.
    package func perform(
        on installation: any Installation, settled: @Sendable (Int) -> Void = { _ in }
    ) async throws -> [Settled] {
        // An entry of the audit log names the operation that its connections were opened for.
        try await installation.withServices(.work, for: Self.create) { creating in
            try await installation.withServices(.work, for: Self.edit) { editing in
                try await installation.withServices(.work, for: Self.scope) { scoping in
                    var results: [Settled] = []
                    var isEnded = false
                    for change in changes {
                        let result =
                            isEnded
                            ? Settled(outcome: .notReached)
                            : await Self.settle(change, creating: creating, editing: editing, scoping: scoping)
                        if case .failed(let error) = result.outcome, BatchEnd.isEnd(error) { isEnded = true }
                        results.append(result)
                        settled(results.count)
                    }
                    return results
                }
            }
        }
    }

    private static let create = "tenant.create"
    private static let edit = "tenant.edit"
    private static let scope = "scope.set"

    private static func settle(
        _ change: TenantChange, creating: Services, editing: Services, scoping: Services
    ) async -> Settled {
        var result = Settled(outcome: .unchanged)
        let current: DepartmentScope
        do {
            switch change.settings {
            case .create(let tenant):
                _ = try await CreateTenant(tenant, said: change.said).performAudited(creating)
                (result.outcome, current) = (.created, DepartmentScope(bases: []))
            case .edit(let tenant, let old):
                // What was shown and confirmed must still be what is changed.
                guard try await editing.registry.tenant(old.id) == old else { throw Refused(.changedMeanwhile(old.slug)) }
                current = old.scope
                if change.changesSettings,
                    case .edited(let edit) = try await EditTenant(tenant, said: change.said, ifRevision: old.revision)
                        .performAudited(editing)
                {
                    result.outcome = .changed(edit)
                }
            }
        } catch {
            return Settled(outcome: .failed(error))
        }
        guard let scope = change.scope, scope != current else { return result }
        do {
            _ = try await SetScope(scope, of: change.slug).performAudited(scoping)
            if case .unchanged = result.outcome { result.outcome = .changed(nil) }
        } catch {
            result.scopeFailure = error
        }
        return result
    }
}

/// Which failures end a command for many tenants: what fails for one would fail for all.
enum BatchEnd {
    static func isEnd(_ error: any Error) -> Bool {
        if error is CancellationError || Task.isCancelled { return true }
        guard let error = error as? SyncError else { return false }
        switch error.code {
        case .databaseUnreachable, .databaseReadOnly, .rightMissing, .cancelled: return true
        default: return false
        }
    }
}
