/// How one simulated Lucca account answers: what the key may see, which spelling it uses, and its limits. Every oddity that
/// `contracts/lucca.md` names is a switch here.
public struct LuccaBehaviour: Codable, Hashable, Sendable {
    /// How property names are written.
    public enum LetterCase: String, Codable, Hashable, Sendable, CaseIterable {
        /// `isAm`, `departmentId`, `headId`.
        case documented
        /// `isAM`, `departmentID`, `headID`.
        case seen
        /// `IsAm`, `DepartmentId`, `Data`.
        case capitalized
        /// `isam`, `departmentid`.
        case lowercase
    }

    /// How the date of a half-day is written.
    public enum DateForm: String, Codable, Hashable, Sendable, CaseIterable {
        /// `2026-12-25`.
        case day
        /// `2026-12-25T00:00:00`.
        case dateTime
    }

    /// What an error looks like.
    public enum ErrorShape: String, Codable, Hashable, Sendable, CaseIterable {
        /// RFC 7807.
        case problem
        /// `{"Status", "Message", "StackTrace"}`.
        case older
        /// A page of a proxy in between.
        case html
    }

    /// How much of an absence the key's role shows.
    public enum LeaveDetails: String, Codable, Hashable, Sendable, CaseIterable {
        case full
        /// `leaveAccount` and `leaveAccountId` are null.
        case withoutAccount
        /// `leavePeriod` and `leavePeriodId` are null.
        case withoutPeriod
        /// No row at all, and no error.
        case hidden
    }

    public var letterCase = LetterCase.documented
    public var dateForm = DateForm.day
    public var errorShape = ErrorShape.problem
    /// Whether the limit of requests holds for this account (the world's switch must be on as well).
    public var isLimited = true
    /// Requests allowed in any 60 seconds.
    public var requestsPerMinute = 50
    /// Whether a 429 says `Retry-After`.
    public var sendsRetryAfter = true
    /// A page with more leaves than this takes too long: 408.
    public var rowsWithinTime = 10_000
    /// A role without employees: 403.
    public var readsUsers = true
    /// A role without the structure: 403 on the fourth generation.
    public var readsDepartments = true
    /// The third generation's departments: off by default, since they stopped in September 2026.
    public var servesOldDepartments = false
    /// A role without absences: 403.
    public var readsLeaves = true
    /// Whether employees whose contract has not begun come back.
    public var seesFutureEmployees = true
    public var leaveDetails = LeaveDetails.full
    /// Departments of which the role shows no employee and no leave.
    public var hiddenDepartments: Set<Int> = []
    /// Users come back whatever `departmentId` asks.
    public var ignoresDepartmentFilter = false
    /// A half-day's id is made of its leave period, day and half, such as `90-20270614-AM`: one that was cancelled and taken again comes
    /// twice under one id.
    public var sharesLeaveIDs = false
    /// Whether `isRemoteWork` is served.
    public var servesRemoteWork = true
    /// Rows of the third generation come with every property, whatever `fields` names.
    public var ignoresFields = false
    /// Rows carry properties nobody has heard of.
    public var addsUnknownProperties = false
    /// Rows of an unordered request come in another order each time.
    public var shufflesWithoutOrder = true
    /// Whether `collection.count` is answered.
    public var counts = true
    /// The key was revoked: 401.
    public var isKeyRevoked = false

    public init() {}
}
