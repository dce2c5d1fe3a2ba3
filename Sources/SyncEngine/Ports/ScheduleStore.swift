package import Foundation
package import SyncCore

/// What the daily schedule knows of one active tenant.
package struct TenantSchedule: Sendable, Hashable {
    package let tenantID: TenantID
    package let tenant: TenantSlug
    package let zone: TimeZone
    /// Minutes since local midnight; nil for a moment of the night.
    package let dailyAt: Int?
    /// The first activation: moments before it are not due.
    package let since: Instant
    /// The last local day whose run was queued.
    package let lastDay: CalendarDay?
    /// When that was, if it is later than the store's time: the clock was ahead then, or is behind now.
    package let takenAt: Instant?
    /// A live run is in the way.
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

    /// - Parameter witness: what another clock says: where `now` and what is remembered contradict each other, it decides which of them
    ///   is right. Without one, what is remembered is wrong.
    package func due(at now: Instant, witness: Instant? = nil) -> DailySchedule.Due? {
        guard !isClockBehind(at: now, witness: witness) else { return nil }
        return schedule.due(at: now, since: since > now ? .longAgo : since, lastDay: believedLastDay(at: now))
    }

    /// What is remembered lies in the future, and the witness agrees with it: until the store's clock is right again nothing is due.
    package func isClockBehind(at now: Instant, witness: Instant?) -> Bool {
        guard let witness else { return false }
        let remembered = [since, takenAt, isLastDayToCome(at: now) ? lastDay.map { schedule.moment(on: $0) } : nil].compactMap {
            $0
        }
        return remembered.contains { $0 > now && witness.adding(seconds: Self.witnessSeconds) >= $0 }
    }

    /// A day that was taken in the future is none.
    private func believedLastDay(at now: Instant) -> CalendarDay? {
        (takenAt.map { $0 > now } ?? false) || isLastDayToCome(at: now) ? nil : lastDay
    }

    /// A move to another zone brings the local day back by one at most.
    private func isLastDayToCome(at now: Instant) -> Bool {
        lastDay.map { $0 > now.day(in: zone).adding(days: 1) } ?? false
    }

    /// Clocks that are right differ by less.
    private static let witnessSeconds = 60

    /// When its next scheduled run is due: now, if one is waiting to be queued.
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
    /// How long after now it may be claimed: spreads what an outage has held up.
    package let delaySeconds: Int
    /// The settings that made it due: when they have changed meanwhile, nothing is queued.
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

/// The daily schedule's memory. The store's clock alone says what time it is: a server whose clock is wrong schedules nothing wrongly.
/// Every method throws `SyncError`.
package protocol ScheduleStore: Sendable {
    /// The store's time: what day it is for a tenant.
    func now() async throws -> Instant

    /// Every active tenant's, and the store's time. A tenant whose time zone this machine does not know is named apart: it holds back
    /// nobody else.
    func schedules() async throws -> (at: Instant, tenants: [TenantSchedule], unknownZones: [TenantSlug])

    /// Queues a due run and remembers its day, both or neither.
    /// - Returns: nil when there is nothing to queue any more: another worker did it, a live run is in the way, or the tenant is not
    ///   active or was edited meanwhile.
    func enqueue(_ run: DueRun) async throws -> RunID?
}
