public import Foundation

/// Minutes since midnight at which a tenant's mornings start, afternoons start and days end.
public struct DayHours: Hashable, Sendable {
    public let start: Int
    public let midday: Int
    public let end: Int

    public static let wholeDay = DayHours(uncheckedStart: 0, midday: 720, end: 1440)

    private init(uncheckedStart start: Int, midday: Int, end: Int) {
        self.start = start
        self.midday = midday
        self.end = end
    }

    /// nil unless `0 <= start < midday < end <= 1440`.
    public init?(start: Int, midday: Int, end: Int) {
        guard 0 <= start, start < midday, midday < end, end <= 1440 else { return nil }
        self.init(uncheckedStart: start, midday: midday, end: end)
    }
}

/// When a tenant works, and what its half-days are in time.
public struct TenantCalendar: Hashable, Sendable {
    public var zone: TimeZone
    public var hours: DayHours
    public var daysOff: Set<Weekday>
    public var holidays: HolidayCalendar

    public init(
        zone: TimeZone, hours: DayHours = .wholeDay, daysOff: Set<Weekday> = [.saturday, .sunday],
        holidays: HolidayCalendar = .none
    ) {
        self.zone = zone
        self.hours = hours
        self.daysOff = daysOff
        self.holidays = holidays
    }
}

/// The public holidays a tenant's calendar leaves out. The raw values are what operators type in `--holidays`.
public enum HolidayCalendar: String, Sendable, Hashable, CaseIterable {
    case none
    case france = "fr"
    case alsaceMoselle = "fr-alsace-moselle"
}
