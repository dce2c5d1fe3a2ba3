/// One of the two simulated systems.
public enum SimulatedRemote: String, Codable, Hashable, Sendable, CaseIterable {
    case lucca
    case planningpme
}
