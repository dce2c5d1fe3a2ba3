/// Everything that planning looks at: what Lucca says, what is remembered, and, when it was read, what stands on the planning.
public struct PlanInput: Sendable {
    public var tenant: Tenant
    public var window: SyncWindow

    /// Lucca's departments, all of them.
    public var departments: [Department]
    /// Lucca's employees as read: those out of scope and those who left are dropped by the planner.
    public var employees: [Employee]
    /// Half-days as read, cancelled ones included.
    public var leaves: [HalfDayLeave]
    /// The leave accounts that the half-days name.
    public var accounts: [LeaveAccount]
    /// Employees of whom a row could not be understood: nothing of theirs is changed or deleted.
    public var unreadable: Set<EmployeeID>
    /// Problems of reading, carried into the plan's. While one of them is `employee_unreadable`, an employee who is in no row counts
    /// as unreadable rather than gone; while one is `leave_unreadable` and `unreadable` is empty, nothing is deleted.
    public var readingProblems: [Problem]

    /// The ledger.
    public var entries: [LedgerEntry]
    public var links: [ResourceLink]
    public var reasonRules: [ReasonRule]
    public var departmentLinks: [DepartmentLink]
    public var neutralType: UnavailabilityTypeKey?

    /// What stands on the planning beside events; nil when it was not read.
    public var directory: Directory?
    /// The directory was last read more than 20 h ago, or never.
    public var directoryIsStale: Bool
    /// This run reads the whole planning anyway (adoption, weekly reconciliation, or an operator asked for it).
    public var isReconciling: Bool

    /// A digest keyed by tenant, of any length (`TextDigester`).
    public var digest: @Sendable (String) -> String
    /// Employees in scope at the last success; nil before the first.
    public var lastSuccessEmployees: Int?
    /// Departments in scope at the last success; nil before the first.
    public var lastSuccessDepartments: Int?
    /// Deletions that the brake held back and a person approved.
    public var approvedDeletions: Set<EventReference>

    /// Nothing read and nothing remembered; set the rest.
    public init(tenant: Tenant, window: SyncWindow, digest: @escaping @Sendable (String) -> String) {
        self.tenant = tenant
        self.window = window
        self.digest = digest
        departments = []
        employees = []
        leaves = []
        accounts = []
        unreadable = []
        readingProblems = []
        entries = []
        links = []
        reasonRules = []
        departmentLinks = []
        neutralType = nil
        directory = nil
        directoryIsStale = true
        isReconciling = false
        lastSuccessEmployees = nil
        lastSuccessDepartments = nil
        approvedDeletions = []
    }
}
