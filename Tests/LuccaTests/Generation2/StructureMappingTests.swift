import Foundation
import HTTPTestKit
import SyncCore
import SyncEngine
import Testing

@testable import Lucca

@Suite("Lucca 2: employees and departments")
struct StructureMappingTests {
    private func employees(
        _ rows: [String], embedded: String = ApplicationJSON.people()
    ) async throws -> Reading<Employee> {
        let world = FakeApplication.World(employees: rows, embedded: embedded)
        return try await ApplicationFixture(FakeApplication(world)).source.employees(in: nil)
    }

    private func departments(_ rows: String...) async throws -> Reading<Department> {
        try await ApplicationFixture(FakeApplication(FakeApplication.World(departments: rows))).source.departments()
    }

    // MARK: Employees

    @Test func anEmployeeIsReadWithPositionAndEmployment() async throws {
        let reading = try await employees(
            [ApplicationJSON.employee(31)], embedded: ApplicationJSON.people(end: #"{"date":"2026-12-31"}"#))
        #expect(
            reading.rows == [
                Employee(
                    id: "31", firstName: "Zoé", lastName: "L’Hôte", mail: "zoe@acme.example", login: "", employeeNumber: "0031",
                    departmentID: "3", contractStart: day(2020, 1, 6), contractEnd: day(2026, 12, 31))
            ])
        #expect(reading.problems.isEmpty && reading.unreadable.isEmpty)
    }

    @Test func anOpenEndIsNone() async throws {
        #expect(try await employees([ApplicationJSON.employee(31)]).rows.map(\.contractEnd) == [nil])
    }

    static let odd: [(row: String, embedded: String, flaw: Problem.EmployeeFlaw)] = [
        (ApplicationJSON.employee(1, position: nil), ApplicationJSON.people(), .departmentMissing),
        (ApplicationJSON.employee(1, position: 75), ApplicationJSON.people(), .departmentMissing),
        (ApplicationJSON.employee(1), "", .departmentMissing),
        (
            ApplicationJSON.employee(1),
            ApplicationJSON.people().replacing(#""department":{"id":"3"}"#, with: #""department":null"#),
            .departmentMissing
        ),
        (ApplicationJSON.employee(1, employment: 91), ApplicationJSON.people(), .contractStartNoDate),
        (ApplicationJSON.employee(1), ApplicationJSON.people(start: #"{"date":"soon"}"#), .contractStartNoDate),
        (ApplicationJSON.employee(1), ApplicationJSON.people(end: "7"), .contractEndNoDate),
    ]

    @Test(arguments: odd.indices) func whatIsNotEmbeddedFreezesItsEmployee(_ index: Int) async throws {
        let (row, embedded, flaw) = Self.odd[index]
        let reading = try await employees([row], embedded: embedded)
        #expect(reading.rows.isEmpty && reading.unreadable == ["1"])
        #expect(reading.problems == [Problem(.employee("1"), .employeeRowUnreadable(flaw: flaw, generation: .second))])
    }

    @Test func aRowWithoutAnIDMayBeAnyones() async throws {
        let reading = try await employees([
            ApplicationJSON.employee(1), ApplicationJSON.employee(2).replacing(#""id":"2""#, with: #""id":"a b""#), "7", "null",
        ])
        #expect(reading.rows.map(\.id) == ["1"] && reading.unidentified == 3)
    }

    @Test func twoRowsOfOneEmployeeThatDifferBothCount() async throws {
        let reading = try await employees([
            ApplicationJSON.employee(1), ApplicationJSON.employee(1).replacing("Zoé", with: "Zoë"),
        ])
        #expect(reading.rows.map(\.id) == ["1", "1"])
    }

    // MARK: Departments

    @Test func theTreeIsBuiltFromParents() async throws {
        let reading = try await departments(
            ApplicationJSON.department(32, parent: 12), ApplicationJSON.department(12),
            ApplicationJSON.department(7, parent: 32, archived: true), ApplicationJSON.department(320, parent: 12))
        #expect(
            Dictionary(uniqueKeysWithValues: reading.rows.map { ($0.id.value, $0.hierarchy) })
                == ["12": "/12/", "32": "/12/32/", "7": "/12/32/7/", "320": "/12/320/"])
        #expect(reading.rows.filter { !$0.isActive }.map(\.id) == ["7"])
        #expect(reading.problems.isEmpty)
        let scope = DepartmentScope(bases: [.init(id: "32", withDescendants: true)])
        #expect(scope.resolve(in: reading.rows).departments == ["32", "7"])
    }

    @Test func aMissingParentLeavesAllBelowUnplaced() async throws {
        let reading = try await departments(
            ApplicationJSON.department(1), ApplicationJSON.department(2, parent: 99), ApplicationJSON.department(3, parent: 2))
        #expect(reading.rows.map(\.hierarchy) == ["/1/", "", ""])
        #expect(reading.problems.map(\.subject) == [.department("2"), .department("3")])
        #expect(reading.problems.allSatisfy { $0.finding == .departmentUnplaced(generation: .second) })
    }

    @Test func aCycleLeavesItsDepartmentsUnplaced() async throws {
        let reading = try await departments(
            ApplicationJSON.department(1, parent: 2), ApplicationJSON.department(2, parent: 1),
            ApplicationJSON.department(3, parent: 3), ApplicationJSON.department(4, parent: 1), ApplicationJSON.department(5))
        #expect(reading.rows.map(\.hierarchy) == ["", "", "", "", "/5/"])
        #expect(reading.problems.count == 4)
    }

    @Test func twoParentsAreNone() async throws {
        let reading = try await departments(
            ApplicationJSON.department(1), ApplicationJSON.department(2), ApplicationJSON.department(3, parent: 1),
            ApplicationJSON.department(3, parent: 2))
        #expect(Set(reading.rows.map(\.hierarchy)) == ["/1/", "/2/", ""])
    }

    @Test(arguments: ["7", #"{"id":{}}"#, #""1""#, "{}"]) func aParentThatIsNoReferenceLeavesItsDepartmentUnplaced(
        _ parent: String
    ) async throws {
        let row = ApplicationJSON.department(2, parent: 1).replacing(#"{"id":"1"}"#, with: parent)
        let reading = try await departments(ApplicationJSON.department(1), row)
        #expect(reading.rows.map(\.hierarchy) == ["/1/", ""])
    }

    @Test func aDeepTreeIsPlaced() async throws {
        let rows = (1...2000).map { ApplicationJSON.department($0, parent: $0 == 1 ? nil : $0 - 1) }
        let world = FakeApplication.World(departments: rows)
        let reading = try await ApplicationFixture(FakeApplication(world)).source.departments()
        #expect(reading.problems.isEmpty)
    }
}
