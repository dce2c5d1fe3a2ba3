extension PlanningBehaviour {
    /// The named brands, from common to unusual.
    private static let profiles: [(name: String, behaviour: PlanningBehaviour)] = [
        ("seen", PlanningBehaviour()), ("assumed-1", assumed), ("french-utc", frenchUTC), ("statuses", withStatuses),
        ("whole-days", wholeDays), ("terse", terse), ("overseas", overseas),
    ]

    package static let profileNames = profiles.map(\.name)

    /// - Parameter name: one of `profileNames`, or `random-` and a number, the seed of a random brand. nil for any other.
    package static func profile(named name: String) -> PlanningBehaviour? {
        if name.hasPrefix("random-") { return UInt64(name.dropFirst("random-".count)).map { random(seed: $0) } }
        return profiles.first { $0.name == name }?.behaviour
    }

    /// `assumed-1`: Passerelle's first assumptions about PlanningPME.
    package static let assumed: PlanningBehaviour = {
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

    /// Accepts UTC, and answers in French time.
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

    /// An event that is not approved stays a request.
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

    /// Numbers instead of names, and days instead of hours.
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

    /// Answers and shows as little as possible.
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

    /// Has its own zone, truncates remarks, and never returns new keys.
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
    /// A brand with every point of its dialect drawn at random. Only what a program can find without a person is drawn: events
    /// can be deleted, passwords work, `api/config` names the brand's zone, a limited view comes with the keys of created events,
    /// and the field `REFERENCE` exists if remarks are truncated.
    /// - Parameter seed: the same seed gives the same brand.
    package static func random(seed: UInt64) -> PlanningBehaviour {
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
        // Days in another zone are not Lucca's days.
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
        brand.longFieldText = random.pick(LongFieldText.allCases)
        return brand
    }
}

/// A status of a simulated brand's events.
package struct SimulatedStatus: Codable, Hashable, Sendable {
    package var key: Int
    /// A name of the enumeration `statusType`: `Requested`, `Approved` or `Refused`.
    package var type: String
    package var label: String
    /// Whether created events get it.
    package var isDefault: Bool

    package init(key: Int, type: String, label: String, isDefault: Bool = false) {
        self.key = key
        self.type = type
        self.label = label
        self.isDefault = isDefault
    }
}

extension [SimulatedStatus] {
    /// The status of a created event.
    var initial: Int? { first(where: \.isDefault)?.key }

    /// The default status of the planners' events: most are approved, a few are not.
    func usual(ofEvent key: Int) -> Int? {
        let approved = first { $0.type == "Approved" }?.key
        return key % 7 == 0 ? initial ?? approved : approved ?? initial
    }
}
