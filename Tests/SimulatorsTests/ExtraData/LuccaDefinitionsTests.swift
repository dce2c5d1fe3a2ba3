import Simulators
import Testing

@Suite("Lucca definitions, generation 1")
struct LuccaDefinitionsTests {
    private let list = "/api/v3/extensionuserdefinitions"

    @Test func theyGiveTheLabelsOfFieldsAndEntries() async throws {
        try await Stage.run { stage, tenant async throws in
            try tenant.lucca.apply(.renameField(field: "e_Site-chantier", name: "Rattachement"))
            try tenant.lucca.apply(.renameListEntry(field: "e_Site-chantier", entry: 12, name: "Chantier Sud"))
            let entry = try tenant.lucca.apply(.addListEntry(field: "e_Site-chantier", name: "Fos"))
            try tenant.lucca.apply(.removeListEntry(field: "e_Site-chantier", entry: 17))
            for item in [
                try await stage.lucca(list, as: tenant).items.first { $0["id"]?.text == "e_Site-chantier" },
                try await stage.lucca(list + "/e_Site-chantier", as: tenant).json["data"],
            ] {
                let item = try #require(item)
                #expect(item["name"]?.text == "Rattachement")
                let entries = try #require(item["extensionUserPropertyListEntries"]?.elements)
                #expect(entries.first?["name"]?.text == "Chantier Sud" && entries.first?["id"]?.integer == 12)
                #expect(entries.contains { $0["id"]?.integer == entry && $0["name"]?.text == "Fos" })
                #expect(!entries.contains { $0["id"]?.integer == 17 })
                #expect(item["category"]?.integer == 3 && item["isMultivalue"] == .bool(false))
            }
            #expect(try await stage.lucca(list + "/e_km", as: tenant).json["data"]?["name"]?.text == "Kilométrage")
        }
    }

    @Test func idsAreComparedExactlyAndUnknownOnesAreNotFound() async throws {
        try await Stage.run { stage, tenant async throws in
            #expect(try await stage.lucca(list + "/e_site-chantier", as: tenant).status == 404)
            #expect(try await stage.lucca(list + "x", as: tenant).status == 404)
            #expect(try await stage.lucca(list + "/", as: tenant).status == 404)
        }
    }

    @Test func theyFollowTheRightsOrNot() async throws {
        try await Stage.run { stage, tenant async throws in
            func ids() async throws -> [String] { try await stage.lucca(list, as: tenant).items.compactMap { $0["id"]?.text } }
            #expect(try await !ids().contains("e_visite_medicale"))
            tenant.lucca.behaviour.extraData.definitionsFollowRights = false
            #expect(try await ids().contains("e_visite_medicale"))
            try tenant.lucca.apply(.addField(field: SimulatedField(id: "e_Neuf-1", name: "Neuf", format: .date, section: 1)))
            #expect(try await ids().contains("e_Neuf-1"))
        }
    }

    @Test(arguments: [(LuccaBehaviour.Access.forbidden, 403), (.missing, 404)])
    func theyMayBeOutOfReach(_ access: LuccaBehaviour.Access, _ status: Int) async throws {
        try await Stage.run { stage, tenant async throws in
            tenant.lucca.behaviour.extraData.definitions = access
            #expect(try await stage.lucca(list, as: tenant).status == status)
            #expect(try await stage.lucca(list + "/e_taille", as: tenant).status == status)
            #expect(try await stage.lucca("/api/v3/users?fields=id,extendedData", as: tenant).status == 200)
        }
    }
}
