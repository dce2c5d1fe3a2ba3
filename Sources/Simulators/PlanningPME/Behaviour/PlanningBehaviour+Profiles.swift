extension PlanningBehaviour {
    /// The brands that have a name, in the order in which people meet them.
    private static let profiles: [(name: String, behaviour: PlanningBehaviour)] = [
        ("seen", PlanningBehaviour()), ("assumed-1", assumed), ("french-utc", frenchUTC), ("statuses", withStatuses),
        ("whole-days", wholeDays), ("terse", terse), ("overseas", overseas),
    ]

    /// What `profile(named:)` knows.
    public static let profileNames = profiles.map(\.name)

    /// - Parameter name: one of `profileNames`, or `random-` and a number, which draws a brand by that seed. nil for any other.
    public static func profile(named name: String) -> PlanningBehaviour? {
        if name.hasPrefix("random-") { return UInt64(name.dropFirst("random-".count)).map { random(seed: $0) } }
        return profiles.first { $0.name == name }?.behaviour
    }

    /// `assumed-1`: PlanningPME as Passerelle imagined it first.
    public static let assumed: PlanningBehaviour = {
        var brand = PlanningBehaviour()
        brand.kindForm = .typeName
        brand.reasonForm = .unavailability
        brand.updateForm = .replace
        brand.timeInput = .both
        brand.timeForm = .utc
        brand.readsAreRich = false
        brand.keepsUnknownMembers = true
        brand.requiresKindAndReason = true
        return brand
    }()

    /// Takes UTC, and answers in French time.
    private static let frenchUTC: PlanningBehaviour = {
        var brand = PlanningBehaviour()
        brand.kindForm = .typeName
        brand.reasonForm = .label
        brand.timeInput = .utc
        brand.tokenMethod = .post
        brand.createAnswer = .keyOnly
        brand.goneForm = .gone
        brand.errorForm = .modelState
        brand.listForm = .refused
        brand.missingThingStatus = 404
        brand.tellsZone = true
        return brand
    }()

    /// An event that nobody approves stays a request.
    private static let withStatuses: PlanningBehaviour = {
        var brand = PlanningBehaviour()
        brand.statuses = requestedFirst
        brand.updateForm = .replace
        brand.timeInput = .both
        brand.timeForm = .localInLists
        brand.departmentForm = .single
        brand.createdStatus = 200
        brand.updateAnswer = .empty
        brand.lockedStatus = 400
        brand.servesTotal = false
        return brand
    }()

    /// Numbers for names, and days for hours.
    private static let wholeDays: PlanningBehaviour = {
        var brand = PlanningBehaviour()
        brand.kindForm = .typeNumber
        brand.reasonForm = .unavailability
        brand.wholeDay = .allDayUntilLastMinute
        brand.remarkForm = .trimmed
        brand.createAnswer = .bareKey
        brand.goneForm = .empty200
        brand.listForm = .ignored
        brand.paging = .fromZero
        brand.maximumPageSize = 100
        return brand
    }()

    /// Says and shows as little as it can.
    private static let terse: PlanningBehaviour = {
        var brand = PlanningBehaviour()
        brand.reasonForm = .label
        brand.timeInput = .utc
        brand.timeForm = .utc
        brand.wholeDay = .allDay
        brand.remarkForm = .escaped
        brand.tokenMethod = .post
        brand.createAnswer = .location
        brand.updateAnswer = .empty
        brand.goneForm = .bad400
        brand.errorForm = .errorDescription
        brand.paging = .ignored
        brand.servesTotal = false
        brand.viewDays = 120
        return brand
    }()

    /// Lives in a zone of its own, cuts remarks, and never says which key it gave.
    private static let overseas: PlanningBehaviour = {
        var brand = PlanningBehaviour()
        brand.zone = "Indian/Reunion"
        brand.tellsZone = true
        brand.kindForm = .typeNumber
        brand.unavailabilityNumber = 2
        brand.updateForm = .replace
        brand.remarkForm = .cut
        brand.statuses = approvedFirst
        brand.departmentForm = .single
        brand.createAnswer = .empty
        brand.updateAnswer = .empty
        brand.goneForm = .empty204
        brand.errorForm = .modelState
        brand.lockedStatus = 400
        return brand
    }()

    static let requestedFirst = [
        SimulatedStatus(key: 21, type: "Requested", label: "Demandé", isDefault: true),
        SimulatedStatus(key: 22, type: "Approved", label: "Validé"), SimulatedStatus(key: 23, type: "Refused", label: "Refusé"),
    ]

    static let approvedFirst = [
        SimulatedStatus(key: 4, type: "Approved", label: "Accepté", isDefault: true),
        SimulatedStatus(key: 5, type: "Requested", label: "En attente"),
    ]
}

