import Foundation
import HTTPTestKit
import HTTPTransport
import SyncCore
import SyncEngine
import Testing

@testable import Lucca

@Suite("Lucca 2: checks")
struct ApplicationCheckTests {
    private static let world = FakeApplication.World(
        employees: [ApplicationJSON.employee(1)], departments: [ApplicationJSON.department(3)],
        absences: [ApplicationJSON.absence(1)],
        embedded: ApplicationJSON.people(start: #"{"date":"2027-01-04"}"#) + "," + ApplicationJSON.accounts)

    private func check(_ lucca: FakeApplication) async throws -> [CheckSubject: CheckResult] {
        let results = try await ApplicationFixture(lucca).source.check()
        return Dictionary(uniqueKeysWithValues: results.map { ($0.subject, $0) })
    }

    @Test func everythingThatASyncNeedsIsTested() async throws {
        let fixture = try ApplicationFixture(FakeApplication(Self.world))
        let results = await fixture.source.check()
        #expect(
            results == [
                CheckResult(.luccaApplication, .ok, .applicationKnown), CheckResult(.luccaScopes, .ok, .scopesGranted(count: 5)),
                CheckResult(.luccaEmployees, .ok, .employeesReadable(count: 1)),
                CheckResult(.luccaDepartments, .ok, .departmentsReadable(count: 1)),
                CheckResult(.luccaLeaves, .ok, .leavesReadable(halfDays: 2)),
                CheckResult(.luccaLeaveDetails, .ok, .detailsReadable), CheckResult(.luccaFuture, .ok, .joinersSeen(count: 1)),
            ])
        #expect(fixture.tokens.count <= 8 && fixture.reads.count == 3)
    }

    @Test func eachFieldInUseIsTested() async throws {
        let fields = [
            LuccaField(id: FieldID(.standard(.mail)), format: .text), LuccaField(id: FieldID(.custom("e_gone")), format: .text),
        ]
        let fixture = try ApplicationFixture(FakeApplication(Self.world), fields: fields)
        let results = await fixture.source.check().filter { $0.subject == .luccaFields }
        #expect(
            results == [
                CheckResult(.luccaFields, .ok, .fieldReadable(field: fields[0].id, employees: 1, of: 1)),
                CheckResult(.luccaFields, .failed, .fieldHidden(field: fields[1].id, of: 1)),
            ])
    }

    @Test(arguments: LuccaScope.standard) func eachScopeIsTestedOnItsOwn(_ scope: LuccaScope) async throws {
        var world = Self.world
        world.granted.remove(scope.rawValue)
        let results = try await check(FakeApplication(world))
        #expect(results[.luccaApplication]?.state == .ok)
        #expect(results[.luccaScopes]?.failure == .lucca(.application(.scopesDenied(scopes: [scope]))))
        let others: Set<CheckSubject> = [.luccaEmployees, .luccaDepartments, .luccaLeaves]
        let failed = Set(others.filter { results[$0]?.state == .failed })
        #expect(failed.count == 1, "the others are tested all the same: \(failed)")
    }

    @Test func aRevokedSecretEndsTheCheck() async throws {
        let fixture = try ApplicationFixture { _, _ in .json(#"{"error":"invalid_client"}"#, status: 400) }
        let results = await fixture.source.check()
        #expect(results.first?.failure == .lucca(.application(.clientRejected(status: 400))))
        #expect(results.first?.subject == .luccaApplication)
        #expect(results.dropFirst().allSatisfy { $0.state == .unknown } && results.count == 7)
        #expect(fixture.exchange.requests.count == 1)
    }

    @Test func aTokenThatLuccaRejectsIsToldAtTheApplication() async throws {
        var world = Self.world
        world.accepted = []
        let results = try await check(FakeApplication(world))
        #expect(results[.luccaApplication]?.failure == .lucca(.application(.tokenRejected)))
        #expect(results[.luccaLeaves]?.state == .unknown)
    }

    @Test(arguments: [403, 404]) func absencesThatLuccaHasNotOpenedAreTold(_ status: Int) async throws {
        let lucca = FakeApplication(Self.world) { request, _, _ in
            request.path == "/lucca-api/leaves" ? .json("{}", status: status) : nil
        }
        let results = try await check(lucca)
        #expect(results[.luccaLeaves]?.failure == .lucca(.application(.leavesNotOpened(status: status))))
        #expect(results[.luccaLeaveDetails]?.finding == .notTested(because: .leavesUnreadable))
        #expect(results[.luccaEmployees]?.state == .ok)
    }

    @Test func whatIsHiddenIsTold() async throws {
        var world = Self.world
        world.embedded = ""
        var results = try await check(FakeApplication(world))
        #expect(results[.luccaEmployees]?.finding == .employeesWithoutDepartment)
        #expect(results[.luccaLeaveDetails]?.finding == .accountNamesHidden)
        world.absences = [ApplicationJSON.absence(1).replacing("allDay", with: "lunch")]
        results = try await check(FakeApplication(world))
        #expect(results[.luccaLeaveDetails]?.finding == .detailsHidden(halfDays: 1, of: 1, details: [.half]))
        (world.absences, world.departments, world.employees) = ([], [], [])
        results = try await check(FakeApplication(world))
        #expect(results[.luccaEmployees]?.finding == .noEmployee && results[.luccaDepartments]?.finding == .noDepartment)
        #expect(results[.luccaLeaves]?.finding == .notTested(because: .noFilter))
    }
}
