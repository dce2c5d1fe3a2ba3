import SyncCore

extension SyncError {
    /// Three writes in a row are not on the planning as they were sent.
    static func writesDisagree(_ point: DialectPoint, _ tenant: TenantSlug) -> SyncError {
        SyncError(.planning(.writesDisagree(writes: DisagreementRows.limit, point: point, tenant: tenant)))
    }

    /// Three writes in a row could not be compared with what was sent.
    static func writesUnverified(_ tenant: TenantSlug) -> SyncError {
        SyncError(.planning(.writesUnverified(writes: DisagreementRows.limit, tenant: tenant)), .transient)
    }

    /// As `writesDisagree`, found by an earlier run.
    static func dialectInDoubt(_ doubt: TenantDialect.Doubt, _ tenant: TenantSlug) -> SyncError {
        SyncError(.planning(.dialectInDoubt(run: doubt.run, point: doubt.point, tenant: tenant)))
    }

    /// Nothing is remembered of what was written beyond what lists show: whoever writes there may write twice.
    static func memoryLostBeyondView(_ count: Int, _ tenant: TenantSlug) -> SyncError {
        SyncError(.planning(.memoryLostBeyondView(events: count, tenant: tenant)))
    }
}
