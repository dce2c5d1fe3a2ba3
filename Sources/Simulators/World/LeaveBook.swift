/// The half-days of a company: leave from 200 days before today to 330 days after, generated from the seed.
struct LeaveBook: Sendable {
    /// By ascending id.
    var rows: [LeaveRow] = []
    /// The period with id `firstPeriod + n` at position n.
    var periods: [LeavePeriod] = []
    static let firstPeriod = 5001
    static let firstRow = 900_001

    private static let reach = -200...330

    init() {}

    init(seed: UInt64, index: Int, population: Population, today: SimulatedDay) {
        var random = SeededGenerator(seed: seed, tenant: index, purpose: 3)
        let holidays = FrenchHolidays(years: today.adding(-200).civil.year...today.adding(400).civil.year)
        let worked = Self.reach.map { holidays.isWorked(today.adding($0)) }
        let account = Dictionary(uniqueKeysWithValues: population.accounts.map { ($0.name, $0.id) })
        rows.reserveCapacity(population.employees.count * 28)
        for employee in population.employees {
            guard employee.contractEnd.map({ $0 > today.adding(-90) }) ?? true else { continue }
            var booking = Booking(employee: employee, today: today, worked: worked)
            if random.chance(50), let illness = account["Maladie"] {
                // Long illness: began months ago, and still continues.
                let start = -150 + random.below(120)
                add(&booking, illness, from: start, morning: true, halfDays: 2 * (-start) * 5 / 7 + 2 * random.below(45), &random)
            }
            for _ in 0..<(1 + random.below(3)) {
                guard let reason = account["Congés payés"] else { break }
                let length = random.chance(300) ? 1 + random.below(3) : 2 + random.below(20)
                add(&booking, reason, from: -40 + random.below(300), morning: random.chance(750), halfDays: length, &random)
            }
            if random.chance(40), let reason = account["Congés payés"] {
                // Crosses the end of a window of six months.
                add(&booking, reason, from: 176, morning: true, halfDays: 20, &random)
            }
            if random.chance(600), let reason = account["RTT"] {
                for _ in 0..<(1 + random.below(2)) {
                    add(
                        &booking, reason, from: -30 + random.below(260), morning: random.chance(600),
                        halfDays: 1 + random.below(2), &random)
                }
            }
            if random.chance(60), let reason = account["Télétravail"] {
                let weekday = random.below(5)
                for offset in Self.reach where offset >= -35 && offset < 190 && today.adding(offset).weekday == weekday {
                    add(&booking, reason, from: offset, morning: true, halfDays: 2, &random, staysOnDay: true)
                }
            }
            if random.chance(100), let reason = account["Récupération"] {
                let length = [5400, 7200, 9000, 12_600][random.below(4)]
                add(&booking, reason, from: random.below(150), morning: random.chance(500), halfDays: 1, &random, seconds: length)
            }
            if random.chance(40), let reason = account["Enfant malade"] {
                add(&booking, reason, from: -10 + random.below(30), morning: true, halfDays: 2, &random)
            }
            if random.chance(25), let reason = account["Congé sans solde"] {
                add(&booking, reason, from: 20 + random.below(100), morning: true, halfDays: 10 + random.below(40), &random)
            }
            if random.chance(40), let paid = account["Congés payés"], let spare = account["RTT"] {
                // One period, two leave accounts: the employee ran out of paid leave.
                let period = add(&booking, paid, from: 30 + random.below(100), morning: true, halfDays: 4, &random)
                if let period, let last = rows.last {
                    let next = Int(last.day) - today.ordinal + 1
                    add(&booking, spare, from: next, morning: true, halfDays: 2, &random, joining: period)
                }
            }
        }
    }

    /// Books half-days on worked, free half-days from a day on; adds nothing if none is free.
    @discardableResult
    private mutating func add(
        _ booking: inout Booking, _ account: Int, from offset: Int, morning: Bool, halfDays: Int,
        _ random: inout SeededGenerator, seconds: Int = 0, staysOnDay: Bool = false, joining: Int? = nil
    ) -> Int? {
        let slots = booking.take(from: offset, morning: morning, halfDays: halfDays, staysOnDay: staysOnDay)
        guard let first = slots.first else { return nil }
        let period: Int
        if let joining {
            period = joining
        } else {
            period = Self.firstPeriod + periods.count
            let created = booking.today.adding(min(offset, 0) - 3 - random.below(40))
            periods.append(
                LeavePeriod(
                    id: period, employee: booking.employee.id, isConfirmed: !random.chance(90), created: created,
                    comment: random.chance(50) ? "Demandé par téléphone, voir l'échange" : nil))
        }
        let fate = random.below(1000)
        for (position, slot) in slots.enumerated() {
            var row = LeaveRow(
                id: Self.firstRow + rows.count, period: period, account: account, day: booking.today.ordinal + slot.day,
                isMorning: slot.isMorning, seconds: seconds)
            let isGone =
                switch fate {
                case 0..<40: true
                case 40..<80: position >= slots.count / 2 && slots.count > 1
                default: false
                }
            // Lucca represents a cancellation in several ways.
            if isGone { row.cancellation = [.complete, .dated, .inactive][(period + Int(first.day.magnitude)) % 3] }
            rows.append(row)
        }
        return period
    }
}

/// The half-days of one employee that are still free.
private struct Booking {
    let employee: SimulatedEmployee
    let today: SimulatedDay
    private let worked: [Bool]
    private var taken: [Bool]
    private let allowed: ClosedRange<Int>

    init(employee: SimulatedEmployee, today: SimulatedDay, worked: [Bool]) {
        self.employee = employee
        self.today = today
        self.worked = worked
        taken = [Bool](repeating: false, count: worked.count * 2)
        let first = max(-200, employee.contractStart.ordinal - today.ordinal)
        let last = min(330, (employee.contractEnd?.ordinal ?? today.ordinal + 330) - today.ordinal)
        allowed = first <= last ? first...last : 331...331
    }

    mutating func take(from offset: Int, morning: Bool, halfDays: Int, staysOnDay: Bool) -> [(day: Int, isMorning: Bool)] {
        var slots: [(day: Int, isMorning: Bool)] = []
        var day = max(offset, -200)
        var isMorning = morning
        while slots.count < halfDays, day <= 330, !(staysOnDay && day > offset) {
            let slot = (day + 200) * 2 + (isMorning ? 0 : 1)
            if allowed.contains(day), worked[day + 200] {
                guard !taken[slot] else { break }
                taken[slot] = true
                slots.append((day, isMorning))
            }
            if !isMorning { day += 1 }
            isMorning.toggle()
        }
        return slots
    }
}
