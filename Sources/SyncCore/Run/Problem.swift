/// One thing of a run that needs a person, as facts: `Words` renders them as sentences. It names employees by Lucca id and
/// identifier, never by name.
package struct Problem: Hashable, Sendable, Codable {
    package let subject: Subject
    package let finding: Finding

    package var code: Code { finding.code }

    package init(_ subject: Subject, _ finding: Finding) {
        self.subject = subject.shown
        self.finding = finding
    }
}

extension Problem {
    package struct Code: Hashable, Sendable, RawRepresentable, Codable, CustomStringConvertible {
        package let rawValue: String
        package init(rawValue: String) { self.rawValue = rawValue }
        package var description: String { rawValue }

        package static let employeeUnmatched = Code(rawValue: "employee_unmatched")
        package static let employeeAmbiguous = Code(rawValue: "employee_ambiguous")
        package static let departmentUnmapped = Code(rawValue: "department_unmapped")
        package static let reasonUnmapped = Code(rawValue: "reason_unmapped")
        package static let leaveUnreadable = Code(rawValue: "leave_unreadable")
        package static let employeeUnreadable = Code(rawValue: "employee_unreadable")
        package static let departmentUnreadable = Code(rawValue: "department_unreadable")
        /// The database rejected the facts of the problems themselves.
        package static let problemsUnrecorded = Code(rawValue: "problems_unrecorded")
        package static let scopeDepartmentMissing = Code(rawValue: "scope_department_missing")
        package static let resourceRejected = Code(rawValue: "resource_rejected")
        package static let typeRejected = Code(rawValue: "type_rejected")
        package static let departmentRejected = Code(rawValue: "department_rejected")
        package static let eventRefused = Code(rawValue: "event_refused")
        /// An event that is locked, opened by someone, or read-only for our user.
        package static let eventLocked = Code(rawValue: "event_locked")
        /// An event that differs from what was written.
        package static let planningDisagrees = Code(rawValue: "planning_disagrees")
        /// A resource that is archived in PlanningPME.
        package static let resourceArchived = Code(rawValue: "resource_archived")
        /// Lists of events show a limited period to our user.
        package static let viewLimited = Code(rawValue: "view_limited")
        /// An interrupted probe may have left an event that lists do not show.
        package static let probeEventLeft = Code(rawValue: "probe_event_left")
        /// A write whose answer was lost: the next run checks for it before it writes.
        package static let eventUnconfirmed = Code(rawValue: "event_unconfirmed")
        /// An absence in Lucca that the planning does not show, although no write of it failed.
        package static let absenceNotOnPlanning = Code(rawValue: "absence_not_on_planning")
        /// An event of ours that was unreadable: it stays unchanged.
        package static let eventUnreadable = Code(rawValue: "event_unreadable")
        /// A resource, department or type of the planning with an unreadable key, label or number.
        package static let planningUnreadable = Code(rawValue: "planning_unreadable")
        package static let deletionsWithheld = Code(rawValue: "deletions_withheld")
        /// Extra data that Lucca does not return, or not readably.
        package static let fieldUnreadable = Code(rawValue: "field_unreadable")
        /// Extra data that a planner's value keeps out.
        package static let fieldKept = Code(rawValue: "field_kept")
        /// Extra data that the planning, or the field's form, does not take.
        package static let fieldRefused = Code(rawValue: "field_refused")

        /// The codes of this release; a database may hold others.
        package static let all: [Code] = [
            employeeUnmatched, employeeAmbiguous, departmentUnmapped, reasonUnmapped, leaveUnreadable, employeeUnreadable,
            departmentUnreadable, scopeDepartmentMissing, resourceRejected, typeRejected, departmentRejected, eventRefused,
            eventLocked, planningDisagrees, resourceArchived, viewLimited, probeEventLeft,
            eventUnconfirmed, absenceNotOnPlanning, eventUnreadable, planningUnreadable, deletionsWithheld, fieldUnreadable,
            fieldKept, fieldRefused, problemsUnrecorded,
        ]
    }
}

// MARK: Subjects

extension Problem {
    package enum Subject: Hashable, Sendable {
        case tenant(TenantSlug)
        /// - Parameter identifier: empty if Lucca has none, or if it was not read.
        case employee(EmployeeID, identifier: String = "")
        case department(DepartmentID)
        /// Lucca's departments as a whole.
        case departments
        /// Those that share a name with one unavailability type.
        case leaveAccounts([LeaveAccountID])
        case neutralType
        /// - Parameter employee: nil if unknown.
        case event(EventReference, of: EmployeeID?)
        /// The planning's resources, departments or types.
        case catalog(TenantSettings.Creatable)
        case run
        /// Recorded by a newer release.
        case unknown

        static func leaveAccount(_ id: LeaveAccountID) -> Subject { .leaveAccounts([id]) }

        /// Remotes' texts, made storable and visible.
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

    package func concerns(_ employee: EmployeeID) -> Bool {
        if case .employee(let id, _) = subject { id == employee.shown } else { false }
    }

    package func concerns(_ account: LeaveAccountID) -> Bool {
        if case .leaveAccounts(let ids) = subject { ids.contains(account.shown) } else { false }
    }

    package func concerns(_ event: EventReference) -> Bool {
        if case .event(let reference, _) = subject { reference == event.shown } else { false }
    }
}

extension TypedID where Value == String {
    /// Numbers, which Lucca's ids are so far, are unchanged.
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

    package func encode(to encoder: any Encoder) throws {
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

    package init(from decoder: any Decoder) throws {
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
