import Simulators
import Testing

@Suite("Generation 2: employee attributes")
struct Generation2AttributesTests {
    private func rows(_ stage: Stage, _ token: String, _ fields: String, _ rest: String = "") async throws -> [JSONValue] {
        try await stage.everyRow("employee-attributes?definition.id=\(fields)&include=links&limit=100\(rest)", token: token)
    }

    @Test func everyFormatIsWrittenAsItsSchemaSays() async throws {
        try await Stage.run { stage, tenant async throws in
            let token = try await stage.luccaToken(tenant)
            let id = try #require(tenant.lucca.employees.first).id
            let day = try #require(SimulatedDay("2027-03-31"))
            func value(_ field: String, _ value: SimulatedFieldValue) async throws -> [JSONValue?] {
                try tenant.lucca.apply(.setFieldValue(employee: id, field: field, value: value))
                return try await rows(stage, token, field, "&applicability.asOf=2026-12-01").filter {
                    $0["employee"]?["id"]?.text == String(id)
                }.map { $0["value"] }
            }
            #expect(try await value("e_taille", .text("é")) == [.string("é")])
            #expect(try await value("e_Heures-semaine", .number("35.50")) == [.number("35.50")])
            #expect(try await value("e_permis", .boolean(true)) == [.bool(true)])
            #expect(try await value("e_caces_fin", .date(day)) == [.string("2027-03-31")])
            #expect(try await value("e_taille", .empty) == [.null])
            #expect(try await value("e_Site-chantier", .entry(12)).map { $0?["id"] } == [.string("12")])
            #expect(try await value("e_Langues", .several([.entry(40), .entry(45)])).map { $0?["id"]?.text } == ["40", "45"])
            let vehicle = try await value("e_vehicule", .composite(["e_immat": .text("AB"), "e_km": .number("9")]))
            #expect(vehicle == [.object([.init("e_immat", .string("AB")), .init("e_km", .number("9"))])])
            tenant.lucca.behaviour.generation2.attributeDates = .dateTime
            tenant.lucca.behaviour.generation2.severalValues = .list
            #expect(try await value("e_caces_fin", .date(day)) == [.string("2027-03-31T00:00:00")])
            let several = try await value("e_habilitations", .several([.text("a"), .text("b")]))
            #expect(several == [.array([.string("a"), .string("b")])])
            try tenant.lucca.apply(.setFieldValue(employee: id, field: "e_taille", value: nil))
            #expect(try await !rows(stage, token, "e_taille").contains { $0["employee"]?["id"]?.text == String(id) })
        }
    }

    @Test func bothGenerationsServeTheSamePeopleAndValues() async throws {
        try await Stage.run { stage, tenant async throws in
            let token = try await stage.luccaToken(tenant)
            let first = try await stage.lucca(
                "/api/v3/users?formerEmployees=true&orderBy=id,asc&paging=0,200&fields=id,extendedData", as: tenant)
            for field in ["e_taille", "e_Nb-cles", "e_consignes"] {
                let old = zip(first.ids, first.items).compactMap { id, item -> String? in
                    guard let value = item["extendedData"]?[field] else { return nil }
                    return "\(id) \((value["value"] ?? value).serialized)"
                }
                let new = try await rows(stage, token, field).map {
                    "\($0["employee"]?["id"]?.text ?? "") \($0["value"]?.serialized ?? "")"
                }
                #expect(old == new && !new.isEmpty)
            }
        }
    }

    @Test func formerValuesEndAndOnlyTheApplicableComesForADay() async throws {
        try await Stage.run { stage, tenant async throws in
            let token = try await stage.luccaToken(tenant)
            let all = try await rows(stage, token, "e_Site-chantier")
            let now = try await rows(stage, token, "e_Site-chantier", "&applicability.asOf=2026-12-01")
            #expect(all.contains { $0["applicability"]?["end"] == .string("2019-12-31") })
            #expect(now.allSatisfy { $0["applicability"]?["end"] == .null } && now.count < all.count)
            #expect(try await rows(stage, token, "e_taille").allSatisfy { $0["applicability"] == .null })
            #expect(Set(now.compactMap { $0["employee"]?["id"]?.text }).count == now.count)
            #expect(try await stage.lucca2("employee-attributes?applicability.asOf=hier", token: token).status == 400)
        }
    }

