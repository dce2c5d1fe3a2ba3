import Simulators
import Testing

@Suite("Lucca extra data, generation 1")
struct LuccaExtraDataTests {
    private let all = "/api/v3/users?formerEmployees=true&orderBy=id,asc&paging=0,200&fields=id,extendedData"

    /// By employee, then by the id of the field.
    private func served(_ stage: Stage, _ tenant: SimulatedTenant) async throws -> [Int: JSONValue] {
        let reply = try await stage.lucca(all, as: tenant)
        #expect(reply.status == 200)
        return Dictionary(uniqueKeysWithValues: zip(reply.ids, reply.items.map { $0["extendedData"] ?? .null }))
    }

    private func someone(_ tenant: SimulatedTenant) throws -> Int {
        try #require(tenant.lucca.employees.first).id
    }

    @Test func theyComeOnlyWhenNamed() async throws {
        try await Stage.run { stage, tenant async throws in
            let without = try await stage.lucca("/api/v3/users?fields=id,lastName", as: tenant)
            #expect(!without.text.contains("e_taille"))
            tenant.lucca.behaviour.ignoresFields = true
            #expect(try await !stage.lucca("/api/v3/users?fields=id", as: tenant).text.contains("e_taille"))
            tenant.lucca.behaviour.ignoresFields = false
            #expect(try await stage.lucca("/api/v3/users?fields=id,extendedData", as: tenant).text.contains("e_taille"))
        }
    }

    @Test func everyFormatIsWrittenAsDocumented() async throws {
        try await Stage.run { stage, tenant async throws in
            let id = try someone(tenant)
            let day = try #require(SimulatedDay("2027-03-31"))
            for (field, value): (String, SimulatedFieldValue) in [
                ("e_taille", .text("M \"é\"")), ("e_Site-chantier", .entry(12)), ("e_caces_fin", .date(day)),
                ("e_Heures-semaine", .number("35.50")), ("e_permis", .boolean(false)), ("e_Photo-badge", .file("0a-1b")),
                ("e_Langues", .several([.entry(40), .entry(45)])), ("e_habilitations", .several([])),
                ("e_vehicule", .composite(["e_immat": .text("AB-123-CD"), "e_km": .number("48000"), "e_ct_fin": .date(day)])),
                ("e_Equipements", .several([.composite(["e_libelle": .text("Casque")])])),
            ] {
                try tenant.lucca.apply(.setFieldValue(employee: id, field: field, value: value))
            }
            let data = try #require(try await served(stage, tenant)[id])
            #expect(data["e_taille"]?["value"] == .string("M \"é\""))
            #expect(data["e_taille"]?["id"]?.integer != nil)
            #expect(data["e_Site-chantier"]?["value"] == .number("12"))
            #expect(data["e_caces_fin"]?["value"] == .string("2027-03-31T00:00:00"))
            #expect(data["e_Heures-semaine"]?["value"] == .number("35.50"))
            #expect(data["e_permis"]?["value"] == .bool(false))
            #expect(data["e_Photo-badge"]?["value"] == .string("0a-1b"))
            #expect(data["e_Langues"]?.elements?.map { $0["value"] } == [.number("40"), .number("45")])
            #expect(data["e_habilitations"] == .array([]))
            #expect(data["e_vehicule"]?["value"]?["e_immat"]?["value"] == .string("AB-123-CD"))
            #expect(data["e_vehicule"]?["value"]?["e_km"]?["value"] == .number("48000"))
            #expect(data["e_vehicule"]?["value"]?["e_ct_fin"]?["value"] == .string("2027-03-31T00:00:00"))
            #expect(data["e_Equipements"]?.elements?.first?["value"]?["e_libelle"]?["value"] == .string("Casque"))
        }
    }

    @Test func nothingIsAbsentOrNullInTwoForms() async throws {
        try await Stage.run { stage, tenant async throws in
            let people = tenant.lucca.employees.prefix(3).map(\.id)
            let odd = try #require(tenant.lucca.employees.first { $0.id % 2 == 1 }).id
            let even = try #require(tenant.lucca.employees.first { $0.id % 2 == 0 }).id
            try tenant.lucca.apply(.setFieldValue(employee: people[0], field: "e_taille", value: nil))
            #expect(try await served(stage, tenant)[people[0]]?["e_taille"] == nil)
            for id in [odd, even] { try tenant.lucca.apply(.setFieldValue(employee: id, field: "e_taille", value: .empty)) }
            let data = try await served(stage, tenant)
            #expect(data[odd]?["e_taille"] == .null)
            #expect(data[even]?["e_taille"]?["value"] == .null)
        }
    }

