import Simulators
import Testing

@Suite("Lucca employees")
struct LuccaUsersTests {
    private let all = "/api/v3/users?orderBy=id,asc&paging=0,1000&fields="

    @Test func onlyTheFieldsAskedForComeBackAndUnknownOnesAreLeftOut() async throws {
        try await Stage.run { stage, tenant async throws in
            let reply = try await stage.lucca(
                all + "id,department[id,name],manager.name,inconnu,extendedData,collection.count", as: tenant)
            let first = try #require(reply.items.first)
            #expect(first.members?.map(\.name) == ["id", "department", "manager", "extendedData"])
            #expect(first["department"]?.members?.map(\.name) == ["id", "name"])
            #expect(first["extendedData"]?.members?.allSatisfy { $0.name.hasPrefix("e_") } == true)
            #expect(reply.count == reply.items.count)
        }
    }

    @Test func nestedFieldsMayBeWrittenWithDots() async throws {
        try await Stage.run { stage, tenant async throws in
            let brackets = try await stage.lucca(all + "id,department[id,name]", as: tenant)
            let dots = try await stage.lucca(all + "id,department.id,department.name", as: tenant)
            #expect(brackets.text == dots.text)
            #expect(!brackets.items.isEmpty)
        }
    }

    @Test func theCountComesOnlyWhenAskedFor() async throws {
        try await Stage.run { stage, tenant async throws in
            #expect(try await stage.lucca(all + "id", as: tenant).count == nil)
            #expect(try await stage.lucca(all + "id,collection.count", as: tenant).count != nil)
        }
    }

    @Test func formerEmployeesComeBackOnlyWhenAskedFor() async throws {
        try await Stage.run { stage, tenant async throws in
            let today = stage.world.today
            let former = Set(tenant.lucca.employees.filter { $0.contractEnd.map { $0 < today } ?? false }.map(\.id))
            #expect(!former.isEmpty)
            let ids = try await stage.lucca(all + "id", as: tenant).ids
            #expect(former.isDisjoint(with: ids))
            let everyone = try await stage.lucca(all + "id&formerEmployees=true", as: tenant).ids
            #expect(former.isSubset(of: everyone))
        }
    }

    @Test func futureJoinersDependOnTheRole() async throws {
        try await Stage.run { stage, tenant async throws in
            let department = try #require(tenant.lucca.departments.first).id
            let id = try tenant.lucca.apply(
                .addEmployee(
                    firstName: "Zoé", lastName: "Brûlé", mail: "", login: "zbrule", employeeNumber: "0099",
                    department: department,
                    contractStart: stage.world.today.adding(30)))
            #expect(try await stage.lucca(all + "id", as: tenant).ids.contains(id))
            tenant.lucca.behaviour.seesFutureEmployees = false
            #expect(try await !stage.lucca(all + "id", as: tenant).ids.contains(id))
        }
    }

    @Test func scalarFiltersTakeCommaListsAndUnknownFiltersAreIgnored() async throws {
        try await Stage.run { stage, tenant async throws in
            let wanted = Array(tenant.lucca.departments.map(\.id).prefix(4))
            let list = wanted.map(String.init).joined(separator: ",")
            let reply = try await stage.lucca(all + "id,departmentId&departmentId=\(list)&couleur=bleu", as: tenant)
            let found = reply.items.compactMap { $0["departmentId"]?.integer }
            let expected = tenant.lucca.employees.filter {
                wanted.contains($0.departmentID) && $0.contractEnd.map { $0 >= stage.world.today } ?? true
            }
            #expect(found.count == expected.count)
            #expect(Set(found).isSubset(of: wanted))
            tenant.lucca.behaviour.ignoresDepartmentFilter = true
            #expect(try await stage.lucca(all + "id&departmentId=\(list)", as: tenant).ids.count > found.count)
        }
    }

    @Test func modifiedAtKeepsWhatChangedSince() async throws {
        try await Stage.run { stage, tenant async throws in
            let employee = try #require(
                tenant.lucca.employees.first { $0.contractEnd == nil && $0.contractStart < stage.world.today })
            try tenant.lucca.apply(
                .editEmployee(
                    employee: employee.id, firstName: nil, lastName: nil, mail: "x@y.example", login: nil, employeeNumber: nil))
            let reply = try await stage.lucca(all + "id,mail&modifiedAt=since,2026-12-01T06:00:00Z", as: tenant)
            #expect(reply.ids == [employee.id])
            #expect(reply.items.first?["mail"]?.text == "x@y.example")
        }
    }

    @Test func pagesAreCutAsAskedAndAThousandIsTheMost() async throws {
        try await Stage.run { stage, tenant async throws in
            let whole = try await stage.lucca(all + "id", as: tenant).ids
            let page = try await stage.lucca("/api/v3/users?orderBy=id,asc&paging=10,5&fields=id", as: tenant).ids
            #expect(page == Array(whole[10..<15]))
            #expect(try await stage.lucca("/api/v3/users?paging=0,1001&fields=id", as: tenant).status == 400)
            #expect(try await stage.lucca("/api/v3/users?paging=x&fields=id", as: tenant).status == 400)
        }
    }

    @Test func withoutAnOrderTwoReadingsDiffer() async throws {
        try await Stage.run { stage, tenant async throws in
            let first = try await stage.lucca("/api/v3/users?fields=id", as: tenant).ids
            let second = try await stage.lucca("/api/v3/users?fields=id", as: tenant).ids
            #expect(first != second)
            #expect(first.sorted() == second.sorted())
        }
    }

    @Test(arguments: LuccaBehaviour.LetterCase.allCases)
    func propertyNamesComeInSeveralLetterCases(_ letterCase: LuccaBehaviour.LetterCase) async throws {
        try await Stage.run { stage, tenant async throws in
            tenant.lucca.behaviour.letterCase = letterCase
            let reply = try await stage.lucca(all + "id,departmentId,isAm", as: tenant)
            let name =
                switch letterCase {
                case .documented: "departmentId"
                case .seen: "departmentID"
                case .capitalized: "DepartmentId"
                case .lowercase: "departmentid"
                }
            #expect(reply.text.contains("\"\(name)\":"))
            #expect(!reply.items.isEmpty)
        }
    }

    @Test func aRoleMayHideDepartmentsWithoutAnError() async throws {
        try await Stage.run { stage, tenant async throws in
            let hidden = try #require(tenant.lucca.employees.first { $0.contractEnd == nil }).departmentID
            tenant.lucca.behaviour.hiddenDepartments = [hidden]
            let reply = try await stage.lucca(all + "departmentId", as: tenant)
            #expect(reply.status == 200)
            #expect(!reply.items.isEmpty)
            #expect(!reply.items.contains { $0["departmentId"]?.integer == hidden })
        }
    }

    @Test func unknownPropertiesMayAppear() async throws {
        try await Stage.run { stage, tenant async throws in
            tenant.lucca.behaviour.addsUnknownProperties = true
            #expect(try await stage.lucca("/organization/structure/api/departments", as: tenant).items.first?["couleur"] != nil)
        }
    }
}
