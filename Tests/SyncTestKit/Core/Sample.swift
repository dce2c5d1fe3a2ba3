package import Foundation
package import SyncCore

/// Short forms of values that tests write often.
package enum Sample {
    /// A text in a test is right, or the test fails where it compares: a wrong one becomes a day that no test uses.
    package static func day(_ text: String) -> CalendarDay {
        CalendarDay(text) ?? CalendarDay(ordinal: -1)
    }

    /// Such as `2026-12-24-AM`.
    package static func half(_ text: String) -> HalfDay {
        HalfDay(text) ?? HalfDay(ordinal: -1)
    }

    package static func zone(_ identifier: String = "Europe/Paris") -> TimeZone {
        TimeZone(identifier: identifier) ?? TimeZone(secondsFromGMT: 7) ?? .gmt
    }

    /// Such as `2026-12-24T08:00:00Z`.
    package static func instant(_ text: String) -> Instant {
        let parts = text.dropLast().split(separator: "T")
        let time = parts.last.map { $0.split(separator: ":").compactMap { Int($0) } } ?? []
        guard parts.count == 2, text.hasSuffix("Z"), let day = CalendarDay(parts[0]), time.count == 3 else {
            return Instant(secondsSince1970: -1)
        }
        return Instant(secondsSince1970: day.ordinal * 86_400 + time[0] * 3600 + time[1] * 60 + time[2])
    }

    package static func slug(_ text: String = "acme") throws -> TenantSlug {
        try TenantSlug(text)
    }

    /// A tenant of `https://acme.ilucca.net`, in Paris, whose scope is department 1 with its descendants.
    package static func tenant(
        slug: String = "acme", settings: TenantSettings = TenantSettings(calendar: TenantCalendar(zone: Sample.zone())),
        scope: DepartmentScope = DepartmentScope(bases: [.init(id: "1", withDescendants: true)])
    ) throws -> Tenant {
        Tenant(
            id: TenantID(UUID(uuid: (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16))), slug: try Sample.slug(slug),
            name: "Acme", state: .active, environment: .test, luccaURL: "https://\(slug).ilucca.net",
            planningPMEURL: "https://api.planningpme.com/\(slug)/", contact: nil, settings: settings, scope: scope,
            createdAt: Sample.instant("2026-01-01T00:00:00Z"))
    }

    /// The half-days from `first` to `last`, both included, one row each.
    package static func leaves(
        _ employee: EmployeeID, _ period: LeavePeriodID, _ account: LeaveAccountID, from first: String, to last: String,
        seconds: Int? = nil, status: HalfDayLeave.Status = .approved
    ) -> [HalfDayLeave] {
        (half(first).ordinal...half(last).ordinal).map { ordinal in
            let halfDay = HalfDay(ordinal: ordinal)
            return HalfDayLeave(
                employeeID: employee, periodID: period, accountID: account,
                halfDay: halfDay, seconds: seconds, status: status)
        }
    }
}
