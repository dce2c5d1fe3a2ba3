import Foundation
import Operations
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

/// People named by what a customer says on the telephone.
@Suite("Naming an employee")
struct EmployeeSelectorTests {
    private static let typed = "Kanariprénom Kanarinom"

    /// Employee 42 is synced, 43 is out of the scope, 44 has left.
    private func front() async throws -> Front {
        let front = Front()
        front.source.change { world in
            world.departments.append(Department(id: "2", name: "Siège", hierarchy: "/2/"))
            world.employees = [
                Employee(
                    id: "42", firstName: "Kanariprénom", lastName: "Kanarinom", mail: "Kanari@acme.example",
                    employeeNumber: "00042",
                    departmentID: "1"),
                Employee(id: "43", firstName: "Zoé", lastName: "Kanarinom", employeeNumber: "00043", departmentID: "2"),
            ]
            world.former = [
                Employee(
                    id: "44", firstName: "Anne", lastName: "Partie", employeeNumber: "00044", departmentID: "1",
                    contractEnd: Sample.day("2026-01-31"))
            ]
        }
        try await front.sync()
        return front
    }

    private func explain(_ selector: EmployeeSelector, _ front: Front) async throws -> ExplainedPerson {
        let acme = try TenantSlug("acme")
        let fields = try await front.perform(ExplainField(of: selector, acme)).explanation.person
        let person = try await front.perform(ExplainAbsence(of: selector, acme)).explanation.person
        #expect(fields == person)
        return person
    }

    @Test(arguments: [
        EmployeeSelector.name("kanarinom kanariprenom"), .name("KANARIPRENOM"), .email(" kanari@ACME.example"),
        .identifier("00042"),
        .id("00042"), "42",
    ])
    func onePersonIsFound(selector: EmployeeSelector) async throws {
        let person = try await explain(selector, try await front())
        #expect(person.id == "42" && person.identifier == "00042" && person.standing == .synced)
    }

    @Test(arguments: [EmployeeSelector.name("partie"), .identifier("00044"), .id("44"), .id("00044")])
    func whoLeftIsFoundToo(selector: EmployeeSelector) async throws {
        let person = try await explain(selector, try await front())
        #expect(person.id == "44" && person.standing == .left(Sample.day("2026-01-31")))
    }

    @Test func severalPeopleAreListedWithoutNames() async throws {
        let front = try await front()
        let acme = try TenantSlug("acme")
        let refused = try await #require(throws: Refused.self) {
            _ = try await front.perform(ExplainAbsence(of: .name("kanarinom"), acme))
        }
        #expect(
            refused.reasons == [
                .employeesAlike(
                    [
                        EmployeeMatch(id: "42", identifier: "00042", department: "1", departmentName: "Acme", lastDay: nil),
                        EmployeeMatch(id: "43", identifier: "00043", department: "2", departmentName: "Siège", lastDay: nil),
                    ], by: .name, acme)
            ])
    }

    @Test(arguments: [EmployeeSelector.name("Inconnue"), .email("inconnue@acme.example"), .identifier("42")])
    func noOneIsAClearRefusal(selector: EmployeeSelector) async throws {
        let front = try await front()
        let refused = try await #require(throws: Refused.self) {
            _ = try await front.perform(ExplainField(of: selector, try TenantSlug("acme")))
        }
        #expect(refused.reasons.map(\.code) == ["employee_not_found"])
        #expect(!"\(refused)".contains("nconnue"))
    }

    @Test func theLogKnowsTheIdThatWasFoundAndNotWhatWasTyped() async throws {
        let front = try await front()
        let acme = try TenantSlug("acme")
        _ = try await front.perform(ExplainAbsence(of: .name(Self.typed), acme))
        _ = try? await front.perform(ExplainAbsence(of: .name("Kanarinom"), acme))
        _ = try? await front.perform(ExplainAbsence(of: .email("kanari@nowhere.example"), acme))
        let entries = try await front.services.audit.list(AuditFilter(limit: 10))
        #expect(entries.map(\.kind) == [.refusal, .refusal, .read])
        #expect(entries.map(\.subject) == [nil, nil, "42"])
        #expect(entries.map(\.code) == ["employee_not_found", "employees_alike", nil])
        #expect(!"\(entries)".lowercased().contains("kanari"))
    }

    @Test func whatWasTypedIsNeverPrinted() {
        for selector in [EmployeeSelector.name(Self.typed), .email(Self.typed), .identifier(Self.typed), .id(Self.typed)] {
            var dumped = ""
            dump(selector, to: &dumped)
            #expect(!"\(selector) \(String(reflecting: selector)) \(dumped)".contains("Kanari"))
        }
    }
}
