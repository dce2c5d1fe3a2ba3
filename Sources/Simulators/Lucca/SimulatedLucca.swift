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

    init(seed: UInt64, index: Int, slug: String, employeeCount: Int, clock: WorldClock, behaviour: LuccaBehaviour) {
        self.seed = seed
        self.index = index
        self.slug = slug
        self.employeeCount = employeeCount
        self.clock = clock
        behaviourBox = NIOLockedValueBox(behaviour)
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

/// How one simulated Lucca account answers: what the key may see, which spelling it uses, and its limits. Every oddity that
/// `contracts/lucca.md` names is a switch here.
package struct LuccaBehaviour: Codable, Hashable, Sendable {
    /// How property names are written.
    package enum LetterCase: String, Codable, Hashable, Sendable, CaseIterable {
        /// `isAm`, `departmentId`, `headId`.
        case documented
        /// `isAM`, `departmentID`, `headID`.
        case seen
        /// `IsAm`, `DepartmentId`, `Data`.
        case capitalized
        /// `isam`, `departmentid`.
        case lowercase
    }

    /// How the date of a half-day is written.
    package enum DateForm: String, Codable, Hashable, Sendable, CaseIterable {
        /// `2026-12-25`.
        case day
        /// `2026-12-25T00:00:00`.
        case dateTime
    }

    /// What an error looks like.
    package enum ErrorShape: String, Codable, Hashable, Sendable, CaseIterable {
        /// RFC 7807.
        case problem
        /// `{"Status", "Message", "StackTrace"}`.
        case older
        /// A page of a proxy in between.
        case html
    }

    /// How much of an absence the key's role shows.
    package enum LeaveDetails: String, Codable, Hashable, Sendable, CaseIterable {
        case full
        /// `leaveAccount` and `leaveAccountId` are null.
        case withoutAccount
        /// `leavePeriod` and `leavePeriodId` are null.
        case withoutPeriod
        /// No row at all, and no error.
        case hidden
    }

    package var letterCase = LetterCase.documented
    package var dateForm = DateForm.day
    package var errorShape = ErrorShape.problem
    /// Whether the limit of requests holds for this account (the world's switch must be on as well).
    package var isLimited = true
    /// Requests allowed in any 60 seconds.
    package var requestsPerMinute = 50
    /// Whether a 429 says `Retry-After`.
    package var sendsRetryAfter = true
    /// A page with more leaves than this takes too long: 408.
    package var rowsWithinTime = 10_000
    /// A role without employees: 403.
    package var readsUsers = true
    /// A role without the structure: 403.
    package var readsDepartments = true
    /// A role without absences: 403.
    package var readsLeaves = true
    /// Whether employees whose contract has not begun come back.
    package var seesFutureEmployees = true
    package var leaveDetails = LeaveDetails.full
    /// Departments of which the role shows no employee and no leave.
    package var hiddenDepartments: Set<Int> = []
    /// Users come back whatever `departmentId` asks.
    package var ignoresDepartmentFilter = false
    /// A half-day's id is made of its leave period, day and half, such as `90-20270614-AM`: one that was cancelled and taken again comes
    /// twice under one id.
    package var sharesLeaveIDs = false
    /// Whether `isRemoteWork` is served.
    package var servesRemoteWork = true
    /// Rows of the third generation come with every property, whatever `fields` names.
    package var ignoresFields = false
    /// Rows carry properties nobody has heard of.
    package var addsUnknownProperties = false
    /// Rows of an unordered request come in another order each time.
    package var shufflesWithoutOrder = true
    /// Whether `collection.count` is answered.
    package var counts = true
    /// The key was revoked: 401.
    package var isKeyRevoked = false

    package init() {}
}

extension LuccaBehaviour.LetterCase {
    /// A property's name, given as documented, in this spelling.
    func spelling(_ name: String) -> String {
        switch self {
        case .documented: name
        case .seen:
            if name == "isAm" {
                "isAM"
            } else if name.hasSuffix("Id") {
                name.dropLast(2) + "ID"
            } else {
                name
            }
        case .capitalized: name.prefix(1).uppercased() + name.dropFirst()
        case .lowercase: name.lowercased()
        }
    }
}
