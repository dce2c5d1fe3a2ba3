import SyncCore
import SyncTestKit
import Testing

@testable import AdminCLI

@Suite("scope")
struct ScopeCommandTests {
    private func bench() async -> CommandLineBench {
        var bench = CommandLineBench()
        bench.connector.source.rows = [
            Department(id: "1", name: "Acme", hierarchy: "/1/"), Department(id: "3", name: "Ventes", hierarchy: "/1/2/"),
            Department(id: "2", name: "Études", hierarchy: "/1/10/"), Department(id: "4", name: "Export", hierarchy: "/1/2/1/"),
        ]
        bench.connector.source.people = [
            Employee(id: "10", departmentID: "1"), Employee(id: "11", departmentID: "3"), Employee(id: "12", departmentID: "4"),
            Employee(id: "13", departmentID: "4"),
            Employee(id: "14", departmentID: "4", contractEnd: CalendarDay(ordinal: 0)),
        ]
        await bench.register()
        return bench
    }

    @Test func theTreeCountsHeadsAndMarksTheScope() async {
        let bench = await bench()
        #expect(await bench.run("scope", "set", "acme", "--department", "3").status == .done)
        let outcome = await bench.run("scope", "tree", "acme", "--output", "csv")
        #expect(
            outcome.data == """
                id,name,depth,isActive,employees,employeesWithDescendants,inScope,isBase,planningDepartmentKey,planningDepartment\r
                1,Acme,0,true,1,4,false,false,,\r
                3,Ventes,1,true,1,3,true,true,,\r
                4,Export,2,true,2,2,true,false,,\r
                2,Études,1,true,0,0,false,false,,\r

                """)
    }

    @Test func basesWithAndWithoutDescendantsAreShown() async throws {
        let bench = await bench()
        let outcome = await bench.run("scope", "set", "acme", "--department", "2,3", "--without-descendants", "1")
        #expect(outcome.status == .done)
        let tenant = try await InMemoryTenantRegistry(bench.database).tenant(try TenantSlug("acme"))
        #expect(
            tenant.scope.bases == [
                .init(id: "2", withDescendants: true), .init(id: "3", withDescendants: true),
                .init(id: "1", withDescendants: false),
            ])
    }

    @Test func aDepartmentInBothListsIsRefused() async throws {
        let bench = await bench()
        let outcome = await bench.run("scope", "set", "acme", "--department", "2", "3", "--without-descendants", "3")
        #expect(outcome.status == .usage)
        #expect(outcome.messages.contains("Department 3 is named with and without"))
        #expect(try await InMemoryTenantRegistry(bench.database).tenant(try TenantSlug("acme")).scope.bases.isEmpty)
    }

    @Test func unknownDepartmentsAreRefusedByName() async throws {
        let bench = await bench()
        let outcome = await bench.run("scope", "set", "acme", "--department", "3", "77", "--without-descendants", "78")
        #expect(outcome.status == .usage)
        #expect(outcome.messages.contains("department 77") && outcome.messages.contains("department 78"))
        let tenant = try await InMemoryTenantRegistry(bench.database).tenant(try TenantSlug("acme"))
        #expect(tenant.scope.bases.isEmpty)
    }

    @Test func theStepsOfADraftFollowOneOrder() async {
        let bench = await bench()
        for kind in ["lucca-api-key", "planningpme-appkey"] {
            _ = await bench.run("credential", "set", "acme", kind, input: "abc")
        }
        let last = await bench.run("credential", "set", "acme", "planningpme-auth-token", input: "abc")
        #expect(last.messages.contains("→ passerelle scope tree acme"), "\(last.messages)")
        #expect(await bench.run("scope", "set", "acme", "--department", "3").messages.contains("→ passerelle tenant check acme"))
        let again = await bench.run("credential", "set", "acme", "planningpme-auth-token", input: "abc")
        #expect(again.messages.contains("→ passerelle tenant check acme"))
    }

    @Test func anEmptyScopeIsRefused() async {
        #expect(await bench().run("scope", "set", "acme").status == .usage)
    }

    @Test func anUnreachableLuccaSetsTheExitStatus() async {
        var bench = CommandLineBench()
        await bench.register()
        bench.connector.source.failure = SyncError(.remote(.hostUnknown, .lucca))
        let outcome = await bench.run("scope", "tree", "acme")
        #expect(outcome.status == .unreachable)
        #expect(
            outcome.messages
                == "error: Lucca's host does not exist.\n  → Check the spelling of the tenant's Lucca address.\n  [lucca_unreachable]\n"
        )
    }
}