extension PlanningBehaviour {
    /// A brand that draws every point of its dialect. Only what a program can find out without a person is drawn: events can be
    /// deleted, passwords work, an own zone is named by `api/config`, a limited view comes with keys of what was created, and the
    /// field `REFERENCE` is there for remarks that are cut.
    /// - Parameter seed: the same seed gives the same brand.
    public static func random(seed: UInt64) -> PlanningBehaviour {
        var random = SeededGenerator(seed: seed, tenant: 0, purpose: 9)
        var brand = PlanningBehaviour()
        brand.refusedLoginStatus = random.pick([400, 401])
        brand.tokenMethod = random.pick(TokenMethod.allCases)
        brand.kindForm = random.pick(KindForm.allCases)
        brand.unavailabilityNumber = random.pick([85, 2, 65])
        brand.reasonForm = random.pick(ReasonForm.allCases)
        brand.updateForm = random.pick(UpdateForm.allCases)
        brand.timeInput = random.pick(TimeInput.allCases)
        brand.timeForm = random.pick(TimeForm.allCases)
        brand.wholeDay = random.pick(WholeDay.allCases)
        brand.tellsZone = random.chance(300)
        // Days of another zone are not those that Lucca speaks of.
        if brand.wholeDay == .bounds, random.chance(300) {
            brand.zone = random.pick(["Indian/Reunion", "America/Martinique", "Europe/London"])
            brand.tellsZone = true
        }
        brand.statuses = random.pick([[], requestedFirst, approvedFirst])
        brand.remarkForm = random.pick(RemarkForm.allCases)
        brand.departmentForm = random.pick(DepartmentForm.allCases)
        brand.createdStatus = random.pick([201, 200])
        brand.createAnswer = random.pick(CreateAnswer.allCases)
        brand.updateAnswer = random.pick(UpdateAnswer.allCases)
        brand.goneForm = random.pick(GoneForm.allCases)
        brand.errorForm = random.pick(ErrorForm.allCases)
        brand.lockedStatus = random.pick([403, 400])
        brand.missingThingStatus = random.pick([400, 404])
        brand.listForm = random.pick(ListForm.allCases)
        brand.paging = random.pick(Paging.allCases)
        brand.servesTotal = random.chance(500)
        brand.maximumPageSize = random.pick([1000, 100])
        if brand.createAnswer != .empty, random.chance(400) { brand.viewDays = 60 + random.below(200) }
        return brand
    }
}

/// A status that events of a simulated brand may have.
public struct SimulatedStatus: Codable, Hashable, Sendable {
    public var key: Int
    /// A name of the enumeration `statusType`: `Requested`, `Approved` or `Refused`.
    public var type: String
    public var label: String
    /// Whether a created event gets it.
    public var isDefault: Bool

    public init(key: Int, type: String, label: String, isDefault: Bool = false) {
        self.key = key
        self.type = type
        self.label = label
        self.isDefault = isDefault
    }
}

extension [SimulatedStatus] {
    /// What a created event gets.
    var initial: Int? { first(where: \.isDefault)?.key }

    /// What an event of the planners has that nobody gave one: they approve most, and leave a few as they came.
    func usual(ofEvent key: Int) -> Int? {
        let approved = first { $0.type == "Approved" }?.key
        return key % 7 == 0 ? initial ?? approved : approved ?? initial
    }
}
