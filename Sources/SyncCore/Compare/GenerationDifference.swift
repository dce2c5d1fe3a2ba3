/// A place where Lucca's two generations differ for one tenant. It holds what each of them says, but never a value of an extra
/// field, and no name.
package struct GenerationDifference: Hashable, Sendable {
    /// What differs, in the order in which it is shown. The raw values are fixed (`contracts/cli.md`).
    package enum Rule: String, Sendable, Hashable, Codable, CaseIterable {
        /// A department is in the tenant's scope in one of them only.
        case scopeDepartment = "scope_department"
        /// A person is synced in one of them only.
        case person
        case personDepartment = "person_department"
        /// The identifier that the tenant matches by.
        case identifier
        /// Only where the tenant matches by e-mail; the addresses are not kept.
        case email
        case lastDay = "last_day"
        /// A person's rows are unreadable: nothing of theirs is compared.
        case unreadable
        /// Rows that cannot be attributed: employees without an id, half-days without an owner.
        case unattributedRows = "unattributed_rows"
        /// A leave account of remote work without a rule by an operator: generation 2 does not say what it is, and a change to it
        /// asks for the rule.
        case remoteWork = "remote_work"
        /// An absence that one of them has.
        case absence
        /// The same leave account with other days.
        case absenceBounds = "absence_bounds"
        /// The same days as another number of absences.
        case absenceGrouping = "absence_grouping"
        case leaveAccount = "leave_account"
        /// Approved in one of them, pending in the other.
        case approval
        /// A field that one of them returns for no one.
        case fieldUnreadable = "field_unreadable"
        /// A person's value of an extra field differs.
        case field
        /// What the planning would show for a person differs, and nothing above explains it.
        case planned
    }

    package enum Subject: Hashable, Sendable {
        case employee(EmployeeID)
        case department(DepartmentID)
        case leaveAccount(LeaveAccountID)
        case field(FieldID)
        case employeeField(EmployeeID, FieldID)
        case tenant
    }

    /// What one generation says.
    package enum Statement: Hashable, Sendable {
        /// It does not have it.
        case nothing
        /// It has it, or has a value that is not shown.
        case present
        case department(DepartmentID)
        case outOfScope(DepartmentID)
        case left(CalendarDay)
        /// nil for no end.
        case lastDay(CalendarDay?)
        case identifier(String)
        case unreadable
        case rows(Int)
        /// People whose absences would be shown.
        case people(Int)
        /// Not shown: it counts as remote work, or a rule ignores it.
        case ignored
        case absences([Absence])
    }

    package struct Absence: Hashable, Sendable {
        package let accountID: LeaveAccountID
        package let start: Instant
        package let end: Instant
        package let isPending: Bool
    }

    package let rule: Rule
    package let subject: Subject
    package let first: Statement
    package let second: Statement

    init(_ rule: Rule, _ subject: Subject, _ first: Statement, _ second: Statement) {
        (self.rule, self.subject, self.first, self.second) = (rule, subject, first, second)
    }

    /// For tests and fronts that group.
    package var employeeID: EmployeeID? {
        switch subject {
        case .employee(let id), .employeeField(let id, _): id
        case .department, .leaveAccount, .field, .tenant: nil
        }
    }

    /// One statement each, in the order of the generations.
    package var statements: [Statement] { [first, second] }
}

extension GenerationDifference: Comparable {
    package static func < (left: GenerationDifference, right: GenerationDifference) -> Bool { left.key < right.key }

    private var key: Key {
        let place = Rule.allCases.firstIndex(of: rule) ?? 0
        let (id, more) =
            switch subject {
            case .employee(let id): (id.value, "")
            case .department(let id): (id.value, "")
            case .leaveAccount(let id): (id.value, "")
            case .field(let id): (id.value, "")
            case .employeeField(let id, let field): (id.value, field.value)
            case .tenant: ("", "")
            }
        return Key(place: place, length: id.utf8.count, id: id, more: more, start: start)
    }

    private var start: Instant {
        for case .absences(let absences) in statements {
            if let first = absences.first { return first.start }
        }
        return Instant(secondsSince1970: 0)
    }

    /// Ids are mostly numbers: shorter ones come first.
    private struct Key: Comparable {
        let place: Int
        let length: Int
        let id: String
        let more: String
        let start: Instant

        static func < (left: Key, right: Key) -> Bool {
            if left.place != right.place { return left.place < right.place }
            return (left.length, left.id, left.more, left.start) < (right.length, right.id, right.more, right.start)
        }
    }
}
