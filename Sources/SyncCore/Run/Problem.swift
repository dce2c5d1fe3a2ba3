/// One thing of a run that needs a person, as facts: `Words` puts them into sentences. It names employees by Lucca id and
/// identifier, never by name.
public struct Problem: Hashable, Sendable {
    public let subject: Subject
    public let finding: Finding

    public var code: Code { finding.code }

    public init(_ subject: Subject, _ finding: Finding) {
        self.subject = subject.shown
        self.finding = finding
    }
}

extension Problem {
    public struct Code: Hashable, Sendable, RawRepresentable, Codable, CustomStringConvertible {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }
        public var description: String { rawValue }

        public static let employeeUnmatched = Code(rawValue: "employee_unmatched")
        public static let employeeAmbiguous = Code(rawValue: "employee_ambiguous")
        public static let departmentUnmapped = Code(rawValue: "department_unmapped")
        public static let reasonUnmapped = Code(rawValue: "reason_unmapped")
        public static let leaveUnreadable = Code(rawValue: "leave_unreadable")
        public static let employeeUnreadable = Code(rawValue: "employee_unreadable")
        public static let departmentUnreadable = Code(rawValue: "department_unreadable")
        /// The database refused the facts of the problems themselves.
        public static let problemsUnrecorded = Code(rawValue: "problems_unrecorded")
        public static let scopeDepartmentMissing = Code(rawValue: "scope_department_missing")
        public static let resourceRejected = Code(rawValue: "resource_rejected")
        public static let typeRejected = Code(rawValue: "type_rejected")
        public static let departmentRejected = Code(rawValue: "department_rejected")
        public static let eventRefused = Code(rawValue: "event_refused")
        /// An event that is locked, opened by somebody, or read-only for our user.
        public static let eventLocked = Code(rawValue: "event_locked")
        /// An event that is not on the planning as it was written.
        public static let planningDisagrees = Code(rawValue: "planning_disagrees")
        /// A resource that is archived in PlanningPME.
        public static let resourceArchived = Code(rawValue: "resource_archived")
        /// Lists of events show a limited period to our user.
        public static let viewLimited = Code(rawValue: "view_limited")
        /// A probe that was stopped may have left an event that lists do not show.
        public static let probeEventLeft = Code(rawValue: "probe_event_left")
        /// A write whose answer was lost: the next run looks for it before it writes anything.
        public static let eventUnconfirmed = Code(rawValue: "event_unconfirmed")
        /// Something that Lucca says, no write of which failed, and that the planning does not show all the same.
        public static let absenceNotOnPlanning = Code(rawValue: "absence_not_on_planning")
        /// An event of ours that could not be read: it stays as it is.
        public static let eventUnreadable = Code(rawValue: "event_unreadable")
        /// A resource, department or type of the planning whose key, label or number is unreadable.
        public static let planningUnreadable = Code(rawValue: "planning_unreadable")
        public static let deletionsWithheld = Code(rawValue: "deletions_withheld")

        /// Those of this release; a database may hold others.
        public static let all: [Code] = [
            employeeUnmatched, employeeAmbiguous, departmentUnmapped, reasonUnmapped, leaveUnreadable, employeeUnreadable,
            departmentUnreadable, scopeDepartmentMissing, resourceRejected, typeRejected, departmentRejected, eventRefused,
            eventLocked, planningDisagrees, resourceArchived, viewLimited, probeEventLeft,
            eventUnconfirmed, absenceNotOnPlanning, eventUnreadable, planningUnreadable, deletionsWithheld, problemsUnrecorded,
        ]
    }
}

// MARK: What it is about

extension Problem {
    public enum Subject: Hashable, Sendable {
        case tenant(TenantSlug)
        /// - Parameter identifier: empty when Lucca has none, or where it was not read.
        case employee(EmployeeID, identifier: String = "")
        case department(DepartmentID)
        /// Lucca's departments as a whole.
        case departments
        /// Those whose name one unavailability type has.
        case leaveAccounts([LeaveAccountID])
        case neutralType
        /// - Parameter employee: nil where it is not known whose event it is.
        case event(EventReference, of: EmployeeID?)
        /// The resources, departments or types of the planning.
        case catalog(TenantSettings.Creatable)
        case run
        /// One that a newer release has recorded.
        case unknown

