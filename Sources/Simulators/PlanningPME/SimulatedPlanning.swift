import NIOConcurrencyHelpers

/// One brand of a simulated PlanningPME. Its planning is made from the seed when somebody first asks.
public final class SimulatedPlanning: Sendable {
    private struct Tokens: Sendable {
        var ends: [String: UInt64] = [:]
        var issued = 0
    }

    /// How every token begins: long enough to be told from anything else, wherever it turns up.
    public static let tokenBeginning = "simulated-access-token-"

    private let make: @Sendable () -> PlanningState
    private let credentials: TenantCredentials
    private let state = NIOLockedValueBox<PlanningState?>(nil)
    private let behaviourBox: NIOLockedValueBox<PlanningBehaviour>
    private let window = NIOLockedValueBox(RollingWindow())
    private let tokens = NIOLockedValueBox(Tokens())

    init(credentials: TenantCredentials, behaviour: PlanningBehaviour, make: @escaping @Sendable () -> PlanningState) {
        self.credentials = credentials
        self.make = make
        behaviourBox = NIOLockedValueBox(behaviour)
    }

    /// How the brand answers; may be changed at any time.
    public var behaviour: PlanningBehaviour {
        get { behaviourBox.withLockedValue { $0 } }
        set { behaviourBox.withLockedValue { $0 = newValue } }
    }

    /// By ascending key.
    public var resources: [SimulatedThing] { withState { $0.resources.items } }
    /// By ascending key.
    public var departments: [SimulatedThing] { withState { $0.departments.items } }
    /// Kinds of unavailability, by ascending key.
    public var types: [SimulatedThing] { withState { $0.types.items } }
    /// Everything on the planning, whoever made it, by ascending key.
    public var events: [SimulatedEvent] { withState { $0.events.items } }

    /// Ends every token that was given out.
    public func endTokens() {
        tokens.withLockedValue { $0.ends = [:] }
    }

    /// Does what planners do by hand.
    /// - Returns: the key of what was added, or of what was changed.
    /// - Throws: `SimulatorError` when the thing named does not exist.
    @discardableResult
    public func apply(_ change: PlanningChange) throws -> Int {
        if case .reset = change {
            state.withLockedValue { $0 = nil }
            return 0
        }
        let keepsEvents = behaviour.keepsEventsOfDeletedResources
        return try withState { try $0.apply(change, keepsEvents: keepsEvents) }
    }

    func withState<Result>(_ body: (inout PlanningState) throws -> Result) rethrows -> Result {
        try state.withLockedValue { value in
            var current: PlanningState
            if let made = value {
                current = made
                // Leave one reference only, so that changes are made in place.
                value = nil
            } else {
                current = make()
            }
            defer { value = current }
            return try body(&current)
        }
    }

    /// nil when the request may pass; else nanoseconds until one may.
    func admit(at now: UInt64) -> UInt64? {
        let behaviour = behaviour
        guard behaviour.isLimited else { return nil }
        return window.withLockedValue {
            $0.admit(at: now, limit: behaviour.requestsPerHour, span: 3_600_000_000_000)
        }
    }

    func issueToken(at now: UInt64) -> String {
        let life = UInt64(max(0, behaviour.tokenSeconds)) * 1_000_000_000
        return tokens.withLockedValue {
            $0.issued += 1
            var random = SeededGenerator(
                seed: UInt64($0.issued), tenant: credentials.appKey.utf8.reduce(0) { $0 &* 31 &+ Int($1) }, purpose: 7)
            let token = Self.tokenBeginning + "\($0.issued)-" + random.hexadecimal(40)
            $0.ends[token] = now + life
            return token
        }
    }

    func holds(token: String, at now: UInt64) -> Bool {
        tokens.withLockedValue { $0.ends[token].map { now < $0 } ?? false }
    }
}

extension PlanningState {
    mutating func apply(_ change: PlanningChange, keepsEvents: Bool) throws -> Int {
        switch change {
        case .editRemark(let event, let remark):
            return try edit(event) { $0.remark = remark }
        case .moveEvent(let event, let start, let end):
            return try edit(event) {
                $0.start = start
                $0.end = end
            }
        case .editEvent(let event, let member, let text):
            return try edit(event) {
                var members = JSONValue.parse("{\($0.otherMembers)}") ?? .object([])
                members.set(member, to: .string(text))
                var out = JSONBytes()
                out.members(members.members ?? [])
                $0.otherMembers = String(decoding: out.bytes, as: UTF8.self)
            }
        case .deleteEvent(let event):
            guard events.remove(event) else { throw SimulatorError.unknown("event \(event)") }
            return event
        case .addEvent(let resource, let start, let end, let type, let remark):
            guard resources[resource] != nil else { throw SimulatorError.unknown("resource \(resource)") }
            return events.add {
                SimulatedEvent(
                    key: $0, start: start, end: end, resources: [resource], kind: type == nil ? "Task" : "Unavailability",
                    type: type,
                    remark: remark, otherMembers: "\"color\":\"#9BBB59\",\"fields\":{}")
            }.key
        case .editResource(let resource, let member, let text):
            guard let thing = resources[resource], var members = JSONValue.parse(thing.json) else {
                throw SimulatorError.unknown("resource \(resource)")
            }
            members.set(member, to: .string(text))
            _ = resources.replace(resource, with: SimulatedThing(key: resource, members: members.members ?? []))
            return resource
        case .deleteResource(let resource):
            guard removeResource(resource, keepsEvents: keepsEvents) else { throw SimulatorError.unknown("resource \(resource)") }
            return resource
        case .addResource(let label, let number, let email):
            return resources.add {
                SimulatedThing(
                    key: $0,
                    members: [
                        .init("label", .string(label)), .init("registrationNumber", .string(number)),
                        .init("email", .string(email)),
                        .init("type", .string("Human")), .init("departments", .array([])),
                    ])
            }.key
        case .addType(let label):
            return types.add { SimulatedThing(key: $0, members: [.init("label", .string(label))]) }.key
        case .renameType(let type, let label):
            guard types.replace(type, with: SimulatedThing(key: type, members: [.init("label", .string(label))])) else {
                throw SimulatorError.unknown("type \(type)")
            }
            return type
        case .deleteType(let type):
            guard types.remove(type) else { throw SimulatorError.unknown("type \(type)") }
            return type
        case .addDepartment(let label):
            return departments.add { SimulatedThing(key: $0, members: [.init("label", .string(label))]) }.key
        case .reset:
            return 0
        }
    }

    /// False when there is no such resource.
    mutating func removeResource(_ resource: Int, keepsEvents: Bool) -> Bool {
        guard resources.remove(resource) else { return false }
        if keepsEvents { return true }
        events.removeAll { $0.resources == [resource] }
        for var event in events.items where event.resources.contains(resource) {
            event.resources.removeAll { $0 == resource }
            _ = events.replace(event.key, with: event)
        }
        return true
    }

    private mutating func edit(_ event: Int, _ change: (inout SimulatedEvent) -> Void) throws -> Int {
        guard var found = events[event] else { throw SimulatorError.unknown("event \(event)") }
        change(&found)
        _ = events.replace(event, with: found)
        return event
    }
}
