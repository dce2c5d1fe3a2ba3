import Foundation
import Simulators

/// Which of our events should be on a planning, computed from the simulated world the slow and obvious way, without any
/// product code: half-days are walked one by one, and Foundation's calendar says when a day begins.
struct ExpectedPlanning {
    struct Event: Hashable, CustomStringConvertible {
        /// All of the event's resources: one, for an event of ours.
        let resources: [Int]
        let type: String
        let start: Int
        let end: Int
        let reference: String
        var description: String { "\(reference) on \(resources) as \(type) \(start)…\(end)" }

        /// Lucca's number of the leave period, or of generation 2's leave, as in the reference.
        var period: Int? {
            let parts = reference.split(separator: "/")
            return parts.count >= 3 ? Self.number(String(parts[1])) : nil
        }

        /// Of `5001`, or of `v2-31000`: the simulators give no number to both.
        static func number(_ period: String) -> Int? {
            Int(period.hasPrefix(secondGeneration) ? String(period.dropFirst(secondGeneration.count)) : period)
        }

        static let secondGeneration = "v2-"
    }

    /// Members that an answer of Lucca may lack, and what it then means according to `contracts/lucca.md`.
    enum Unseen {
        /// A leave counted in hours without its `value` fills its half-day.
        case hours
        /// A half-day that is active and whose `cancellationDate` is null counts.
        case cancellationDates
    }

    let tenant: SimulatedTenant
    let asOf: SimulatedDay
    /// References name the leaves of Lucca's generation 2.
    let isOfSecondGeneration: Bool
    /// Leaves are read from 31 days before the window. A later day passes the first run's: absences in progress keep their start.
    var readFrom: SimulatedDay
    var horizonMonths = 6
    /// Whether unapproved absences count.
    var includesPending = false
    /// Lucca ids of employees who are no longer in the scope.
    var outOfScope: Set<Int> = []
    private var unseen: Unseen?
    /// Each employee's resource, as decided at its first look-up: links last.
    let resources: [Int: Int]
    /// Type labels by leave account, as decided when the account was first seen: a renamed account keeps its type.
    var types: [Int: String]

    init(tenant: SimulatedTenant, asOf: SimulatedDay, isOfSecondGeneration: Bool = false) {
        self.tenant = tenant
        self.asOf = asOf
        self.isOfSecondGeneration = isOfSecondGeneration
        readFrom = asOf.adding(-31)
        resources = Self.match(tenant, asOf: asOf)
        var types: [Int: String] = [:]
        for account in tenant.lucca.leaveAccounts where !account.isRemoteWork { types[account.id] = Self.folded(account.name) }
        self.types = types
    }

    private init(_ other: ExpectedPlanning, asOf: SimulatedDay, outOfScope: Set<Int>) {
        tenant = other.tenant
        self.asOf = asOf
        isOfSecondGeneration = other.isOfSecondGeneration
        readFrom = other.readFrom
        horizonMonths = other.horizonMonths
        includesPending = other.includesPending
        resources = other.resources
        types = other.types
        self.outOfScope = other.outOfScope.union(outOfScope)
    }

    func later(_ asOf: SimulatedDay, outOfScope: Set<Int> = []) -> ExpectedPlanning {
        ExpectedPlanning(self, asOf: asOf, outOfScope: outOfScope)
    }

    /// The same for a run that did not see those members.
    func without(_ unseen: Unseen?) -> ExpectedPlanning {
        var result = self
        result.unseen = unseen
        return result
    }

    /// Synced: in the scope, and not departed.
    func covers(_ employee: SimulatedEmployee) -> Bool {
        !outOfScope.contains(employee.id) && (employee.contractEnd ?? asOf) >= asOf
    }

