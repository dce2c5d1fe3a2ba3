import NIOConcurrencyHelpers

/// One brand of a simulated PlanningPME. Its planning is generated from the seed on first access.
package final class SimulatedPlanning: Sendable {
    private struct Tokens: Sendable {
        var ends: [String: UInt64] = [:]
        var issued = 0
    }

    /// The prefix of every token: long enough to be recognized wherever it appears.
    package static let tokenBeginning = "simulated-access-token-"

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
    package var behaviour: PlanningBehaviour {
        get { behaviourBox.withLockedValue { $0 } }
        set { behaviourBox.withLockedValue { $0 = newValue } }
    }

    /// By ascending key.
    package var resources: [SimulatedThing] { withState { $0.resources.items } }
    /// By ascending key.
    package var departments: [SimulatedThing] { withState { $0.departments.items } }
    /// Kinds of unavailability, by ascending key.
    package var types: [SimulatedThing] { withState { $0.types.items } }
    /// Everything on the planning, whoever created it, by ascending key.
    package var events: [SimulatedEvent] { withState { $0.events.items } }

    /// Expires every issued token.
    package func endTokens() {
        tokens.withLockedValue { $0.ends = [:] }
    }

    /// Applies a planner's change.
    /// - Returns: the key of the added or changed thing.
    /// - Throws: `SimulatorError` if the named thing does not exist.
    @discardableResult
    package func apply(_ change: PlanningChange) throws -> Int {
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
                // Keep only one reference, so that changes are made in place.
                value = nil
            } else {
                current = make()
            }
            defer { value = current }
            return try body(&current)
        }
    }

    /// nil if the request may pass; otherwise the nanoseconds until one may.
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

/// A resource, a department or a type of a simulated planning: a key and its stored JSON.
package struct SimulatedThing: Hashable, Sendable {
    package let key: Int
    /// The whole thing as JSON text, its key included.
    package let json: String
    /// For a resource without a label: its names.
    let label: String
    /// Whether it has `notValid`.
    package let isArchived: Bool
    /// The colours of a type.
    let style: JSONValue

    /// A member's text; empty if missing or not a text.
    package func text(_ name: String) -> String {
        JSONValue.parse(json)?[name]?.text ?? ""
    }

    /// The value of a custom field of a resource, ignoring case; nil without one.
    package func field(_ name: String) -> JSONValue? {
        JSONValue.parse(json)?["fields"]?[name]
    }

    /// Keys of the departments of a resource.
    package var departments: [Int] {
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
