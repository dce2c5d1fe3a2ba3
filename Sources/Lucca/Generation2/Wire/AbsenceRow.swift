import JSONText
import SyncCore

/// A row of `/lucca-api/leaves`: one absence, of which only its days count. `details` (of sick leaves) are never read.
struct AbsenceRow: ApplicationRow {
    enum Status: Sendable, Hashable {
        case approved
        case pending
        /// Cancelled or refused: it never counts.
        case gone
        /// A word that this release does not know.
        case unknown
    }

    struct Day: Sendable, Hashable {
        enum Part: Sendable, Hashable {
            case morning
            case afternoon
            case whole
            case unreadable
        }

        let date: LuccaDate
        let part: Part
        let duration: LuccaHours

        init(_ day: JSONValue) {
            date = LuccaDate(day[at: .date])
            switch day[at: .range]?.string?.lowercased() {
            case "firsthalfday"?: part = .morning
            case "secondhalfday"?: part = .afternoon
            case "allday"?: part = .whole
            default: part = .unreadable
            }
            duration = Self.duration(day[at: .duration])
        }

        /// In days, it fills its part of the day, unless it is nothing.
        private static func duration(_ duration: JSONValue?) -> LuccaHours {
            guard let duration, duration != .null else { return .none }
            switch duration[at: .unit]?.string?.lowercased() {
            case "days"?:
                if let days = duration[at: .value]?.text.flatMap({ Double($0) }), days <= 0 { return .seconds(0) }
                return .none
            case "hours"?:
                let hours = LuccaHours(duration[at: .value])
                return hours == .none ? .unreadable : hours
            default: return .unreadable
            }
        }
    }

    let id: String?
    let employeeID: String?
    let accountID: String?
    let accountName: String?
    /// nil when it is no text.
    let status: Status?
    /// nil when it is no list.
    let days: [Day]?

    init(_ row: ApplicationItem) {
        id = row[.id]?.identifier
        employeeID = row[.employee]?.referenced
        accountID = row[.leaveAccount]?.referenced
        accountName = accountID.flatMap { row.embedded(.leaveAccount, $0) }?[at: .name]?.text
        status = row[.status]?.string.map(Self.status)
        days = row[.days]?.rows?.map(Day.init)
    }

    /// The words of Lucca's schema, and those of its prose.
    private static func status(_ word: String) -> Status {
        switch word.lowercased() {
        case "confirmed", "approved": .approved
        case "tentative", "pending": .pending
        case "cancelled", "denied", "rejected": .gone
        default: .unknown
        }
    }
}
