import JSONText
import SyncCore

/// The enumerations of a brand, by `api/config`: values go by these names or numbers.
struct Enumerations: Sendable, Equatable {
    struct Value: Sendable, Equatable {
        let name: String
        /// nil where the brand lists names alone.
        let number: Int?
    }

    /// By the enumeration's name.
    let enumerations: [String: [Value]]

    /// Of a brand that lists none.
    init() {
        enumerations = [:]
    }

    init?(_ configuration: JSONValue) {
        guard let enums = configuration[JSONName("enums")]?.members else { return nil }
        var enumerations: [String: [Value]] = [:]
        for member in enums.members {
            switch member.value {
            case .object(let object):
                enumerations[member.name] = object.members.map { Value(name: $0.name, number: $0.value.whole) }
            case .list(let list):
                enumerations[member.name] = list.values.compactMap { $0.string.map { Value(name: $0, number: nil) } }
            default: break
            }
        }
        self.enumerations = enumerations
    }

    /// How unavailabilities are named among the kinds of events, as the brand spells it; nil when no enumeration holds them.
    var unavailability: Value? {
        let name = PlanningPMEAssumptions.unavailability.lowercased()
        let holding = enumerations.filter { $0.value.contains { $0.name.lowercased() == name } }
        // What a list can be asked for has such a name too.
        let kinds = holding.filter { $0.key.lowercased() != PlanningPMEAssumptions.Name.results }
        let chosen = (kinds.isEmpty ? holding : kinds).sorted { left, right in
            (left.key.lowercased().contains("type") ? 0 : 1, left.key) < (
                right.key.lowercased().contains("type") ? 0 : 1, right.key
            )
        }
        return chosen.first?.value.first { $0.name.lowercased() == name }
    }

    /// Every number under which unavailabilities go.
    var unavailabilityNumbers: Set<Int> {
        let name = PlanningPMEAssumptions.unavailability.lowercased()
        return Set(enumerations.values.joined().filter { $0.name.lowercased() == name }.compactMap(\.number))
    }

    /// The names that a number has in the enumerations of statuses.
    func statusTypes(of number: Int) -> [String] {
        enumerations.filter { $0.key.lowercased().contains("status") }.sorted { $0.key < $1.key }
            .flatMap { $0.value.filter { $0.number == number }.map(\.name) }
    }
}
