public import SyncCore

/// Counts a tenant's events of today and later on its planning, before something is done that leaves them behind.
public struct FutureEventCount: Sendable {
    public enum Answer: Sendable, Hashable {
        case known(Int)
        /// The ledger does not say, and the planning could not be asked.
        case unknown(SyncError)
    }

    private let ledger: any EventLedger
    private let runs: any RunStore
    private let target: @Sendable (Tenant) async throws -> any PlanningTarget

    /// - Parameter target: the tenant's PlanningPME.
    public init(
        ledger: any EventLedger, runs: any RunStore, target: @escaping @Sendable (Tenant) async throws -> any PlanningTarget
    ) {
        self.ledger = ledger
        self.runs = runs
        self.target = target
    }

    /// Sends nothing as long as the ledger knows; else it reads the planning for events under the account's names.
    /// - Throws: what the store throws.
    public func events(of tenant: Tenant, today: CalendarDay) async throws -> Answer {
        let calendar = tenant.settings.calendar
        let start = calendar.startOfDay(today)
        let memory = try await ledger.load(tenant.id)
        if memory.reconciledAt != nil { return .known(memory.entries.count { $0.end > start }) }
        do {
            let end = calendar.startOfDay(today.adding(months: TenantSync.searchedMonths))
            let standing = try await target(tenant).unavailabilities(from: start, to: end, resources: nil)
            return .known(
                standing.count { event in
                    event.end > start
                        && EventReference.all(in: event.remark).contains { tenant.luccaAccounts.contains($0.account) }
                })
        } catch {
            // An address that was mistyped answers nothing, and what never had a run wrote nothing.
            if try await runs.list(RunFilter(tenant: tenant.id, limit: 1)).isEmpty, memory.entries.isEmpty { return .known(0) }
            return .unknown(SyncError(of: error))
        }
    }
}
