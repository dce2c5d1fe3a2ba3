/// An event on a simulated planning.
package struct SimulatedEvent: Codable, Hashable, Sendable {
    package let key: Int
    /// Seconds since 1970-01-01T00:00:00Z.
    package var start: Int
    /// Seconds since 1970-01-01T00:00:00Z; for whole days, the midnight after the last one.
    package var end: Int
    package var resources: [Int]
    /// `Unavailability` or `Task`.
    package var kind: String
    /// The unavailability type's key.
    package var type: Int?
    /// The status's key; nil without status.
    package var status: Int?
    /// Whether it was sent as whole days.
    package var allDay = false
    /// Shown to planners; contains the connector's reference.
    package var remark: String
    /// Customer-defined fields, as the inside of a JSON object.
    package var fields = ""
    /// Every other member, including colours, as the inside of a JSON object.
    package var otherMembers = ""
    /// Whether a planner locked it.
    package var isBlocked = false
    /// The user who has it open.
    package var editor: String?
    /// Whether it is read-only for the connector's user.
    package var readonly = false

    static let unavailability = "Unavailability"
    static let task = "Task"

    var isUnavailability: Bool { kind == Self.unavailability }

    /// Whether changing or deleting it is rejected.
    var isHeld: Bool { isBlocked || editor != nil || readonly }

    /// The same event under another key.
    func keyed(_ key: Int) -> SimulatedEvent {
        SimulatedEvent(
            key: key, start: start, end: end, resources: resources, kind: kind, type: type, status: status, allDay: allDay,
            remark: remark, fields: fields, otherMembers: otherMembers, isBlocked: isBlocked, editor: editor, readonly: readonly)
    }

    /// The connector's reference with its brackets, if the remark or a field has one.
    package var reference: String? {
        remark.reference ?? fields.reference
    }
}

extension String {
    fileprivate var reference: String? {
        guard let start = range(ofMark: "[lucca:") else { return nil }
        guard let end = self[start...].firstIndex(of: "]") else { return nil }
        return String(self[start...end])
    }

    /// The range of `mark`.
    func range(ofMark mark: String) -> String.Index? {
        guard utf8.contains(UInt8(ascii: "[")) else { return nil }
        return indices.first { self[$0] == "[" && self[$0...].hasPrefix(mark) }
    }
}

/// How a brand reads and writes times.
struct PlanningClock {
    let input: PlanningBehaviour.TimeInput
    let output: PlanningBehaviour.TimeForm
    let clocks: SimulatedZone

    init(_ behaviour: PlanningBehaviour) {
        input = behaviour.timeInput
        output = behaviour.timeForm
        clocks = behaviour.clocks
    }

    /// nil if the text is no time.
    func moment(_ text: String) -> Int? {
        guard let written = InstantText.read(text) else { return nil }
        return switch input {
        case .local: clocks.utc(fromLocal: written.digits)
        case .utc: written.digits - (written.offset ?? 0)
        case .both: written.offset.map { written.digits - $0 } ?? clocks.utc(fromLocal: written.digits)
        }
    }

    func text(_ instant: Int, inList: Bool) -> String {
        let isLocal =
            switch output {
            case .utc: false
            case .local: true
            case .localInLists: inList
            }
        return isLocal ? InstantText.text(clocks.local(instant), suffix: "") : InstantText.utc(instant)
    }
}

/// How a brand handles events of whole days. In the simulator such an event ends at the midnight after its last day, whatever the
/// brand shows.
struct WholeDays {
    let form: PlanningBehaviour.WholeDay
    let clocks: SimulatedZone

    private static let day = 86_400
    private static let morning = 9 * 3600
    private static let evening = 18 * 3600

    /// The bounds of an event that was sent with these.
    func settled(start: Int, end: Int, allDay: Bool) -> (start: Int, end: Int) {
        guard form != .bounds else { return (start, end) }
        let first = day(of: start)
        if allDay {
            let after = -floorDivide(-clocks.local(end), Self.day)
            return (midnight(of: first), midnight(of: max(after, first + 1)))
        }
        guard isMidnight(start), end > start, isMidnight(end) || isLastMinute(end) else { return (start, end) }
        let last = day(of: end - 1)
        return (midnight(of: first) + Self.morning, midnight(of: last) + Self.evening)
    }

    /// Whether answers show an event as whole days: not in another zone.
    func isAllDay(_ event: SimulatedEvent) -> Bool {
        event.allDay && isMidnight(event.start)
    }

    /// Whether these bounds are whole days.
    func isWhole(start: Int, end: Int) -> Bool {
        isMidnight(start) && isMidnight(end)
    }

    /// The end in answers.
    func shownEnd(of event: SimulatedEvent) -> Int {
        form == .allDayUntilLastMinute && isAllDay(event) ? event.end - 60 : event.end
    }

    private func day(of instant: Int) -> Int {
        floorDivide(clocks.local(instant), Self.day)
    }

    private func midnight(of day: Int) -> Int {
        clocks.utc(fromLocal: day * Self.day)
    }

    private func isMidnight(_ instant: Int) -> Bool {
        clocks.local(instant) % Self.day == 0
    }

    private func isLastMinute(_ instant: Int) -> Bool {
        floorDivide(clocks.local(instant), 60) % 1440 == 1439
    }
}
