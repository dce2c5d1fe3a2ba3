/// One leave of generation 2: what a period books on one leave account. Its days are exactly the half-days that count in
/// generation 1; of a cancelled one, those that were booked.
package struct SimulatedAbsence: Codable, Hashable, Sendable {
    /// Of a number space of its own.
    package let id: Int
    package let employee: Int
    /// The leave period of generation 1, which generation 2 does not tell.
    package let period: Int
    package let account: Int
    package let isConfirmed: Bool
    /// Nothing of it is left.
    package let isCancelled: Bool
    /// In order, never empty.
    package let halfDays: [SimulatedHalfDay]

    var first: SimulatedHalfDay { halfDays[0] }
    var last: SimulatedHalfDay { halfDays[halfDays.count - 1] }
}

/// Half a day of an absence.
package struct SimulatedHalfDay: Codable, Hashable, Comparable, Sendable {
    package let day: SimulatedDay
    package let isMorning: Bool
    /// Duration in seconds for accounts counted in hours; nil when the half-day is filled.
    package let seconds: Int?

    package static func < (left: SimulatedHalfDay, right: SimulatedHalfDay) -> Bool {
        (left.day, left.isMorning ? 0 : 1) < (right.day, right.isMorning ? 0 : 1)
    }
}

extension LuccaState {
    private struct Booking: Hashable {
        let period: Int
        let account: Int
    }

    /// By ascending id.
    mutating func absences() -> [SimulatedAbsence] {
        if let rememberedAbsences, rememberedAbsences.revision == revision { return rememberedAbsences.rows }
        var positions: [Int: Int] = [:]
        for (position, account) in accounts.enumerated() { positions[account.id] = position }
        var rows: [Booking: [LeaveRow]] = [:]
        for row in book.rows { rows[Booking(period: Int(row.period), account: Int(row.account)), default: []].append(row) }
        var result: [SimulatedAbsence] = []
        result.reserveCapacity(rows.count)
        for (booking, all) in rows {
            guard let period = period(booking.period) else { continue }
            let live = all.filter { $0.cancellation == .none }
            result.append(
                SimulatedAbsence(
                    id: Self.firstAbsence + (booking.period - LeaveBook.firstPeriod) * Self.mostAccounts
                        + positions[booking.account, default: 0],
                    employee: period.employee, period: period.id, account: booking.account, isConfirmed: period.isConfirmed,
                    isCancelled: live.isEmpty, halfDays: Self.halfDays(live.isEmpty ? all : live)))
        }
        result.sort { $0.id < $1.id }
        rememberedAbsences = (revision, result)
        return result
    }

    private static let firstAbsence = 31_000
    /// Leave accounts that have ids of their own in each period: long tests add one a day.
    private static let mostAccounts = 1000

    /// A half-day that was cancelled and booked again counts once.
    private static func halfDays(_ rows: [LeaveRow]) -> [SimulatedHalfDay] {
        let all = rows.map {
            SimulatedHalfDay(
                day: SimulatedDay(ordinal: Int($0.day)), isMorning: $0.isMorning, seconds: $0.seconds == 0 ? nil : Int($0.seconds)
            )
        }.sorted()
        return all.enumerated().filter { $0.offset == 0 || all[$0.offset - 1] < $0.element }.map(\.element)
    }
}
