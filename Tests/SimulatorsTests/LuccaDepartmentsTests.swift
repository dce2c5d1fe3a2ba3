import Simulators
import Testing

@Suite("Lucca departments")
struct LuccaDepartmentsTests {
    private let fourth = "/organization/structure/api/departments"

    @Test func pagesCountFromOneAndNextEndsWithNull() async throws {
        try await Stage.run { stage, tenant async throws in
            let total = tenant.lucca.departments.count
            let first = try await stage.lucca(fourth + "?page=1&limit=5&fields.root=count", as: tenant)
            #expect(first.json["count"]?.integer == total)
            #expect(first.items.count == 5)
            #expect(first.json["prev"] == .null)
            #expect(first.json["next"]?.text != nil)
            let last = try await stage.lucca(fourth + "?page=\((total + 4) / 5)&limit=5", as: tenant)
            #expect(last.json["next"] == .null)
            #expect(last.json["count"] == nil)
            #expect(try await stage.lucca(fourth + "?limit=101", as: tenant).status == 400)
        }
    }

    @Test func parentIdIsTheParentsHierarchyAndTheRootHasNone() async throws {
        try await Stage.run(SimulatorConfiguration(tenants: 1, employees: 300)) { stage, tenant async throws in
            let items = try await stage.lucca(fourth + "?limit=100", as: tenant).items
            let hierarchies = Set(items.compactMap { $0["hierarchy"]?.text })
            #expect(hierarchies.count == items.count)
            #expect(items.filter { $0["parentId"] == .null }.count == 1)
            for item in items {
                guard let parent = item["parentId"]?.text else { continue }
                #expect(hierarchies.contains(parent))
                #expect(item["hierarchy"]?.text?.hasPrefix(parent) == true)
            }
            let depth = items.compactMap { $0["hierarchy"]?.text?.split(separator: "/").count }.max()
            #expect(depth == 5)
        }
    }

    @Test func aRoleWithoutTheStructureIsRefused() async throws {
        try await Stage.run { stage, tenant async throws in
            tenant.lucca.behaviour.readsDepartments = false
            #expect(try await stage.lucca(fourth, as: tenant).status == 403)
        }
    }

    @Test func departmentsOfTheThirdGenerationAreAnUnknownPath() async throws {
        try await Stage.run { stage, tenant async throws in
            let third = try await stage.lucca("/api/v3/departments?fields=id", as: tenant)
            let unknown = try await stage.lucca("/api/v3/nothing?fields=id", as: tenant)
            #expect(third.status == 404 && third.text == unknown.text)
        }
    }

    @Test func legalUnitsAndEstablishmentsAreThere() async throws {
        try await Stage.run { stage, tenant async throws in
            for name in ["legal-units", "establishments"] {
                let reply = try await stage.lucca("/organization/structure/api/\(name)?page=1&limit=100", as: tenant)
                #expect(reply.items.count == tenant.lucca.legalEntities.count)
            }
        }
    }
}
