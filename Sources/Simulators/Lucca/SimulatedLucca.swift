import NIOConcurrencyHelpers

/// One account of a simulated Lucca. Its world is made from the seed when somebody first asks.
package final class SimulatedLucca: Sendable {
    private let seed: UInt64
    private let index: Int
    private let slug: String
    private let employeeCount: Int
    private let clock: WorldClock
    private let state = NIOLockedValueBox<LuccaState?>(nil)
    private let behaviourBox: NIOLockedValueBox<LuccaBehaviour>
    private let window = NIOLockedValueBox(RollingWindow())
    private let tokens: LuccaTokens

    init(seed: UInt64, index: Int, slug: String, employeeCount: Int, clock: WorldClock, behaviour: LuccaBehaviour) {
        self.seed = seed
        self.index = index
        self.slug = slug
        self.employeeCount = employeeCount
        self.clock = clock
        behaviourBox = NIOLockedValueBox(behaviour)
        tokens = LuccaTokens(seed: seed, index: index, slug: slug)
    }

    /// How the account answers; may be changed at any time.
    package var behaviour: LuccaBehaviour {
        get { behaviourBox.withLockedValue { $0 } }
        set { behaviourBox.withLockedValue { $0 = newValue } }
    }

    /// By ascending id, former and future ones included.
    package var employees: [SimulatedEmployee] { read(\.employees) }
    /// By ascending id.
    package var departments: [SimulatedDepartment] { read(\.departments) }
    package var leaveAccounts: [SimulatedLeaveAccount] { read(\.accounts) }
    package var legalEntities: [String] { read(\.legalEntities) }
    /// Every half-day, cancelled ones included, by ascending id.
    package var leaves: [SimulatedLeave] { withState { $0.leaves { _ in true } } }

    /// The half-days of one employee.
    package func leaves(ofEmployee employee: Int) -> [SimulatedLeave] {
        withState { $0.leaves { $0.employee == employee } }
    }

    /// The parts of the employees' file, deleted ones included.
    package var sections: [SimulatedSection] { withState { $0.extra.sections } }
    /// The customer's own data, whoever may see them.
    package var fields: [SimulatedField] { withState { $0.extra.fields } }
    /// Everything that generation 2 serves as leaves, cancelled ones included, by ascending id.
    package var absences: [SimulatedAbsence] { withState { $0.absences() } }

    /// What one employee has, by the ids of the fields.
    package func fieldValues(ofEmployee employee: Int) -> [String: SimulatedFieldValue] {
        withState { $0.extra.values[employee] ?? [:] }
    }

    /// Ends every token of generation 2.
    package func endTokens() {
        tokens.endAll()
    }

    /// Does what people do in Lucca.
    /// - Returns: the id of what was added, or of what was changed.
    /// - Throws: `SimulatorError` when the thing named does not exist.
    @discardableResult
    package func apply(_ change: LuccaChange) throws -> Int {
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
                let extra = ExtraData(seed: seed, index: index, population: population, today: today)
                current = LuccaState(population: population, book: book, extra: extra, seed: seed, index: index)
            }
            defer { value = current }
            return try body(&current)
        }
    }

    /// Counts requests of both generations together.
    /// - Returns: nil when the request may pass; else nanoseconds until one may.
    func admit(at now: UInt64) -> UInt64? {
        let behaviour = behaviour
        let span: UInt64 = 60_000_000_000
        guard behaviour.isLimited else { return nil }
        let limit = behaviour.requestsPerMinute - behaviour.otherRequestsPerMinute
        guard limit > 0 else { return span }
        return window.withLockedValue { $0.admit(at: now, limit: limit, span: span) }
    }

    func issueToken(at now: UInt64, scopes: Set<String>) -> String {
        tokens.issue(scopes: scopes, until: now + UInt64(max(0, behaviour.generation2.tokenSeconds)) * 1_000_000_000)
    }

    /// Whether this account issued the token, ended or not.
    func issued(token: String) -> Bool { tokens.contains(token) }

    /// What a token opens; nil once it ended.
    func scopes(ofToken token: String, at now: UInt64) -> Set<String>? { tokens.scopes(of: token, at: now) }

    private func read<Value>(_ path: KeyPath<LuccaState, Value>) -> Value {
        withState { $0[keyPath: path] }
    }
}
