/// The enumerations of `api/config`: their values travel by name, or by these numbers, most of which are character codes.
struct PlanningEnumerations {
    private let unavailability: Int
    /// What is not an unavailability needs another number.
    private var task: Int { unavailability == 84 ? 85 : 84 }

    static let statusTypes = ["Requested": 82, "Approved": 65, "Refused": 70]
    static let resourceTypes = ["Human": 72, "Material": 77, "ToPlan": 80]

    init(_ behaviour: PlanningBehaviour) {
        unavailability = behaviour.unavailabilityNumber
    }

    func doType(_ kind: String) -> Int {
        kind == SimulatedEvent.unavailability ? unavailability : task
    }

    /// The kind that `results` of a list asks for, nil for all of them; by name in any letter case, or by number.
    /// - Throws: `PlanningError` for what is no value of the enumeration.
    func results(_ value: JSONValue?) throws -> String? {
        switch value {
        case nil, .some(.null): return nil
        case .some(.string(let text)):
            switch text.lowercased() {
            case "all": return nil
            case "task": return SimulatedEvent.task
            case "unavailability": return SimulatedEvent.unavailability
            default: break
            }
        case .some(let number):
            if number.integer == 0 { return nil }
            if number.integer == task { return SimulatedEvent.task }
            if number.integer == unavailability { return SimulatedEvent.unavailability }
        }
        throw PlanningError(status: 400, message: "The request is invalid.", errors: [("results", "Unknown value.")])
    }

    /// `{"doType": {"Task": 84, "Unavailability": 85}, …}`.
    var json: JSONValue {
        .object([
            .init("access", Self.object([("All", 0), ("Read", 82), ("Write", 87)])),
            .init("resourceType", Self.object(Self.resourceTypes.sorted { $0.key < $1.key })),
            .init("doType", Self.object([("Task", task), ("Unavailability", unavailability)])),
            .init("results", Self.object([("All", 0), ("Task", task), ("Unavailability", unavailability)])),
            .init("statusType", Self.object(Self.statusTypes.sorted { $0.key < $1.key })),
        ])
    }

    private static func object(_ values: [(String, Int)]) -> JSONValue {
        .object(values.map { .init($0.0, .number(String($0.1))) })
    }
}
