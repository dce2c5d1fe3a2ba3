/// Why a change or an order to the simulator was refused.
public enum SimulatorError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The thing named is not in this world.
    case unknown(String)
    /// The order can't be understood.
    case invalid(String)
    /// No port could be listened on.
    case notStarted(String)

    /// One sentence.
    public var description: String {
        switch self {
        case .unknown(let thing): "There is no \(thing) in the simulated world."
        case .invalid(let reason): "The order was not understood: \(reason)"
        case .notStarted(let reason): "The simulator could not start: \(reason)"
        }
    }
}
