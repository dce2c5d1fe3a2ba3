import SyncCore
import SyncTestKit

/// The same Lucca, read through its other generation: other leave period ids.
extension SyncBench {
    /// From one generation to the other, and back.
    func changeGeneration() {
        let isSecond = source.current.leaves.contains { $0.periodID.isOfSecondGeneration }
        if isSecond { readFirstGeneration() } else { readSecondGeneration() }
    }

    func readSecondGeneration() {
        source.change { world in world.leaves = world.leaves.map { $0.under($0.periodID.asSecondGeneration) } }
    }

    func readFirstGeneration() {
        source.change { world in world.leaves = world.leaves.map { $0.under($0.periodID.asFirstGeneration) } }
    }

    /// What people see of our events, by key: without the references.
    var seen: [EventKey: FakePlanning.Event] {
        planning.current.events.mapValues { event in
            var event = event
            event.remark = EventReference.removing(accounts: ["acme"], from: event.remark)
            return event
        }
    }
}