    @Test func labelsAndDefinitionsAreEmbedded() async throws {
        try await Stage.run { stage, tenant async throws in
            let token = try await stage.luccaToken(tenant)
            let id = try #require(tenant.lucca.employees.first).id
            for (field, entry) in [("e_Site-chantier", 12), ("e_Langues", 40)] {
                try tenant.lucca.apply(
                    .setFieldValue(
                        employee: id, field: field, value: field == "e_Langues" ? .several([.entry(entry)]) : .entry(entry)))
            }
            try tenant.lucca.apply(.renameListEntry(field: "e_Site-chantier", entry: 12, name: "Chantier Été"))
            try tenant.lucca.apply(.removeListEntry(field: "e_Langues", entry: 40))
            let reply = try await stage.lucca2(
                "employee-attributes?definition.id=e_Site-chantier,e_Langues&employee.id=\(id)&include=embedded", token: token)
            let embedded = try #require(reply.json["embedded"])
            #expect(embedded["taxonomy-label"]?["12"]?["name"]?.text == "Chantier Été")
            #expect(embedded["taxonomy-label"]?["40"] == nil)
            #expect(embedded["employee-attribute-definition"]?["e_Langues"]?["multipleValueHandling"] != .null)
        }
    }

    @Test func sectionsAndEstablishmentsHideRowsSilently() async throws {
        try await Stage.run { stage, tenant async throws in
            let token = try await stage.luccaToken(tenant)
            #expect(try await rows(stage, token, "e_visite_medicale").isEmpty)
            tenant.lucca.behaviour.extraData.hiddenSections = []
            #expect(try await !rows(stage, token, "e_visite_medicale").isEmpty)
            try tenant.lucca.apply(.deleteSection(section: 3))
            #expect(try await rows(stage, token, "e_visite_medicale").isEmpty)
            tenant.lucca.behaviour.generation2.hiddenEstablishments = [1, 2]
            let left = Set(tenant.lucca.employees.filter { $0.legalEntityID == 3 }.map { String($0.id) })
            let seen = Set(try await rows(stage, token, "e_taille").compactMap { $0["employee"]?["id"]?.text })
            #expect(seen.isSubset(of: left) && !seen.isEmpty)
        }
    }

    @Test func definitionsDescribeTheirValues() async throws {
        try await Stage.run { stage, tenant async throws in
            let token = try await stage.luccaToken(tenant)
            let all = try await stage.everyRow("employee-attribute-definitions?include=links", token: token)
            let schemas = Dictionary(
                uniqueKeysWithValues: all.map { ($0["id"]?.text ?? "", $0["schema"]?["title"]?.text) })
            #expect(schemas["e_Site-chantier"] == "taxonomy-label-reference" && schemas["e_caces_fin"] == "legacy-date")
            #expect(schemas["e_Nb-cles"] == "int32" && schemas["e_Heures-semaine"] == "decimal")
            #expect(schemas["employee.givenName"] == "short-text")
            #expect(schemas["e_visite_medicale"] == nil)
            let vehicle = try await stage.lucca2("employee-attribute-definitions/e_vehicule", token: token).json
            #expect(vehicle["schema"]?["properties"]?["e_km"]?["title"]?.text == "int32")
            #expect(vehicle["propertyDescriptions"]?["e_immat"]?["name"]?.text == "Immatriculation")
            #expect(vehicle["t9n"]?["name"]?["fr-FR"]?.text == vehicle["name"]?.text)
            #expect(try await stage.lucca2("employee-attribute-definitions/e_Vehicule", token: token).status == 404)
        }
    }
}
