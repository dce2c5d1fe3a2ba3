import Simulators
import Testing

/// The planning holds exactly what is expected of ours: no hole, no duplicate, nothing else.
func expectExact(
    _ tenant: SimulatedTenant, _ expected: ExpectedPlanning, after cause: String = "",
    sourceLocation: SourceLocation = #_sourceLocation
) {
    let found = tenant.oursAsExpected()
    let wanted = expected.events()
    #expect(Set(found).count == found.count, "an event stands twice \(cause)", sourceLocation: sourceLocation)
    let missing = wanted.subtracting(found).sorted { $0.reference < $1.reference }
    let extra = Set(found).subtracting(wanted).sorted { $0.reference < $1.reference }
    #expect(
        missing.isEmpty, "\(missing.count) of \(wanted.count) missing, such as \(missing.prefix(3)) \(cause)",
        sourceLocation: sourceLocation)
    #expect(extra.isEmpty, "\(extra.count) too many, such as \(extra.prefix(3)) \(cause)", sourceLocation: sourceLocation)
    #expect(!wanted.isEmpty, "nothing to compare \(cause)", sourceLocation: sourceLocation)
}
