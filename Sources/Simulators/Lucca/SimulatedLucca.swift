import NIOConcurrencyHelpers

/// One account of a simulated Lucca. Its world is made from the seed when somebody first asks.
public final class SimulatedLucca: Sendable {
    private let seed: UInt64
    private let index: Int
    private let slug: String
    private let employeeCount: Int
    private let clock: WorldClock
    private let state = NIOLockedValueBox<LuccaState?>(nil)
    private let behaviourBox: NIOLockedValueBox<LuccaBehaviour>
    private let window = NIOLockedValueBox(RollingWindow())

    init(seed: UInt64, index: Int, slug: String, employeeCount: Int, clock: WorldClock, behaviour: LuccaBehaviour) {
        self.seed = seed
        self.index = index
        self.slug = slug
        self.employeeCount = employeeCount
        self.clock = clock
        behaviourBox = NIOLockedValueBox(behaviour)
    }

    /// How the account answers; may be changed at any time.
    public var behaviour: LuccaBehaviour {
        get { behaviourBox.withLockedValue { $0 } }
        set { behaviourBox.withLockedValue { $0 = newValue } }
    }

    /// By ascending id, former and future ones included.
    public var employees: [SimulatedEmployee] { read(\.employees) }
    /// By ascending id.
    public var departments: [SimulatedDepartment] { read(\.departments) }
    public var leaveAccounts: [SimulatedLeaveAccount] { read(\.accounts) }
    public var legalEntities: [String] { read(\.legalEntities) }
    /// Every half-day, cancelled ones included, by ascending id.
    public var leaves: [SimulatedLeave] { withState { $0.leaves { _ in true } } }

    /// The half-days of one employee.
    public func leaves(ofEmployee employee: Int) -> [SimulatedLeave] {
        withState { $0.leaves { $0.employee == employee } }
    }

    /// Does what people do in Lucca.
    /// - Returns: the id of what was added, or of what was changed.
    /// - Throws: `SimulatorError` when the thing named does not exist.
    @discardableResult
    public func apply(_ change: LuccaChange) throws -> Int {
        let now = clock.nextChange()
        return try withState { try $0.apply(change, now: now) }
    }

    func withState<Result>(_ body: (inout LuccaState) throws -> Result) rethrows -> Result {
        try state.withLockedValue { value in
            var current: LuccaState
            if let made = value {
                current = made
                // Leave one reference only, so that changes are made in place.
                value = nil
            } else {
                let today = clock.beginning
                let population = Population(seed: seed, index: index, slug: slug, count: employeeCount, today: today)
                let book = LeaveBook(seed: seed, index: index, population: population, today: today)
                current = LuccaState(population: population, book: book, seed: seed, index: index)
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
            $0.admit(at: now, limit: behaviour.requestsPerMinute, span: 60_000_000_000)
        }
    }

    private func read<Value>(_ path: KeyPath<LuccaState, Value>) -> Value {
        withState { $0[keyPath: path] }
    }
}
