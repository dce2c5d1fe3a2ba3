/// The public holidays of mainland France: nobody books leave on them, so Lucca has no row there.
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

    /// Butcher's rule for the Gregorian Easter Sunday.
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
