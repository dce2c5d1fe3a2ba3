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
    /// Rows of employees whose id could not be read: an employee who is in no row may be in one of them, and does not count as gone.
    public var unidentifiedEmployees: Int
    /// Half-days that count, of whom nobody can tell: one of them may be any that an employee has no longer.
    public var unownedLeaves: Int
    /// Problems of reading, carried into the plan's.
    public var readingProblems: [Problem]

    /// References of events of ours that could not be read on the planning: they stay as they are.
    public var unreadableEvents: Set<EventReference>
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
        unidentifiedEmployees = 0
        unownedLeaves = 0
        readingProblems = []
        unreadableEvents = []
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
