internal import Foundation
package import PostgresClient
package import SyncCore
package import SyncEngine

/// The tenants, in PostgreSQL.
package struct PostgresTenantRegistry: TenantRegistry {
    private let database: StoreDatabase

    /// - Parameter pool: its connections use the role `passerelle_worker`; with `passerelle_reader`, the reading methods work.
    package init(pool: PostgresPool) {
        database = StoreDatabase(pool: pool)
    }

    package func create(_ tenant: NewTenant) async throws -> Tenant {
        let id = TenantID(UUID())
        do {
            return try await database.transaction(of: id) { connection in
                do {
                    guard let created = try await connection.query(InsertTenant(id: id, tenant: tenant)).first else {
                        throw SyncError.defect(.notReturned(.tenant))
                    }
                    return created
                } catch let error as PostgresError {
                    throw Self.inputError(error, tenant.slug) ?? error
                }
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
        return try await database.transaction(of: id, .read) { connection in
            guard let tenant = try await connection.query(SelectTenant(id: id)).first else {
                throw SyncError.tenantUnknown(slug.value)
            }
            return tenant
        }
    }

    package func tenant(_ id: TenantID) async throws -> Tenant {
        try await database.transaction(of: id, .read) { connection in
            guard let tenant = try await connection.query(SelectTenant(id: id)).first else {
                throw SyncError.tenantUnknown(id.description)
            }
            return tenant
        }
    }

    package func update(_ tenant: Tenant, isSameAccount: Bool) async throws {
        try await database.transaction(of: tenant.id) { connection in
            guard let before = try await connection.query(LockTenant(id: tenant.id)).first else {
                throw SyncError.tenantUnknown(tenant.slug.value)
            }
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
                if otherPlanning {
                    // Another brand has its own dialect.
                    try await connection.execute(ResetTenantDialect(id: tenant.id))
                }
                if otherLucca {
                    try await connection.execute(DeleteReasonRules())
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
            if !strays.isEmpty { try await connection.execute(DeleteCredentials(kinds: strays)) }
            if before.settings.neutralType != tenant.settings.neutralType {
                // Its key belongs to the old label; the new type must be searched for.
                try await connection.execute(ForgetNeutralType())
            }
            do {
                try await connection.execute(UpdateTenant(tenant: tenant))
            } catch let error as PostgresError {
                throw Self.inputError(error, tenant.slug) ?? error
            }
            if before.isPaused(by: tenant) {
                _ = try await connection.query(UpdateTenantState(id: tenant.id, state: .paused, from: [.active]))
                try await connection.execute(TakeBackQueuedRun())
            }
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
            guard var dialect = try await connection.query(LockTenant(id: tenant)).first?.dialect else {
                throw SyncError.tenantUnknown(tenant.description)
            }
            change(&dialect)
            _ = try await connection.query(UpdateTenantDialect(id: tenant, dialect: dialect))
            return dialect
        }
    }

    @discardableResult
    package func doubtDialect(_ doubt: TenantDialect.Doubt, of tenant: TenantID) async throws -> Bool {
        let statement = try DoubtTenantDialect(id: tenant, doubt: doubt)
        return try await database.transaction(of: tenant) { try await !$0.query(statement).isEmpty }
    }

    package func setState(_ state: Tenant.State, of tenant: TenantID, from: Set<Tenant.State>) async throws {
        try await database.transaction(of: tenant) { connection in
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
            try await connection.execute(DeleteRunHistory())
            // Deletes its keys, secrets and memory too.
            try await connection.execute(DeleteTenant(id: tenant))
            try await connection.execute(DeleteIdleBudgets(tenant: tenant))
        }
    }

    package func reasonRules(of tenant: TenantID) async throws -> [ReasonRule] {
        try await database.transaction(of: tenant, .read) {
            try await $0.query(SelectReasonRules()).sorted { $0.accountID < $1.accountID }
        }
    }

    package func setReasonRule(_ rule: ReasonRule, of tenant: TenantID) async throws {
        try await ofKnown(tenant) { try await $0.execute(SetReasonRule(rule: rule)) }
    }

    package func removeReasonRule(of account: LeaveAccountID, _ tenant: TenantID) async throws {
        _ = try await database.transaction(of: tenant) { try await $0.execute(DeleteReasonRule(account: account)) }
    }

    package func departmentLinks(of tenant: TenantID) async throws -> [DepartmentLink] {
        try await database.transaction(of: tenant, .read) {
            try await $0.query(SelectDepartmentLinks()).sorted { $0.departmentID < $1.departmentID }
        }
    }

    package func setDepartmentLink(_ link: DepartmentLink, of tenant: TenantID) async throws {
        try await ofKnown(tenant) { connection in
            try await connection.execute(SetDepartmentLink(link: link))
            // The next run must move resources with another counterpart of this department, or none.
            try await connection.execute(ForgetGivenDepartment(department: link.departmentID))
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
