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
        let behaviour = behaviour
        return try withState { try $0.apply(change, behaviour) }
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

/// A resource, a department or a type of a simulated planning: a key, and whatever JSON was stored under it.
public struct SimulatedThing: Hashable, Sendable {
    public let key: Int
    /// The whole thing as JSON text, its key included.
    public let json: String
    /// Of a resource without a label: its names.
    let label: String
    /// Whether it says `notValid`.
    public let isArchived: Bool
    /// The colours of a type.
    let style: JSONValue

    /// A member's text; empty when it is absent or no text.
    public func text(_ name: String) -> String {
        JSONValue.parse(json)?[name]?.text ?? ""
    }

    /// Keys of the departments of a resource.
    public var departments: [Int] {
        JSONValue.parse(json)?["departments"]?.elements?.compactMap { $0["key"]?.integer } ?? []
    }

    var members: [JSONValue.Member] { JSONValue.parse(json)?.members ?? [] }

    init(key: Int, members: [JSONValue.Member]) {
        self.key = key
        let value = JSONValue.object(
            [.init("key", .number(String(key)))] + members.filter { $0.name.lowercased() != "key" })
        json = value.serialized
        let names = [value["lastName"]?.text, value["firstName"]?.text].compactMap { $0 }
        label = value["label"]?.text ?? names.joined(separator: " ")
        isArchived = value["notValid"]?.flag ?? false
        style = value["style"] ?? .null
    }

    /// The same thing with one member set.
    func setting(_ name: String, to value: JSONValue) -> SimulatedThing {
        var object = JSONValue.object(members)
        object.set(name, to: value)
        return SimulatedThing(key: key, members: object.members ?? [])
    }
}
