/// A reason of a simulated Lucca.
public struct SimulatedLeaveAccount: Codable, Hashable, Sendable {
    public let id: Int
    public var name: String
    /// Booked like leave, although the employee works.
    public var isRemoteWork: Bool
    /// Its rows carry a duration.
    public var isCountedInHours: Bool
}
