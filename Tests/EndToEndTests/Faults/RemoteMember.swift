import SyncCore

/// A member of a route's answers that the program reads, and what a run may make of answers that hold something else in it.
struct RemoteMember: Sendable {
    enum Reading: Sendable {
        /// Nobody needs it, or it stands elsewhere too: the run passes and tells nothing.
        case unneeded
        /// The answer is none at all. It is asked for once more; then the run ends.
        case noAnswer
        /// The rest of the list seems to be missing. It is read once more; if it is the same, one of these is told where anybody
        /// may be concerned.
        case halfAnswer(Set<Problem.Code>)
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
        case .applicationToken: [RemoteMember("expires_in", .unneeded)]
        case .applicationDepartments: Self.ofApplicationDepartments + Self.ofPages(Self.lostDepartments)
        case .applicationEmployees: Self.ofApplicationEmployees + Self.ofPages([.employeeUnreadable, .deletionsWithheld])
        case .applicationAttributes: Self.ofApplicationAttributes + Self.ofPages([.fieldUnreadable])
        case .applicationEstablishments: Self.ofApplicationEstablishments
        case .applicationLeaves: Self.ofApplicationLeaves + Self.ofPages([.leaveUnreadable, .deletionsWithheld])
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

// MARK: - Lucca's generation 2

extension RemoteRoute {
    /// Of a list of several pages.
    /// - Parameter missing: what is told where rows do not come.
    private static func ofPages(_ missing: Set<Problem.Code>) -> [RemoteMember] {
        [
            // An address that is none may be followed by anything.
            RemoteMember("next", .endsRun, null: .halfAnswer(missing)), RemoteMember("href", .endsRun),
            RemoteMember("links", .halfAnswer(missing)), RemoteMember("items", .noAnswer), RemoteMember("totalCount", .unneeded),
        ]
    }

    /// Those who remain may have no extra data at all.
    private static let lostDepartments: Set<Problem.Code> = [
        .departmentUnreadable, .scopeDepartmentMissing, .employeeUnreadable, .deletionsWithheld, .fieldUnreadable,
    ]
    private static let unreadableField = RemoteMember.Reading.told([.fieldUnreadable])

    private static let ofApplicationDepartments = [
        // Without a parent a department is a root, as documented.
        RemoteMember("parent", .told(lostDepartments), null: nil),
        // Of a department that is known, the name is not needed.
        RemoteMember("name", .perhapsTold([.departmentUnmapped])), RemoteMember("isArchived", .unneeded),
    ]

    private static let ofApplicationEmployees = [
        RemoteMember("applicableJobPosition", unreadableEmployee),
        RemoteMember("applicableEmployment", unreadableEmployee, null: .unneeded),
        RemoteMember("department", unreadableEmployee), RemoteMember("end", unreadableEmployee, null: .unneeded),
        RemoteMember("embedded", unreadableEmployee), RemoteMember("job-position", unreadableEmployee),
        RemoteMember("employment", unreadableEmployee), RemoteMember("start", unreadableEmployee, null: .unneeded),
        RemoteMember("date", unreadableEmployee, null: .unneeded),
        RemoteMember("employeeNumber", unknownIdentity), RemoteMember("email", unknownIdentity),
        // Without an establishment an employee has none, as documented.
        RemoteMember("businessEstablishment", unreadableField, null: nil), RemoteMember("familyName", .unneeded),
    ]

    private static let ofApplicationAttributes = [
        // Null is no value, as documented.
        RemoteMember("value", unreadableField, null: nil), RemoteMember("employee", unreadableField),
        RemoteMember("definition", unreadableField), RemoteMember("embedded", unreadableField),
        RemoteMember("taxonomy-label", unreadableField), RemoteMember("name", unreadableField),
        // Lucca was asked for the values of one day.
        RemoteMember("applicability", .unneeded), RemoteMember("start", .unneeded), RemoteMember("end", .unneeded),
    ]

    /// One page.
    private static let ofApplicationEstablishments = [
        RemoteMember("name", unreadableField), RemoteMember("items", .noAnswer),
        RemoteMember("next", .endsRun, null: .unneeded), RemoteMember("links", .unneeded), RemoteMember("totalCount", .unneeded),
    ]

    private static let ofApplicationLeaves = [
        RemoteMember("status", unreadableLeave), RemoteMember("days", unreadableLeave), RemoteMember("date", unreadableLeave),
        RemoteMember("range", unreadableLeave), RemoteMember("duration", unreadableLeave, null: .taken(.hours)),
        RemoteMember("unit", unreadableLeave), RemoteMember("employee", unreadableLeave),
        RemoteMember("leaveAccount", unreadableLeave),
        // Of days, it says nothing that the range does not.
        RemoteMember("value", .perhapsTold([.leaveUnreadable, .deletionsWithheld])),
        RemoteMember("embedded", .perhapsTold([.reasonUnmapped])), RemoteMember("leave-account", .perhapsTold([.reasonUnmapped])),
        RemoteMember("name", .perhapsTold([.reasonUnmapped])),
    ]
}
