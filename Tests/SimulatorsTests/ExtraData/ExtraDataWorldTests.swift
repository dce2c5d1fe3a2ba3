import Foundation
import Simulators
import Testing

@Suite("Extra data in the world")
struct ExtraDataWorldTests {
    private func world(seed: UInt64 = 42) -> SimulatedWorld {
        SimulatedWorld(SimulatorConfiguration(seed: seed, tenants: 2, employees: 200))
    }

    private func values(_ tenant: SimulatedTenant) -> [[String: SimulatedFieldValue]] {
        tenant.lucca.employees.map { tenant.lucca.fieldValues(ofEmployee: $0.id) }
    }

    @Test func theSameSeedGivesTheSameValues() {
        let (one, two, other) = (world(), world(), world(seed: 43))
        #expect(values(one.tenants[0]) == values(two.tenants[0]))
        #expect(values(one.tenants[0]) != values(one.tenants[1]))
        #expect(values(one.tenants[0]) != values(other.tenants[0]))
        #expect(one.tenants[0].credentials.luccaClientSecret != one.tenants[1].credentials.luccaClientSecret)
    }

    /// Extra data, phones and client secrets have random streams of their own.
    @Test func peopleLeavesAndPlanningsOfASeedStayWhatTheyWere() {
        let world = SimulatedWorld(SimulatorConfiguration(seed: 42, tenants: 1, employees: 300))
        let tenant = world.tenants[0]
        #expect(tenant.credentials.luccaKey == "e606f13c-4e04-9c36-9ac0-5d21a1a4c3c8")
        #expect(tenant.credentials.authToken.hasSuffix("c1c0c7e2"))
        #expect(tenant.lucca.employees.first?.displayName == "Mathéo Dubois")
        #expect(tenant.lucca.employees.reduce(0) { $0 + $1.id * $1.departmentID } == 2_575_537)
        #expect(
            tenant.lucca.leaves.reduce(0) { ($0 &* 31 &+ $1.employee * $1.account + $1.day.ordinal) % 1_000_003 } == 410_629)
        #expect(tenant.planning.resources.count == 291)
        #expect(tenant.planning.resources.first?.text("label") == "DUBOIS Mathéo")
        #expect(tenant.planning.events.reduce(0) { ($0 &* 31 &+ $1.start) % 1_000_003 } == 730_209)
    }

    @Test func everyFormatIsThereAndSomeIDsHoldHyphensAndCapitals() throws {
        let tenant = world().tenants[0]
        let fields = tenant.lucca.fields
        #expect(Set(fields.map(\.format)) == Set(SimulatedFieldFormat.allCases))
        #expect(fields.contains { $0.isMultiple && $0.format == .list })
        #expect(fields.contains { $0.id.contains("-") && $0.id.lowercased() != $0.id })
        #expect(Set(fields.compactMap(\.section)) == Set(tenant.lucca.sections.map(\.id)))
        let vehicle = try #require(fields.first { $0.id == "e_vehicule" })
        #expect(vehicle.members.map(\.id) == ["e_immat", "e_km", "e_ct_fin"])
        let labels = fields.flatMap(\.entries).map(\.name)
        #expect(labels.contains { !$0.allSatisfy(\.isASCII) })
    }

    @Test func aValueIsThereOrNullOrAbsentForEachField() {
        let tenant = world().tenants[0]
        let all = values(tenant)
        for field in tenant.lucca.fields {
            #expect(all.contains { $0[field.id] == nil })
            #expect(all.contains { $0[field.id] == .empty })
            #expect(all.count { $0[field.id].map { $0 != .empty } ?? false } > 100)
        }
    }

    @Test func valuesTravelAsJSON() throws {
        let values: [SimulatedFieldValue] = [
            .text("é"), .number("35.50"), .boolean(false), .date(SimulatorConfiguration.usualToday), .entry(12), .file("x-y"),
            .composite(["e_km": .number("1")]), .several([.entry(1), .empty]), .empty,
        ]
        let json = try JSONEncoder().encode(values)
        #expect(try JSONDecoder().decode([SimulatedFieldValue].self, from: json) == values)
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(SimulatedFieldValue.self, from: Data(#"{"text": "a", "entry": 1}"#.utf8))
        }
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(SimulatedFieldValue.self, from: Data(#""full""#.utf8)) }
    }

    @Test func aMemberOfACompositeIsRenamedLikeADatum() throws {
        let lucca = world().tenants[0].lucca
        let position = try #require(lucca.fields.firstIndex { $0.id == "e_vehicule" })
        #expect(try lucca.apply(.renameField(field: "e_km", name: "Compteur")) == position)
        #expect(lucca.fields[position].members.first { $0.id == "e_km" }?.name == "Compteur")
    }

    @Test func whatDoesNotExistCannotBeChanged() throws {
        let lucca = world().tenants[0].lucca
        let employee = try #require(lucca.employees.first).id
        for change: LuccaChange in [
            .setFieldValue(employee: -1, field: "e_taille", value: .text("M")),
            .setFieldValue(employee: employee, field: "e_Taille", value: .text("M")),
            .moveField(field: "e_taille", section: 99), .deleteSection(section: 99),
            .renameListEntry(field: "e_Langues", entry: 1, name: "x"), .removeListEntry(field: "e_Langues", entry: 1),
            .changeLegalEntity(employee: employee, legalEntity: 4), .renameField(field: "e_km2", name: "x"),
        ] {
            #expect(throws: SimulatorError.self) { try lucca.apply(change) }
        }
        #expect(throws: SimulatorError.self) {
            try lucca.apply(.addField(field: SimulatedField(id: "e_taille", name: "", format: .date)))
        }
    }
}
