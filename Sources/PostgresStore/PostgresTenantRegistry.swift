internal import Foundation
package import PostgresClient
package import SyncCore
package import SyncEngine

/// The tenants, in PostgreSQL.
package struct PostgresTenantRegistry: TenantRegistry {
    private let database: StoreDatabase

    /// - Parameters:
    ///   - pool: its connections use the role `passerelle_worker`; with `passerelle_reader`, the reading methods work.
    ///   - audit: what the audit log records of changes.
    package init(pool: PostgresPool, audit: AuditContext? = nil) {
        database = StoreDatabase(pool: pool, audit: audit)
    }

    package func create(
        _ tenant: NewTenant, _ change: @escaping @Sendable (inout TenantDialect) -> Void
    ) async throws -> Tenant {
        let id = TenantID(UUID())
        return try await database.transaction(of: id) { connection in
            do {
                guard var created = try await connection.query(InsertTenant(id: id, tenant: tenant)).first else {
                    throw SyncError.defect(.notReturned(.tenant))
                }
                created.dialect = try await Self.changeDialect(of: created, change, connection)
                return created
            } catch let error as PostgresError {
                throw Self.inputError(error, tenant.slug) ?? error
            }
        }
    }

    package func list() async throws -> [Tenant] {
        try await database.query(ListTenants())
    }

    package func tenant(_ slug: TenantSlug) async throws -> Tenant {
        guard let found = try await database.query(FindTenant(slug: slug)).first, let id = found else {
            throw SyncError.tenantUnknown(slug.value)
        }
        guard let tenant = try await stored(id) else { throw SyncError.tenantUnknown(slug.value) }
        return tenant
    }

    package func tenant(_ id: TenantID) async throws -> Tenant {
        guard let tenant = try await stored(id) else { throw SyncError.tenantUnknown(id.description) }
        return tenant
    }

    private func stored(_ id: TenantID) async throws -> Tenant? {
        try await database.read(of: id, SelectTenant(id: id)).first(of: SelectTenant.self)
    }

    package func update(
        _ tenant: Tenant, isSameAccount: Bool, ifRevision revision: Int?,
        _ change: @escaping @Sendable (inout TenantDialect) -> Void
    ) async throws {
        try await database.transaction(of: tenant.id) { connection in
            guard let before = try await connection.query(LockTenant(id: tenant.id)).first else {
                throw SyncError.tenantUnknown(tenant.slug.value)
            }
            if let revision, before.revision != revision { throw SyncError.tenantChanged(before, shown: revision) }
            let isRenamed = before.luccaURL != tenant.luccaURL
            let otherLucca = isRenamed && !isSameAccount
            let otherPlanning = !before.hasPlanning(of: tenant)
            if isRenamed || otherPlanning {
                // A running run would write what it read from the old systems.
                if let live = try await connection.query(SelectLiveRun()).first, live.state == .running {
                    throw SyncError.runActive(live)
                }
            }
            if otherLucca || otherPlanning {
                try await connection.execute(DeleteLedger())
                try await connection.execute(DeleteResourceLinks())
                try await connection.execute(DeleteDepartmentLinks())
                try await connection.execute(DeleteTenantMemory())
                try await connection.execute(DeleteFieldMemory())
                if otherPlanning {
                    // Another brand has its own dialect.
                    try await connection.execute(ResetTenantDialect(id: tenant.id))
                    try await connection.execute(DeleteFieldRulesOfThePlanning())
                }
                if otherLucca {
                    try await connection.execute(DeleteReasonRules())
                    try await connection.execute(DeleteFieldRulesOfLucca())
                } else {
                    try await connection.execute(DeleteReasonRulesOfThePlanning())
                }
            }
            let otherField = before.settings.referenceField != tenant.settings.referenceField
            if otherField || !isSameAccount && before.formerAccounts != tenant.formerAccounts {
                // The next run must find events under those names, or with the reference in the other field.
                try await connection.execute(ForgetReconciliation())
            }
            let strays = try await strays(tenant, before, connection)
            let moved = tenant.credentialsOfOtherHosts(than: before)
            if !moved.isEmpty { try await connection.execute(DeleteCredentials(kinds: strays, former: moved)) }
            if before.settings.neutralType != tenant.settings.neutralType {
                // Its key belongs to the old label; the new type must be searched for.
                try await connection.execute(ForgetNeutralType())
            }
            do {
                try await connection.execute(UpdateTenant(tenant: tenant))
            } catch let error as PostgresError {
                throw Self.inputError(error, tenant.slug) ?? error
            }
            if before.isPaused(by: tenant, isSameAccount: isSameAccount) {
                _ = try await connection.query(UpdateTenantState(id: tenant.id, state: .paused, from: [.active]))
                try await connection.execute(TakeBackQueuedRun())
            }
            // Another brand's starts empty.
            var stored = before
            if otherPlanning { stored.dialect = TenantDialect() }
            _ = try await Self.changeDialect(of: stored, change, connection)
        }
    }

    /// The kinds whose secrets were entered for another host than the new one. Secrets bound to the new one stay: the edit
    /// restores an address that someone else changed.
    private func strays(
        _ tenant: Tenant, _ before: Tenant, _ connection: PostgresConnection
    ) async throws -> Set<CredentialKind> {
        let moved = tenant.credentialsOfOtherHosts(than: before)
        guard !moved.isEmpty else { return [] }
        let stored = try await connection.query(ListCredentials()).compactMap(\.self)
        return Set(stored.filter { moved.contains($0.kind) && $0.host != tenant.credentialHost(of: $0.kind) }.map(\.kind))
    }

    package func setScope(_ scope: DepartmentScope, of tenant: TenantID) async throws {
        let statement = try UpdateTenantScope(id: tenant, scope: scope)
        try await database.transaction(of: tenant) { connection in
            guard try await !connection.query(statement).isEmpty else { throw SyncError.tenantUnknown(tenant.description) }
        }
    }

    @discardableResult
    package func changeDialect(
        of tenant: TenantID, _ change: @escaping @Sendable (inout TenantDialect) -> Void
    ) async throws -> TenantDialect {
        try await database.transaction(of: tenant) { connection in
            guard let stored = try await connection.query(LockTenant(id: tenant)).first else {
                throw SyncError.tenantUnknown(tenant.description)
            }
            return try await Self.changeDialect(of: stored, change, connection)
        }
    }

    /// - Parameter tenant: as stored, its row locked.
    private static func changeDialect(
        of tenant: Tenant, _ change: (inout TenantDialect) -> Void, _ connection: PostgresConnection
    ) async throws -> TenantDialect {
        var dialect = tenant.dialect
        change(&dialect)
        if dialect != tenant.dialect {
            _ = try await connection.query(UpdateTenantDialect(id: tenant.id, dialect: dialect))
        }
        return dialect
    }

    @discardableResult
    package func doubtDialect(_ doubt: TenantDialect.Doubt, of tenant: TenantID) async throws -> Bool {
        let statement = try DoubtTenantDialect(id: tenant, doubt: doubt)
        return try await database.transaction(of: tenant) { try await !$0.query(statement).isEmpty }
    }

    package func setState(
        _ state: Tenant.State, of tenant: TenantID, from: Set<Tenant.State>,
        _ change: @escaping @Sendable (inout TenantDialect) -> Void
    ) async throws {
        try await database.transaction(of: tenant) { connection in
            if let stored = try await connection.query(LockTenant(id: tenant)).first, from.contains(stored.state) {
                _ = try await Self.changeDialect(of: stored, change, connection)
            }
            if try await !connection.query(UpdateTenantState(id: tenant, state: state, from: from)).isEmpty {
                if state == .active {
                    try await connection.execute(StartSchedule(tenant: tenant))
                } else {
                    try await connection.execute(TakeBackQueuedRun())
                }
                return
            }
            guard let found = try await connection.query(SelectTenant(id: tenant)).first else {
                throw SyncError.tenantUnknown(tenant.description)
            }
            throw SyncError.tenantStateRefused(found, to: state, from: from)
        }
    }

    package func delete(_ tenant: TenantID) async throws {
        try await database.transaction(of: tenant) { connection in
            guard try await !connection.query(LockTenant(id: tenant)).isEmpty else {
                throw SyncError.tenantUnknown(tenant.description)
            }
            try await connection.execute(DeleteIdleRuns())
            if let live = try await connection.query(SelectLiveRun()).first { throw SyncError.runActive(live) }
            try await connection.execute(DeleteRunChanges())
            try await connection.execute(DeleteRunProblems())
            try await connection.execute(DeleteRunSteps())
            try await connection.execute(DeleteRunHistory())
            // Deletes its keys, secrets and memory too.
            try await connection.execute(DeleteTenant(id: tenant))
            try await connection.execute(DeleteIdleBudgets(tenant: tenant))
        }
    }

    package func reasonRules(of tenant: TenantID) async throws -> [ReasonRule] {
        try await database.read(of: tenant, SelectReasonRules()).rows(of: SelectReasonRules.self).sorted {
            $0.accountID < $1.accountID
        }
    }

    package func setReasonRule(_ rule: ReasonRule, of tenant: TenantID) async throws {
        try await ofKnown(tenant) { try await $0.execute(SetReasonRule(rule: rule)) }
    }

    package func removeReasonRule(of account: LeaveAccountID, _ tenant: TenantID) async throws {
        _ = try await database.transaction(of: tenant) { try await $0.execute(DeleteReasonRule(account: account)) }
    }

    package func fieldRules(of tenant: TenantID) async throws -> [FieldRule] {
        try await database.read(of: tenant, SelectFieldRules()).rows(of: SelectFieldRules.self).sorted { $0.target < $1.target }
    }

    package func setFieldRule(_ rule: FieldRule, of tenant: TenantID) async throws {
        try await ofKnown(tenant) { connection in
            do {
                try await connection.execute(SetFieldRule(rule: rule))
            } catch let error as PostgresError where error.sqlstate == SQLState.checkViolation {
                throw SyncError.settingOutOfRange(error.constraint ?? "unnamed rule")
            }
            try await connection.execute(RetryFields(target: rule.target))
        }
    }

    package func removeFieldRule(for target: FieldTarget, _ tenant: TenantID) async throws -> Bool {
        try await database.transaction(of: tenant) { try await $0.execute(DeleteFieldRule(target: target)) > 0 }
    }

    package func departmentLinks(of tenant: TenantID) async throws -> [DepartmentLink] {
        try await database.read(of: tenant, SelectDepartmentLinks()).rows(of: SelectDepartmentLinks.self).sorted {
            $0.departmentID < $1.departmentID
        }
    }

    package func setDepartmentLink(_ link: DepartmentLink, of tenant: TenantID) async throws {
        try await ofKnown(tenant) { connection in
            try await connection.execute(SetDepartmentLink(link: link))
            // The next run must move resources with another counterpart of this department, or none.
            try await connection.execute(ForgetGivenDepartment(department: link.departmentID))
        }
    }

    package func removeDepartmentLink(of department: DepartmentID, _ tenant: TenantID) async throws -> Bool {
        try await database.transaction(of: tenant) { connection in
            guard try await connection.execute(DeleteExplicitDepartmentLink(department: department)) > 0 else { return false }
            try await connection.execute(ForgetGivenDepartment(department: department))
            return true
        }
    }

    private func ofKnown(
        _ tenant: TenantID, _ body: @Sendable (PostgresConnection) async throws -> Void
    ) async throws {
        try await database.transaction(of: tenant) { connection in
            do {
                try await body(connection)
            } catch let error as PostgresError where error.sqlstate == SQLState.foreignKeyViolation {
                throw SyncError.tenantUnknown(tenant.description)
            }
        }
    }

    /// Operator input that the database rejected; nil for any other error.
    private static func inputError(_ error: PostgresError, _ slug: TenantSlug) -> SyncError? {
        switch error.sqlstate {
        case SQLState.uniqueViolation where error.constraint == "tenant_slug_unique": .tenantExists(slug)
        case SQLState.uniqueViolation where error.constraint == "tenant_account_once_per_planning": .accountTaken
        case SQLState.uniqueViolation where error.constraint == "lucca_account_once_per_planning": .formerAccountTaken
        case SQLState.checkViolation: .settingOutOfRange(error.constraint ?? "unnamed rule")
        default: nil
        }
    }
}