        static func leaveAccount(_ id: LeaveAccountID) -> Subject { .leaveAccounts([id]) }

        /// Texts of remotes, made storable and visible.
        fileprivate var shown: Subject {
            switch self {
            case .employee(let id, let identifier): .employee(id.shown, identifier: ShownText(identifier).text)
            case .department(let id): .department(id.shown)
            case .leaveAccounts(let ids): .leaveAccounts(ids.map(\.shown))
            case .event(let reference, let employee): .event(reference.shown, of: employee?.shown)
            case .tenant, .departments, .neutralType, .catalog, .run, .unknown: self
            }
        }
    }

    public func concerns(_ employee: EmployeeID) -> Bool {
        if case .employee(let id, _) = subject { id == employee.shown } else { false }
    }

    public func concerns(_ account: LeaveAccountID) -> Bool {
        if case .leaveAccounts(let ids) = subject { ids.contains(account.shown) } else { false }
    }

    public func concerns(_ event: EventReference) -> Bool {
        if case .event(let reference, _) = subject { reference == event.shown } else { false }
    }
}

extension TypedID where Value == String {
    /// As facts hold it. Numbers, which Lucca's ids are so far, stay what they are.
    var shown: Self { Self(ShownText(value).text) }
}

extension EventReference {
    fileprivate var shown: EventReference {
        EventReference(account: ShownText(account).text, periodID: periodID.shown, accountID: accountID.shown, first: first)
    }
}

/// As `docs/contracts/cli.md` says: `{"employee": "42", "identifier": "000010"}`.
extension Problem.Subject: Codable {
    private struct Members: Codable {
        var tenant: String?
        var employee: EmployeeID?
        var identifier: String?
        var department: DepartmentID?
        var leaveAccount: LeaveAccountID?
        var leaveAccounts: [LeaveAccountID]?
        var event: EventReference?
        var type: String?
        var list: String?
        var catalog: TenantSettings.Creatable?
        var run: String?
    }

    public func encode(to encoder: any Encoder) throws {
        var members = Members()
        switch self {
        case .tenant(let slug): members.tenant = slug.value
        case .employee(let id, let identifier):
            members.employee = id
            members.identifier = identifier.isEmpty ? nil : identifier
        case .department(let id): members.department = id
        case .departments: members.list = "departments"
        case .leaveAccounts(let ids) where ids.count == 1: members.leaveAccount = ids.first
        case .leaveAccounts(let ids): members.leaveAccounts = ids
        case .neutralType: members.type = "neutral"
        case .event(let reference, let employee): (members.event, members.employee) = (reference, employee)
        case .catalog(let kind): members.catalog = kind
        case .run: members.run = "this"
        case .unknown: break
        }
        try members.encode(to: encoder)
    }

    public init(from decoder: any Decoder) throws {
        let members = try Members(from: decoder)
        if let event = members.event {
            self = .event(event, of: members.employee)
        } else if let id = members.employee {
            self = .employee(id, identifier: members.identifier ?? "")
        } else if let id = members.department {
            self = .department(id)
        } else if let id = members.leaveAccount {
            self = .leaveAccounts([id])
        } else if let ids = members.leaveAccounts {
            self = .leaveAccounts(ids)
        } else if let slug = try members.tenant.map({ try TenantSlug($0) }) {
            self = .tenant(slug)
        } else if let kind = members.catalog {
            self = .catalog(kind)
        } else if members.list == "departments" {
            self = .departments
        } else if members.type == "neutral" {
            self = .neutralType
        } else if members.run != nil {
            self = .run
        } else {
            self = .unknown
        }
    }
}
