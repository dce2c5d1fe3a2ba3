import Simulators
import Synchronization
import Testing

/// Our events that planners wrote on, with their references at that time.
final class PlannersNotes: Sendable {
    private let references = Mutex<[Int: String]>([:])

    /// - Returns: false when there is a note already.
    func add(_ event: Int, _ reference: String) -> Bool {
        references.withLock { $0.updateValue(reference, forKey: event) == nil }
    }

    var all: [Int: String] { references.withLock { $0 } }
}

extension Victim {
    private static let before = "Voir avec Paul "
    private static let after = " (remplacé)"
    private static let color = "#123456"

    /// Planners colour the events of a leave period, and write around their references.
    func writeNotes(onPeriod period: Int) throws {
        let leaves = isOfSecondGeneration ? tenant.lucca.absences.filter { $0.period == period } : []
        let names = ["\(period)"] + leaves.map { "\(ExpectedPlanning.Event.secondGeneration)\($0.id)" }
        let beginnings = names.map { "[lucca:\(slug)/\($0)/" }
        for event in tenant.ours() {
            guard let reference = event.reference, beginnings.contains(where: { reference.hasPrefix($0) }),
                notes.add(event.key, reference)
            else { continue }
            try tenant.planning.apply(.editRemark(event: event.key, remark: Self.before + event.remark + Self.after))
            try tenant.planning.apply(.editEvent(event: event.key, member: "color", text: Self.color))
        }
    }

    /// Planners' notes on our events last as long as the events.
    func expectNotesStand(after cause: String = "", sourceLocation: SourceLocation = #_sourceLocation) {
        let standing = Dictionary(uniqueKeysWithValues: tenant.ours().map { ($0.key, $0) })
        let references = Set(standing.values.compactMap(\.reference))
        for (key, reference) in notes.all {
            guard let event = standing[key] else {
                #expect(
                    !references.contains(reference), "\(reference) was made anew, without what planners wrote there \(cause)",
                    sourceLocation: sourceLocation)
                continue
            }
            #expect(
                event.remark == Self.before + (event.reference ?? "") + Self.after,
                "what planners wrote around \(reference) is gone \(cause)", sourceLocation: sourceLocation)
            #expect(
                event.otherMembers.contains(Self.color), "\(reference) lost its colour \(cause)", sourceLocation: sourceLocation)
        }
    }
}
