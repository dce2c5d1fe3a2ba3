import Simulators
import SyncTestKit
import Testing

/// Victims with extra data.
extension Victim {
    /// What the carried targets show, by resource and target.
    typealias Fields = [Int: [String: JSONValue]]

    static let someFields = [
        CarriedField("e_taille", to: "Site", "--clear-when-empty"),
        CarriedField("e_caces_fin", to: "Fin CACES", as: .date), CarriedField("e_permis", to: "Conducteur", as: .boolean),
    ]

    func fieldsNow() -> Fields {
        tenant.standing.mapValues { resource in
            Dictionary(uniqueKeysWithValues: carried.compactMap { rule in resource.field(rule.target).map { (rule.target, $0) } })
        }
    }

    /// The keys of the resources that were written since `mark`, in order.
    func resourceWrites(since mark: Int) -> [Int] {
        planningRequests(since: mark).filter { $0.didWork && $0.method == "PUT" && $0.path.contains("/api/resource/") }
            .compactMap { $0.path.split(separator: "/").last.flatMap { Int($0) } }
    }

    /// New values for some people, and one less: fewer than the brake allows.
    func changeFields(_ random: inout SplitMix64) throws {
        let people = expected.resources.keys.sorted().shuffled(using: &random).prefix(8)
        for (number, employee) in people.enumerated() {
            let value: SimulatedFieldValue? =
                number == 0 ? nil : .text("B\(number) le \(Int.random(in: 1...9999, using: &random))")
            try tenant.lucca.apply(.setFieldValue(employee: employee, field: Self.someFields[0].field, value: value))
        }
    }

    /// A new value of the person with that resource.
    func changeField(of resource: Int) throws {
        let employee = try #require(expected.resources.first { $0.value == resource }).key
        try tenant.lucca.apply(
            .setFieldValue(employee: employee, field: Self.someFields[0].field, value: .text("Plus tard \(resource)")))
    }

    /// Two attempts of a run wrote extra data as one would have.
    /// - Parameters:
    ///   - mark: before the first attempt.
    ///   - halfway: what the targets showed between the attempts.
    ///   - overtaken: the resource whose value changed in Lucca between them.
    func expectFieldsOnce(
        since mark: Int, before: Fields, halfway: Fields, overtaken: Int?, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let now = fieldsNow()
        for (key, fields) in halfway where key != overtaken && fields != before[key, default: [:]] {
            #expect(now[key] == fields, "resource \(key) was written twice with different values", sourceLocation: sourceLocation)
        }
        let writes = Dictionary(grouping: resourceWrites(since: mark)) { $0 }.mapValues(\.count)
        // One for the department, one for extra data.
        for (key, count) in writes where key != overtaken {
            #expect(count <= 2, "resource \(key) was written \(count) times", sourceLocation: sourceLocation)
        }
    }
}
