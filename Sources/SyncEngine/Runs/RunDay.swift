public import SyncCore

/// The day that a run which somebody starts is as of.
public struct RunDay: Sendable, Hashable {
    public let asOf: CalendarDay
    /// Nobody asked for it by name. A day that was asked for may not lie before the last sync's: the store sees to that (`NewRun`).
    public let isToday: Bool

    /// - Parameters:
    ///   - wished: nil for the tenant's today.
    ///   - now: by the store's clock.
    /// - Throws: `as_of_too_late` for a day beyond today's window: of a later one nothing is known yet.
    public init(_ wished: CalendarDay?, of tenant: Tenant, now: Instant) throws(SyncError) {
        let today = now.day(in: tenant.settings.calendar.zone)
        isToday = wished == nil
        asOf = wished ?? today
        let last = today.adding(months: tenant.settings.horizonMonths)
        guard asOf <= last else { throw .asOfTooLate(asOf, last: last, tenant) }
    }
}

extension Tenant {
    /// - Throws: `scope_missing` while nobody would be synced.
    public func requireScope() throws(SyncError) {
        guard scope.bases.isEmpty else { return }
        throw SyncError(.tenant(.scopeMissing(slug: slug)))
    }
}

extension SyncError {
    fileprivate static func asOfTooLate(_ asked: CalendarDay, last: CalendarDay, _ tenant: Tenant) -> SyncError {
        SyncError(
            .run(.asOfTooLate(asked: asked, last: last, tenant: tenant.slug, months: tenant.settings.horizonMonths)), .rejected)
    }
}
