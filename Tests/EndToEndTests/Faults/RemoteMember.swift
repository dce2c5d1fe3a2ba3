import SyncCore

/// A member of a route's answers that the program reads, and what a run may make of answers that hold something else in it.
struct RemoteMember: Sendable {
    enum Reading: Sendable {
        /// Nobody needs it, or it stands elsewhere too: the run passes and tells nothing.
        case unneeded
        /// The answer is none at all. It is asked for once more; then the run ends.
        case noAnswer
        /// The run ends: what was left out would look gone, or be made again.
        case endsRun
        /// One of these is told, and everything of whom it is about stays as it was.
        case told(Set<Problem.Code>)
        /// The same, if it is about anybody.
        case perhapsTold(Set<Problem.Code>)
        /// The contract has it say something else then, and the run takes it at its word.
        case taken(ExpectedPlanning.Unseen)
    }

    /// In any letter case.
    let name: String
    let ofAnotherType: Reading
    /// nil where null is as good a value as any, and the remote itself tells a lie by it.
    let null: Reading?

    init(_ name: String, _ reading: Reading) {
        self.init(name, reading, null: reading)
    }

    init(_ name: String, _ ofAnotherType: Reading, null: Reading?) {
        self.name = name
        self.ofAnotherType = ofAnotherType
        self.null = null
    }
}

extension RemoteRoute {
    /// Those whose misreading would cost most first: `ops/test` takes a few from the beginning.
    var members: [RemoteMember] {
        switch self {
        case .users: Self.ofUsers
        case .departments: Self.ofDepartments + [RemoteMember("items", .noAnswer), RemoteMember("next", .unneeded)]
        case .leaves: Self.ofLeaves
        case .resources:
            [
                RemoteMember("registrationNumber", .perhapsTold([.planningUnreadable, .employeeUnmatched]), null: .unneeded),
                RemoteMember("departments", .unneeded),
                RemoteMember("email", .unneeded),
            ] + Self.ofPlanningLists
        // Whatever else it holds is sent back as it was read, for better or worse.
        case .resource: [RemoteMember("departments", .unneeded)]
        case .planningDepartments, .types:
            [RemoteMember("label", .told([.planningUnreadable, .departmentUnmapped, .reasonUnmapped]), null: .unneeded)]
                + Self.ofPlanningLists
        case .eventList: Self.ofEventList
        case .event: Self.ofEvent
        // Of a token and of what was made they hold one thing, whose damage is among the faults of every route. Nobody reads the
        // others.
        case .passwordToken, .assertionToken, .newResource, .newDepartment, .newType, .newEvent: []
        case .changedResource, .changedEvent, .deletedEvent: []
        }
    }

    private static let unreadableEmployee = RemoteMember.Reading.told([.employeeUnreadable, .deletionsWithheld])
    private static let unreadableLeave = RemoteMember.Reading.told([.leaveUnreadable, .deletionsWithheld])
    private static let unknownIdentity = RemoteMember.Reading.perhapsTold([.employeeUnmatched, .employeeAmbiguous])

    private static let ofOldLists = [RemoteMember("items", .noAnswer), RemoteMember("data", .noAnswer)]
    private static let ofPlanningLists = [RemoteMember("items", .noAnswer), RemoteMember("total", .unneeded)]

    private static let ofUsers =
        [
            RemoteMember("departmentId", unreadableEmployee),
            RemoteMember("dtContractEnd", unreadableEmployee, null: .unneeded),
            RemoteMember("employeeNumber", unknownIdentity), RemoteMember("mail", unknownIdentity),
            RemoteMember("dtContractStart", unreadableEmployee, null: .unneeded), RemoteMember("lastName", .unneeded),
            RemoteMember("login", .unneeded), RemoteMember("count", .unneeded),
        ] + ofOldLists

    private static let ofDepartments = [
        RemoteMember("hierarchy", .told([.departmentUnreadable, .deletionsWithheld])),
        RemoteMember("name", .told([.departmentUnmapped])),
        RemoteMember("isActive", .unneeded), RemoteMember("count", .unneeded),
    ]

    private static let ofLeaves =
        [
            RemoteMember("cancellationDate", unreadableLeave, null: .taken(.cancellationDates)),
            RemoteMember("isActive", unreadableLeave), RemoteMember("date", unreadableLeave),
            RemoteMember("isAm", unreadableLeave), RemoteMember("isConfirmed", unreadableLeave),
            RemoteMember("value", unreadableLeave, null: .taken(.hours)), RemoteMember("leavePeriod", unreadableLeave),
            RemoteMember("ownerId", unreadableLeave), RemoteMember("leaveAccount", .perhapsTold([.reasonUnmapped])),
            RemoteMember("name", .perhapsTold([.reasonUnmapped])), RemoteMember("isRemoteWork", .unneeded),
            // They are in `leavePeriod` and `leaveAccount` too.
            RemoteMember("leavePeriodId", .unneeded), RemoteMember("leaveAccountId", .unneeded), RemoteMember("count", .unneeded),
        ] + ofOldLists

    private static let ofEventList =
        [
            RemoteMember("start", .told([.eventUnreadable])),
            // An event without a remark is the planners': another one is made, and nothing tells the two cases apart.
            RemoteMember("remark", .told([.eventUnreadable]), null: nil), RemoteMember("end", .told([.eventUnreadable])),
            // Everything is written again as it should be.
            RemoteMember("resources", .unneeded), RemoteMember("unavailability", .unneeded), RemoteMember("type", .unneeded),
        ] + ofPlanningLists

    private static let ofEvent = [
        RemoteMember("resources", .unneeded),
        RemoteMember("remark", .perhapsTold([.eventRefused, .eventUnconfirmed]), null: nil), RemoteMember("start", .unneeded),
        RemoteMember("end", .unneeded), RemoteMember("unavailability", .unneeded), RemoteMember("type", .unneeded),
    ]
}
