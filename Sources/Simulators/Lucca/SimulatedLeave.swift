/// One half-day as Lucca holds it, for tests that compute what a planning should show.
public struct SimulatedLeave: Codable, Hashable, Sendable {
    public let id: Int
    public let employee: Int
    public let period: Int
    public let account: Int
    public let day: SimulatedDay
    /// False is the afternoon.
    public let isMorning: Bool
    /// Duration in seconds for accounts counted in hours; nil when the half-day is filled.
    public let seconds: Int?
    /// Served as `isActive`.
    public let isActive: Bool
    /// Served as a filled `cancellationDate`. A row counts when it is active and this is false.
    public let hasCancellationDate: Bool
    /// Served as `leavePeriod.isConfirmed`.
    public let isConfirmed: Bool
}