    @Test func scalarsMayComeBare() async throws {
        try await Stage.run { stage, tenant async throws in
            let id = try someone(tenant)
            try tenant.lucca.apply(.setFieldValue(employee: id, field: "e_taille", value: .text("XL")))
            try tenant.lucca.apply(.setFieldValue(employee: id, field: "e_habilitations", value: .several([.text("B1V")])))
            tenant.lucca.behaviour.extraData.valueForm = .bare
            let data = try #require(try await served(stage, tenant)[id])
            #expect(data["e_taille"] == .string("XL"))
            #expect(data["e_habilitations"] == .array([.string("B1V")]))
        }
    }

    @Test func idsOfFieldsKeepTheirLettersWhateverTheSpellingOfProperties() async throws {
        try await Stage.run { stage, tenant async throws in
            tenant.lucca.behaviour.letterCase = .capitalized
            let text = try await stage.lucca(all, as: tenant).text
            #expect(text.contains("\"ExtendedData\":{\"e_"))
            #expect(text.contains("\"e_Site-chantier\":{\"Id\":"))
        }
    }

    @Test func aHiddenADeletedAndALeftSectionAreAbsentWithoutAnError() async throws {
        try await Stage.run { stage, tenant async throws in
            func fields() async throws -> Set<String> {
                Set(try await served(stage, tenant).values.flatMap { $0.members ?? [] }.map(\.name))
            }
            let usual = try await fields()
            #expect(usual.contains("e_permis") && usual.contains("e_caces_fin") && !usual.contains("e_visite_medicale"))
            tenant.lucca.behaviour.extraData.hiddenSections = [2]
            #expect(try await !fields().contains("e_permis"))
            #expect(try await fields().contains("e_visite_medicale"))
            tenant.lucca.behaviour.extraData.hiddenSections = []
            try tenant.lucca.apply(.moveField(field: "e_caces_fin", section: nil))
            #expect(try await !fields().contains("e_caces_fin"))
            try tenant.lucca.apply(.moveField(field: "e_caces_fin", section: 2))
            #expect(try await fields().contains("e_caces_fin"))
            try tenant.lucca.apply(.deleteSection(section: 1))
            #expect(try await !fields().contains("e_taille"))
            let section = try tenant.lucca.apply(.addSection(name: "Connecteur"))
            try tenant.lucca.apply(.moveField(field: "e_taille", section: section))
            #expect(try await fields().contains("e_taille"))
            tenant.lucca.behaviour.extraData.hiddenSections = [2, 3, section]
            let reply = try await stage.lucca(all, as: tenant)
            #expect(reply.status == 200 && reply.items.allSatisfy { $0["extendedData"] == nil })
        }
    }

    @Test func manyPeopleWithTheirExtraDataTakeTooLong() async throws {
        try await Stage.run { stage, tenant async throws in
            tenant.lucca.behaviour.extraData.rowsWithinTime = 20
            let query = "/api/v3/users?orderBy=id,asc&fields=id"
            #expect(try await stage.lucca(query + ",extendedData&paging=0,40", as: tenant).status == 408)
            #expect(try await stage.lucca(query + ",extendedData&paging=0,20", as: tenant).status == 200)
            #expect(try await stage.lucca(query + "&paging=0,40", as: tenant).status == 200)
        }
    }

    @Test func standardFieldsCanBeAskedForAndChanged() async throws {
        try await Stage.run { stage, tenant async throws in
            let employee = try #require(tenant.lucca.employees.first)
            let query =
                "/api/v3/users?id=\(employee.id)&formerEmployees=true&fields=id,jobTitle,directLine,professionalMobile,legalEntity,"
                + "dtContractStart,dtContractEnd,mail"
            try tenant.lucca.apply(
                .editContact(employee: employee.id, jobTitle: "Grutier", directLine: "04 1", professionalMobile: ""))
            try tenant.lucca.apply(.changeLegalEntity(employee: employee.id, legalEntity: 2))
            try tenant.lucca.apply(.renameLegalEntity(legalEntity: 2, name: "Agence d'Évry"))
            let item = try #require(try await stage.lucca(query, as: tenant).items.first)
            #expect(item["jobTitle"]?.text == "Grutier")
            #expect(item["directLine"]?.text == "04 1" && item["professionalMobile"] == .null)
            #expect(item["legalEntity"]?["id"]?.integer == 2 && item["legalEntity"]?["name"]?.text == "Agence d'Évry")
            #expect(item["dtContractStart"]?.text == "\(employee.contractStart)T00:00:00")
        }
    }
}
