extension TenantCalendar {
    /// Whether the tenant works on that day: neither one of its days off nor a public holiday of its calendar.
    public func isWorked(_ day: CalendarDay) -> Bool {
        !daysOff.contains(day.weekday) && !holidays.contains(day)
    }
}
