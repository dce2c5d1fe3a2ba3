import Simulators
import Testing

@Suite("Generation 2: employees and structure")
struct Generation2EmployeesTests {
    @Test func employeesAreThoseOfGeneration1() async throws {
        try await Stage.run { stage, tenant async throws in
            let token = try await stage.luccaToken(tenant)
            let rows = try await stage.everyRow("employees?include=links&limit=100&status=active,upcoming", token: token)
            let first = try await stage.lucca("/api/v3/users?orderBy=id,asc&fields=id,lastName,employeeNumber,mail", as: tenant)
            #expect(rows.compactMap { $0["id"]?.text } == first.ids.map(String.init))
            for (new, old) in zip(rows, first.items) {
                #expect(new["familyName"] == old["lastName"])
                #expect((new["employeeNumber"]?.text ?? "") == old["employeeNumber"]?.text)
                #expect((new["email"]?.text ?? "") == old["mail"]?.text)
                #expect(new["login"] == nil)
            }
            let former = try await stage.everyRow("employees?include=links&status=deactivated", token: token)
            #expect(rows.count + former.count == tenant.lucca.employees.count && !former.isEmpty)
        }
    }

    @Test func theEmbeddedPositionNamesTheDepartmentAndTheEmploymentItsLastDay() async throws {
        try await Stage.run { stage, tenant async throws in
            let token = try await stage.luccaToken(tenant)
            let reply = try await stage.lucca2("employees?include=embedded&limit=100", token: token)
            #expect(reply.items.count == tenant.lucca.employees.count)
            for (row, employee) in zip(reply.items, tenant.lucca.employees) {
                let position = try #require(row["applicableJobPosition"]?["id"]?.text)
                let employment = try #require(row["applicableEmployment"]?["id"]?.text)
                let embedded = reply.json["embedded"]
                #expect(embedded?["job-position"]?[position]?["department"]?["id"]?.text == String(employee.departmentID))
                #expect(embedded?["job-position"]?[position]?["jobTitle"]?.text == employee.jobTitle)
                #expect(
                    embedded?["job-position"]?[position]?["businessEstablishment"]?["id"]?.text == String(employee.legalEntityID))
                #expect(embedded?["employment"]?[employment]?["start"]?["date"]?.text == employee.contractStart.description)
                #expect(embedded?["employment"]?[employment]?["end"]?["date"]?.text == employee.contractEnd?.description)
            }
        }
    }

    @Test func oneEmployeeIsFoundByItsID() async throws {
        try await Stage.run { stage, tenant async throws in
            let token = try await stage.luccaToken(tenant)
            let employee = try #require(tenant.lucca.employees.first)
            let reply = try await stage.lucca2("employees/\(employee.id)?include=embedded", token: token)
            #expect(reply.json["givenName"]?.text == employee.firstName)
            #expect(reply.json["embedded"]?["job-position"]?.members?.count == 1)
            #expect(reply.json["phoneNumber"]?.text == employee.directLine ?? employee.professionalMobile)
            #expect(try await stage.lucca2("employees/1", token: token).status == 404)
        }
    }

    @Test func filtersNarrowAndHiddenOnesAreAbsent() async throws {
        try await Stage.run { stage, tenant async throws in
            let token = try await stage.luccaToken(tenant)
            let employees = tenant.lucca.employees
            let department = try #require(employees.first).departmentID
            func ids(_ query: String) async throws -> [Int] {
                try await stage.lucca2("employees?limit=100&\(query)", token: token).ids
            }
            #expect(
                try await ids("applicableJobPosition.department.id=\(department)")
                    == employees.filter { $0.departmentID == department }.map(\.id))
            #expect(try await ids("id=\(employees[3].id),\(employees[1].id)") == [employees[1].id, employees[3].id])
            #expect(try await ids("sort=-id") == employees.map(\.id).reversed())
            #expect(try await stage.lucca2("employees?status=gone", token: token).status == 400)
            tenant.lucca.behaviour.hiddenDepartments = [department]
            tenant.lucca.behaviour.generation2.hiddenEstablishments = [1]
            #expect(try await ids("") == employees.filter { $0.departmentID != department && $0.legalEntityID != 1 }.map(\.id))
        }
    }

    @Test func departmentsNameTheirParents() async throws {
        try await Stage.run { stage, tenant async throws in
            let token = try await stage.luccaToken(tenant)
            let rows = try await stage.everyRow("departments?include=links&limit=100", token: token)
            let departments = tenant.lucca.departments
            #expect(rows.compactMap { $0["id"]?.text } == departments.map { String($0.id) })
            for (row, department) in zip(rows, departments) {
                let parent = departments.first { $0.hierarchy == department.parent }?.id
                #expect(row["parent"]?["id"]?.text == parent.map(String.init))
                #expect((row["remoteId"]?.text ?? "") == department.code && row["name"]?.text == department.name)
                #expect(row["isArchived"] == .bool(!department.isActive))
            }
            #expect(rows.count { $0["parent"] == .null } == 1)
            let open = try await stage.lucca2("departments?isArchived=false&limit=100", token: token).ids
            #expect(open == departments.filter(\.isActive).map(\.id))
            let names = try await stage.lucca2("business-establishments", token: token).items.compactMap { $0["name"]?.text }
            #expect(names == tenant.lucca.legalEntities)
        }
    }
}
