/// The clock of Paris, by the rule of the European Union: summer time from the last Sunday of March to the last Sunday of
/// October, changed at 01:00 UTC. Every simulated brand lives there.
enum ParisTime {
    /// Seconds to add to UTC.
    static func offset(atUTC seconds: Int) -> Int {
        let year = SimulatedDay(ordinal: floorDivide(seconds, 86_400)).civil.year
        let isSummer = seconds >= change(year, month: 3) && seconds < change(year, month: 10)
        return isSummer ? 7200 : 3600
    }

    /// The instant when clocks show this local time: the first of the two in autumn's doubled hour, and the one after the
    /// jump in spring's missing hour.
    static func utc(fromLocal local: Int) -> Int {
        let summer = local - 7200
        if offset(atUTC: summer) == 7200 { return summer }
        return local - 3600
    }

    private static func change(_ year: Int, month: Int) -> Int {
        // Both months have 31 days.
        guard let last = SimulatedDay(year: year, month: month, day: 31) else { return 0 }
        return last.adding(-((last.weekday + 1) % 7)).ordinal * 86_400 + 3600
    }

    static func floorDivide(_ number: Int, _ divisor: Int) -> Int {
        number >= 0 ? number / divisor : -((-number + divisor - 1) / divisor)
    }
}
