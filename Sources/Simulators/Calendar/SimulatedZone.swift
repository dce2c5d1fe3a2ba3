import Foundation

/// A time zone. The rules of France and its neighbours are implemented here, so that the simulators do not share a bug of the
/// product's calendar; other zones come from the machine.
struct SimulatedZone: Sendable {
    private enum Clocks: Sendable {
        /// By the rule of the European Union: an hour more from the last Sunday of March to the last Sunday of October, changed
        /// at 01:00 UTC.
        case european(winter: Int)
        case fixed(Int)
        case listed(TimeZone)
    }

    private let clocks: Clocks

    static let paris = SimulatedZone(.european(winter: 3600))

    private init(_ clocks: Clocks) {
        self.clocks = clocks
    }

    /// - Parameter identifier: such as `Europe/Paris`. nil if the zone is unknown.
    init?(_ identifier: String) {
        switch identifier {
        case "Europe/Paris", "Europe/Brussels", "Europe/Luxembourg", "Europe/Zurich", "Europe/Berlin", "Europe/Madrid":
            self = .paris
        case "Europe/London", "Europe/Lisbon": clocks = .european(winter: 0)
        case "UTC", "Etc/UTC": clocks = .fixed(0)
        case "America/Guadeloupe", "America/Martinique": clocks = .fixed(-4 * 3600)
        case "America/Cayenne": clocks = .fixed(-3 * 3600)
        case "Indian/Mayotte": clocks = .fixed(3 * 3600)
        case "Indian/Reunion": clocks = .fixed(4 * 3600)
        case "Pacific/Noumea": clocks = .fixed(11 * 3600)
        default:
            guard let zone = TimeZone(identifier: identifier) else { return nil }
            clocks = .listed(zone)
        }
    }

    /// Seconds to add to UTC.
    func offset(atUTC seconds: Int) -> Int {
        switch clocks {
        case .european(let winter): Self.isEuropeanSummer(seconds) ? winter + 3600 : winter
        case .fixed(let offset): offset
        case .listed(let zone): zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
        }
    }

    /// Local time, in seconds since 1970-01-01T00:00:00 local.
    func local(_ instant: Int) -> Int {
        instant + offset(atUTC: instant)
    }

    /// The instant of a local time: the first of the two in a repeated hour, and the one after the gap in a skipped hour.
    func utc(fromLocal local: Int) -> Int {
        let offsets = [offset(atUTC: local - 86_400), offset(atUTC: local + 86_400)]
        let right = offsets.map { local - $0 }.filter { self.local($0) == local }
        return right.min() ?? local - (offsets.min() ?? 0)
    }

    private static func isEuropeanSummer(_ seconds: Int) -> Bool {
        let year = SimulatedDay(ordinal: floorDivide(seconds, 86_400)).civil.year
        return seconds >= change(year, month: 3) && seconds < change(year, month: 10)
    }

    private static func change(_ year: Int, month: Int) -> Int {
        // Both months have 31 days.
        guard let last = SimulatedDay(year: year, month: month, day: 31) else { return 0 }
        return last.adding(-((last.weekday + 1) % 7)).ordinal * 86_400 + 3600
    }
}

/// Division that rounds down, also for negative numbers.
func floorDivide(_ number: Int, _ divisor: Int) -> Int {
    number >= 0 ? number / divisor : -((-number + divisor - 1) / divisor)
}

/// The public holidays of mainland France: no one takes leave on them, so Lucca has no rows there.
struct FrenchHolidays: Sendable {
    private let ordinals: Set<Int>

    init(years: ClosedRange<Int>) {
        var ordinals: Set<Int> = []
        for year in years {
            let fixed = [(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)]
            for (month, day) in fixed {
                if let holiday = SimulatedDay(year: year, month: month, day: day) { ordinals.insert(holiday.ordinal) }
            }
            if let easter = Self.easter(year) {
                // Easter Monday, Ascension, Whit Monday.
                ordinals.formUnion([1, 39, 50].map { easter.ordinal + $0 })
            }
        }
        self.ordinals = ordinals
    }

    func contains(_ day: SimulatedDay) -> Bool {
        ordinals.contains(day.ordinal)
    }

    func isWorked(_ day: SimulatedDay) -> Bool {
        !day.isWeekend && !contains(day)
    }

    /// Butcher's algorithm for the Gregorian Easter Sunday.
    static func easter(_ year: Int) -> SimulatedDay? {
        let a = year % 19
        let b = year / 100
        let c = year % 100
        let d = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30
        let e = (32 + 2 * (b % 4) + 2 * (c / 4) - d - c % 4) % 7
        let f = d + e - 7 * ((a + 11 * d + 22 * e) / 451) + 114
        return SimulatedDay(year: year, month: f / 31, day: f % 31 + 1)
    }
}
