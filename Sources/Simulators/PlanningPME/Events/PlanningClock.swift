/// How a brand reads and writes moments.
struct PlanningClock {
    let input: PlanningBehaviour.TimeInput
    let output: PlanningBehaviour.TimeForm
    let clocks: SimulatedZone

    init(_ behaviour: PlanningBehaviour) {
        input = behaviour.timeInput
        output = behaviour.timeForm
        clocks = behaviour.clocks
    }

    /// nil when the text is no moment.
    func moment(_ text: String) -> Int? {
        guard let written = InstantText.read(text) else { return nil }
        return switch input {
        case .local: clocks.utc(fromLocal: written.digits)
        case .utc: written.digits - (written.offset ?? 0)
        case .both: written.offset.map { written.digits - $0 } ?? clocks.utc(fromLocal: written.digits)
        }
    }

    func text(_ instant: Int, inList: Bool) -> String {
        let isLocal =
            switch output {
            case .utc: false
            case .local: true
            case .localInLists: inList
            }
        return isLocal ? InstantText.text(clocks.local(instant), suffix: "") : InstantText.utc(instant)
    }
}
