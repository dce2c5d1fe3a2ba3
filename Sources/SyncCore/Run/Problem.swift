/// One thing of a run that needs a person. It names employees by Lucca id and identifier, never by name.
public struct Problem: Hashable, Sendable {
    public struct Code: Hashable, Sendable, RawRepresentable, CustomStringConvertible {
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
        /// The database refused the texts of the problems themselves.
        public static let problemsUnrecorded = Code(rawValue: "problems_unrecorded")
        public static let scopeDepartmentMissing = Code(rawValue: "scope_department_missing")
        public static let resourceRejected = Code(rawValue: "resource_rejected")
        public static let typeRejected = Code(rawValue: "type_rejected")
        public static let departmentRejected = Code(rawValue: "department_rejected")
        public static let eventRefused = Code(rawValue: "event_refused")
        /// An event that is locked, opened by somebody, or read-only for our user.
        public static let eventLocked = Code(rawValue: "event_locked")
        /// An event that does not stand as it was written.
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
        /// A resource, department or type of the planning that can't be told by its label or number.
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

    public let code: Code
    /// Such as `employee 42 (00317)`, `leave account 7`, or a reference.
    public let subject: String
    public let message: String
    public let remedy: String

    /// Any text will do: what no store holds and nobody sees shows as its code, such as `U+0000`, and a subject is cut where nobody
    /// reads on.
    public init(_ code: Code, subject: String, message: String, remedy: String) {
        self.code = code
        self.subject = ShownText.of(subject, atMost: ShownText.longest)
        self.message = ShownText.of(message)
        self.remedy = ShownText.of(remedy)
    }
}