    static func folded(_ text: String) -> String {
        text.folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil).trimmingCharacters(in: .whitespaces)
    }

    /// The tenant matches by employee number, then e-mail, and creates no resource.
    private static func match(_ tenant: SimulatedTenant, asOf: SimulatedDay) -> [Int: Int] {
        let employees = tenant.lucca.employees.filter { ($0.contractEnd ?? asOf) >= asOf }
        // Read once: per employee, reading a thousand resources takes most of a minute.
        let resources = tenant.planning.resources.map {
            (key: $0.key, number: $0.text("registrationNumber"), mail: $0.text("email").lowercased())
        }
        var found: [Int: Int] = [:]
        var undecided: Set<Int> = []
        for employee in employees where !employee.employeeNumber.isEmpty {
            let twins = employees.filter { $0.employeeNumber == employee.employeeNumber }
            let candidates = resources.filter { $0.number == employee.employeeNumber }
            if candidates.isEmpty { continue }
            if twins.count == 1, candidates.count == 1 {
                found[employee.id] = candidates[0].key
            } else {
                undecided.insert(employee.id)
            }
        }
        let taken = Set(found.values)
        for employee in employees where found[employee.id] == nil && !undecided.contains(employee.id) && !employee.mail.isEmpty {
            let mail = employee.mail.lowercased()
            let twins = employees.filter { $0.mail.lowercased() == mail }
            let candidates = resources.filter { $0.mail == mail }
            if twins.count == 1, candidates.count == 1, !taken.contains(candidates[0].key) {
                found[employee.id] = candidates[0].key
            }
        }
        return found
    }

    /// When the day begins, in seconds since 1970: events that end before it are over.
    var beginning: Int { start(of: asOf, minute: 0) }

    private struct Stretch: Hashable {
        let period: Int
        let account: Int
    }

    func events() -> Set<Event> {
        let end = horizonEnd()
        let absences = isOfSecondGeneration ? tenant.lucca.absences : []
        let ids = Dictionary(
            uniqueKeysWithValues: absences.map { (Stretch(period: $0.period, account: $0.account), $0.id) })
        var result: Set<Event> = []
        for employee in tenant.lucca.employees {
            guard let resource = resources[employee.id], covers(employee) else { continue }
            let leaves = tenant.lucca.leaves(ofEmployee: employee.id).filter {
                isLive($0) && (includesPending || $0.isConfirmed) && $0.day >= readFrom && $0.day < end
            }
            let groups = Dictionary(grouping: leaves) { Stretch(period: $0.period, account: $0.account) }
            for (stretch, members) in groups {
                guard let type = types[stretch.account] else { continue }
                let period = ids[stretch].map { Event.secondGeneration + "\($0)" } ?? "\(stretch.period)"
                for absence in self.absences(of: members) where absence.end > beginning {
                    result.insert(
                        Event(
                            resources: [resource], type: type, start: absence.start, end: absence.end,
                            reference: "[lucca:\(tenant.slug)/\(period)/\(stretch.account)/\(absence.first)]"))
                }
            }
        }
        return result
    }

    private func isLive(_ leave: SimulatedLeave) -> Bool {
        leave.isActive && (!leave.hasCancellationDate || unseen == .cancellationDates)
    }

    private func absences(of members: [SimulatedLeave]) -> [(first: String, start: Int, end: Int)] {
        var result: [(first: String, start: Int, end: Int)] = []
        var whole: Set<Int> = []
        for leave in members {
            let half = leave.day.ordinal * 2 + (leave.isMorning ? 0 : 1)
            if let seconds = leave.seconds, unseen != .hours {
                let start = begin(half)
                result.append((name(half), start, start + seconds))
            } else {
                whole.insert(half)
            }
        }
        var left = whole
        while let first = left.min() {
            var last = first
            left.remove(first)
            var probe = first + 1
            // Continue while the half-day is absent too, or on a weekend.
            while left.contains(probe) || SimulatedDay(ordinal: probe / 2).isWeekend {
                if left.remove(probe) != nil { last = probe }
                probe += 1
            }
            result.append((name(first), begin(first), begin(last + 1)))
        }
        return result
    }

    private func name(_ half: Int) -> String { "\(SimulatedDay(ordinal: half / 2))-\(half % 2 == 0 ? "AM" : "PM")" }
    private func begin(_ half: Int) -> Int { start(of: SimulatedDay(ordinal: half / 2), minute: half % 2 == 0 ? 0 : 720) }

    private func start(of day: SimulatedDay, minute: Int) -> Int {
        let parts = "\(day)".split(separator: "-").compactMap { Int($0) }
        var components = DateComponents(year: parts[0], month: parts[1], day: parts[2])
        components.hour = minute / 60
        return Int(Self.paris.date(from: components)?.timeIntervalSince1970 ?? 0)
    }

    private func horizonEnd() -> SimulatedDay {
        var utc = Calendar(identifier: .gregorian)
        utc.timeZone = TimeZone(secondsFromGMT: 0) ?? .current
        let date = Date(timeIntervalSince1970: Double(asOf.ordinal) * 86_400)
        let end = utc.date(byAdding: .month, value: horizonMonths, to: date) ?? date
        return SimulatedDay(ordinal: Int(end.timeIntervalSince1970) / 86_400)
    }

    private static let paris: Calendar = {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(identifier: "Europe/Paris") ?? .current
        return calendar
    }()
}

extension SimulatedTenant {
    /// Our events that are on the planning: those that carry this account's reference.
    func ours() -> [SimulatedEvent] {
        planning.events.filter { $0.reference?.hasPrefix("[lucca:\(slug)/") == true }
    }

    /// The planners' events.
    func theirs() -> [SimulatedEvent] {
        planning.events.filter { $0.reference?.hasPrefix("[lucca:\(slug)/") != true }
    }

    /// Our events in a form comparable with the expected ones; a list, so that duplicates show.
    func oursAsExpected() -> [ExpectedPlanning.Event] {
        let labels = Dictionary(uniqueKeysWithValues: planning.types.map { ($0.key, ExpectedPlanning.folded($0.text("label"))) })
        return ours().map { event in
            // The last minute of a whole day means the midnight after it.
            let end = event.allDay && (event.end + 60) % 3600 == 0 ? event.end + 60 : event.end
            return ExpectedPlanning.Event(
                resources: event.resources, type: event.type.flatMap { labels[$0] } ?? "?", start: event.start, end: end,
                reference: event.reference ?? "")
        }
    }
}
