/// A half-day in 28 bytes: a company of 20,000 has half a million.
struct LeaveRow: Sendable {
    /// Lucca spells a cancellation in more than one way, and each of them takes the row out.
    enum Cancellation: UInt8, Sendable {
        case none
        /// Inactive, with a date.
        case complete
        /// Still active, with a date.
        case dated
        /// Inactive, without a date.
        case inactive
    }

    let id: Int32
    let period: Int32
    var account: Int32
    let day: Int32
    /// 0 when the half-day is filled.
    var seconds: Int32
    let isMorning: Bool
    var cancellation = Cancellation.none

    init(id: Int, period: Int, account: Int, day: Int, isMorning: Bool, seconds: Int = 0) {
        self.id = Int32(id)
        self.period = Int32(period)
        self.account = Int32(account)
        self.day = Int32(day)
        self.seconds = Int32(seconds)
        self.isMorning = isMorning
    }
}

/// What half-days of one request for leave share.
struct LeavePeriod: Sendable {
    let id: Int
    let employee: Int
    var isConfirmed: Bool
    let created: SimulatedDay
    var comment: String?
}
