/// How one simulated Lucca account answers: what the key may see, which spelling it uses, and its limits. Every oddity that
/// `contracts/lucca.md` names is a switch here.
package struct LuccaBehaviour: Codable, Hashable, Sendable {
    /// How property names are written.
    package enum LetterCase: String, Codable, Hashable, Sendable, CaseIterable {
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
    package enum DateForm: String, Codable, Hashable, Sendable, CaseIterable {
        /// `2026-12-25`.
        case day
        /// `2026-12-25T00:00:00`.
        case dateTime
    }

    /// What an error looks like.
    package enum ErrorShape: String, Codable, Hashable, Sendable, CaseIterable {
        /// RFC 7807.
        case problem
        /// `{"Status", "Message", "StackTrace"}`.
        case older
        /// A page of a proxy in between.
        case html
    }

    /// How much of an absence the key's role shows.
    package enum LeaveDetails: String, Codable, Hashable, Sendable, CaseIterable {
        case full
        /// `leaveAccount` and `leaveAccountId` are null.
        case withoutAccount
        /// `leavePeriod` and `leavePeriodId` are null.
        case withoutPeriod
        /// No row at all, and no error.
        case hidden
    }

    package var letterCase = LetterCase.documented
    package var dateForm = DateForm.day
    package var errorShape = ErrorShape.problem
    /// Whether the limit of requests holds for this account (the world's switch must be on as well).
    package var isLimited = true
    /// Requests allowed in any 60 seconds.
    package var requestsPerMinute = 50
    /// How many of those the customer's other integrations take.
    package var otherRequestsPerMinute = 0
    /// Whether a 429 says `Retry-After`.
    package var sendsRetryAfter = true
    /// A page with more leaves than this takes too long: 408.
    package var rowsWithinTime = 10_000
    /// A role without employees: 403.
    package var readsUsers = true
    /// A role without the structure: 403.
    package var readsDepartments = true
    /// A role without absences: 403.
    package var readsLeaves = true
    /// Whether employees whose contract has not begun come back.
    package var seesFutureEmployees = true
    package var leaveDetails = LeaveDetails.full
    /// Departments of which the role shows no employee and no leave.
    package var hiddenDepartments: Set<Int> = []
    /// Users come back whatever `departmentId` asks.
    package var ignoresDepartmentFilter = false
    /// A half-day's id is made of its leave period, day and half, such as `90-20270614-AM`: one that was cancelled and taken again comes
    /// twice under one id.
    package var sharesLeaveIDs = false
    /// Whether `isRemoteWork` is served.
    package var servesRemoteWork = true
    /// Rows of the third generation come with every property, whatever `fields` names.
    package var ignoresFields = false
    /// Rows carry properties nobody has heard of.
    package var addsUnknownProperties = false
    /// Rows of an unordered request come in another order each time.
    package var shufflesWithoutOrder = true
    /// Whether `collection.count` is answered.
    package var counts = true
    /// The key was revoked: 401.
    package var isKeyRevoked = false
    /// Which answers announce their end, of either generation.
    package var deprecations: [SimulatedDeprecation] = []
    package var extraData = ExtraData()
    package var generation2 = Generation2()

    package init() {}
}

extension LuccaBehaviour.LetterCase {
    /// A property's name, given as documented, in this spelling.
    func spelling(_ name: String) -> String {
        switch self {
        case .documented: name
        case .seen:
            if name == "isAm" {
                "isAM"
            } else if name.hasSuffix("Id") {
                name.dropLast(2) + "ID"
            } else {
                name
            }
        case .capitalized: name.prefix(1).uppercased() + name.dropFirst()
        case .lowercase: name.lowercased()
        }
    }
}
