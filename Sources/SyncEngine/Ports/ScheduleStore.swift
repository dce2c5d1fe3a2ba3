package import Foundation
package import SyncCore

/// The schedule of one active tenant.
package struct TenantSchedule: Sendable, Hashable {
    package let tenantID: TenantID
    package let tenant: TenantSlug
    package let zone: TimeZone
    /// Minutes since local midnight; nil for a time of the night.
    package let dailyAt: Int?
    /// The first activation: earlier times are not due.
    package let since: Instant
    /// The last local day whose run was queued.
    package let lastDay: CalendarDay?
    /// When `lastDay` was queued, if that is later than the store's time: the clock was ahead then, or is behind now.
    package let takenAt: Instant?
    /// A live run blocks it.
    package let isBusy: Bool

    package init(
        tenantID: TenantID, tenant: TenantSlug, zone: TimeZone, dailyAt: Int?, since: Instant, lastDay: CalendarDay?,
        takenAt: Instant? = nil, isBusy: Bool
    ) {
        self.tenantID = tenantID
        self.tenant = tenant
        self.zone = zone
        self.dailyAt = dailyAt
        self.since = since
        self.lastDay = lastDay
        self.takenAt = takenAt
        self.isBusy = isBusy
    }

    package var schedule: DailySchedule { DailySchedule(tenant: tenantID, dailyAt: dailyAt, zone: zone) }

    /// - Parameter witness: another clock's time: if `now` and the stored times conflict, it decides which is wrong. Without it,
    ///   the stored times are.
    package func due(at now: Instant, witness: Instant? = nil) -> DailySchedule.Due? {
        guard !isClockBehind(at: now, witness: witness) else { return nil }
        return schedule.due(at: now, since: since > now ? .longAgo : since, lastDay: believedLastDay(at: now))
    }

    /// The stored time lies in the future, and the witness agrees with it: nothing is due until the store's clock is right again.
    package func isClockBehind(at now: Instant, witness: Instant?) -> Bool {
        guard let witness else { return false }
        let remembered = [since, takenAt, isLastDayToCome(at: now) ? lastDay.map { schedule.moment(on: $0) } : nil].compactMap {
            $0
        }
        return remembered.contains { $0 > now && witness.adding(seconds: Self.witnessSeconds) >= $0 }
    }

    /// A day queued at a future time is ignored.
    private func believedLastDay(at now: Instant) -> CalendarDay? {
        (takenAt.map { $0 > now } ?? false) || isLastDayToCome(at: now) ? nil : lastDay
    }

    /// A change of zone moves the local day back by one at most.
    private func isLastDayToCome(at now: Instant) -> Bool {
        lastDay.map { $0 > now.day(in: zone).adding(days: 1) } ?? false
    }

    /// Correct clocks differ by less.
    private static let witnessSeconds = 60

    /// When its next scheduled run is due: now, if one is not queued yet.
    package func next(at now: Instant) -> DailySchedule.Due {
        due(at: now) ?? schedule.next(after: now, lastDay: believedLastDay(at: now))
    }
}

extension Instant {
    fileprivate static let longAgo = Instant(secondsSince1970: 0)
}

/// A scheduled run to be queued.
package struct DueRun: Sendable, Hashable {
    package let tenantID: TenantID
    package let due: DailySchedule.Due
    package let window: SyncWindow
    /// How many seconds later it may be claimed: spreads the backlog of an outage.
    package let delaySeconds: Int
    /// The settings that made it due: if they have changed since, nothing is queued.
    package let zone: TimeZone
    package let dailyAt: Int?

    package init(
        tenantID: TenantID, due: DailySchedule.Due, window: SyncWindow, delaySeconds: Int, zone: TimeZone, dailyAt: Int?
    ) {
        self.tenantID = tenantID
        self.due = due
        self.window = window
        self.delaySeconds = delaySeconds
        self.zone = zone
        self.dailyAt = dailyAt
    }
}

/// The schedule's state. Only the store's clock gives the time, so that a server with a wrong clock schedules nothing wrongly.
/// Every method throws `SyncError`.
package protocol ScheduleStore: Sendable {
    /// The store's time, which decides a tenant's current day.
    func now() async throws -> Instant

    /// Every active tenant's, and the store's time. A tenant whose time zone is unknown on this machine is listed separately, so
    /// that it does not block the others.
    func schedules() async throws -> (at: Instant, tenants: [TenantSchedule], unknownZones: [TenantSlug])

    /// Queues a due run and records its day, in one transaction.
    /// - Returns: nil if there is nothing left to queue: another worker did it, a live run blocks it, or the tenant is inactive
    ///   or was edited.
    func enqueue(_ run: DueRun) async throws -> RunID?
}
