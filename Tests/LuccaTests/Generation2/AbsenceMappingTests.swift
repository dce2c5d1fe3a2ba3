import Foundation
import HTTPTestKit
import HTTPTransport
import SyncCore
import SyncEngine
import Testing

@testable import Lucca

@Suite("Lucca 2: absences")
struct AbsenceMappingTests {
    private let from = day(2026, 12, 1)
    private let through = day(2027, 5, 31)

    private func reading(_ absences: String..., employees: Int = 3) async throws -> LeaveReading {
        let world = FakeApplication.World(
            employees: (1...employees).map { ApplicationJSON.employee($0) }, absences: absences,
            embedded: ApplicationJSON.people() + "," + ApplicationJSON.accounts)
        let fixture = try ApplicationFixture(FakeApplication(world))
        return try await fixture.source.leaves(ofEmployeesIn: ["3"], from: from, through: through)
    }

    // MARK: What is asked

    @Test func absencesAreAskedForByPersonWithAnOpenStart() async throws {
        let world = FakeApplication.World(
            employees: (1...150).map { ApplicationJSON.employee($0) }, absences: [ApplicationJSON.absence(1)],
            embedded: ApplicationJSON.people() + "," + ApplicationJSON.accounts)
        let fixture = try ApplicationFixture(FakeApplication(world))
        _ = try await fixture.source.employees(in: ["3"])
        _ = try await fixture.source.leaves(ofEmployeesIn: ["3"], from: from, through: through)
        let asked = fixture.reads.filter { $0.path == "/lucca-api/leaves" }
        #expect(asked.count == 2, "the people that were just read, 100 a filter")
        #expect(asked.allSatisfy { $0.query("startsOn.between") == "..--2027-05-31" })
        #expect(asked.map { $0.query("employee.id")?.split(separator: ",").count } == [100, 50])
        #expect(fixture.reads.count { $0.path == "/lucca-api/employees" } == 2, "two pages, once")
    }

    @Test func peopleOfOtherDepartmentsAreNotAskedFor() async throws {
        let world = FakeApplication.World(
            employees: [ApplicationJSON.employee(1)], absences: [ApplicationJSON.absence(1)],
            embedded: ApplicationJSON.people(department: 4))
        let fixture = try ApplicationFixture(FakeApplication(world))
        let reading = try await fixture.source.leaves(ofEmployeesIn: ["3"], from: from, through: through)
        #expect(reading.leaves.isEmpty)
        #expect(!fixture.reads.contains { $0.path == "/lucca-api/leaves" })
    }

    @Test func aFilterThatLuccaIgnoresLetsNothingElseThrough() async throws {
        let reading = try await reading(ApplicationJSON.absence(1, of: 1), ApplicationJSON.absence(2, of: 99))
        #expect(Set(reading.leaves.map(\.employeeID)) == ["1"])
        #expect(reading.unowned == 0 && reading.unreadable.isEmpty)
    }

    // MARK: Days

    @Test func anAbsenceIsItsDays() async throws {
        let reading = try await reading(
            ApplicationJSON.absence(
                4711,
                days: [
                    ApplicationJSON.day("2026-12-28"), ApplicationJSON.day("2026-12-24", "secondHalfDay"),
                    ApplicationJSON.day("2026-12-31", "firstHalfDay"),
                ]))
        #expect(
            reading.leaves.map(\.halfDay).sorted().map(\.description)
                == ["2026-12-24-PM", "2026-12-28-AM", "2026-12-28-PM", "2026-12-31-AM"])
        #expect(reading.leaves.allSatisfy { $0.periodID == "v2-4711" && $0.accountID == "7" && $0.employeeID == "1" })
        #expect(reading.leaves.allSatisfy { $0.seconds == nil && $0.status == .approved })
        #expect(reading.accounts == [LeaveAccount(id: "7", name: "Congés payés")])
    }

    @Test func daysThatGeneration1WouldNotHaveReadAreDropped() async throws {
        let reading = try await reading(
            ApplicationJSON.absence(
                1, days: ["2026-11-30", "2026-12-01", "2027-05-31", "2027-06-01"].map { ApplicationJSON.day($0) }),
            ApplicationJSON.absence(2, days: [ApplicationJSON.day("2026-01-05")], account: 8))
        #expect(Set(reading.leaves.map(\.halfDay.day)) == [day(2026, 12, 1), day(2027, 5, 31)])
        #expect(reading.accounts.map(\.id) == ["7"], "an account that only counts elsewhere is not named")
    }

    @Test(arguments: [
        (#"{"iso":"PT2H30M","value":2.5,"unit":"hours"}"#, 9000), (#"{"iso":"PT1H","value":"1","unit":"Hours"}"#, 3600),
        (#"{"iso":"P0D","value":0,"unit":"days"}"#, 0), (#"{"iso":"PT12H","value":0.5,"unit":"days"}"#, nil), ("null", nil),
    ])
    func hoursAreCountedInSeconds(_ duration: String, _ seconds: Int?) async throws {
        let reading = try await reading(
            ApplicationJSON.absence(1, days: [ApplicationJSON.day("2026-12-24", "firstHalfDay", duration: duration)]))
        #expect(reading.leaves.map(\.seconds) == [seconds])
    }

    @Test func aWholeDayIsOneHoweverManyHoursItCountsFor() async throws {
        let hours = #"{"iso":"PT7H","value":7,"unit":"hours"}"#
        let reading = try await reading(
            ApplicationJSON.absence(1, days: [ApplicationJSON.day("2026-12-24", "allDay", duration: hours)]))
        #expect(reading.leaves.map(\.seconds) == [nil, nil])
    }

    // MARK: States

    @Test(arguments: [
        ("confirmed", HalfDayLeave.Status.approved), ("approved", .approved), ("Confirmed", .approved), ("tentative", .pending),
        ("pending", .pending), ("cancelled", .cancelled), ("denied", .cancelled), ("rejected", .cancelled),
        ("awaitingSignature", .pending), ("", .pending),
    ])
    func theWordsOfTheSchemaAndOfTheProseAreKnown(_ word: String, _ status: HalfDayLeave.Status) async throws {
        let reading = try await reading(ApplicationJSON.absence(1, status: word))
        #expect(reading.leaves.map(\.status) == [status, status])
    }

    @Test func aWordThatIsNotKnownIsNotedWithoutQuotingIt() async throws {
        let world = FakeApplication.World(
            employees: [ApplicationJSON.employee(1)], absences: [ApplicationJSON.absence(1, status: "canary-status")],
            embedded: ApplicationJSON.people())
        let fixture = try ApplicationFixture(FakeApplication(world))
        _ = try await fixture.source.leaves(ofEmployeesIn: ["3"], from: from, through: through)
        let noted = try #require(fixture.notices.collected.first)
        #expect(noted.code == .valueUnknown && noted.property == "status" && noted.count == 1)
        #expect(noted.endpoint.name == "GET /lucca-api/leaves" && fixture.notices.collected.count == 1)
        _ = await fixture.source.check()
        #expect(fixture.notices.collected.map(\.count) == [2], "a check notes it too")
        #expect(!fixture.log.lines.contains { $0.contains("canary") })
    }

    // MARK: Rows that make no sense

    static let odd: [(change: @Sendable (String) -> String, flaw: Problem.HalfDayFlaw)] = [
        ({ $0.replacing(#""id":"1","employee""#, with: #""id":{},"employee""#) }, .idMissing),
        ({ $0.replacing(#""leaveAccount":{"id":"7"}"#, with: #""leaveAccount":null"#) }, .leaveAccountMissing),
        ({ $0.replacing(#""status":"confirmed""#, with: #""status":3"#) }, .approvalMissing),
        ({ $0.replacing(#""days":["#, with: #""other":["#) }, .dateMissing),
        ({ $0.replacing("\"date\":\"2026-12-24\"", with: #""date":"24/12/2026""#) }, .dateMissing),
        ({ $0.replacing("allDay", with: "lunch") }, .halfMissing),
        ({ $0.replacing(#""unit":"days""#, with: #""unit":"weeks""#) }, .hoursNoDuration),
        ({ $0.replacing(#""value":1,"unit":"days""#, with: #""value":"long","unit":"hours""#) }, .hoursNoDuration),
    ]

    @Test(arguments: odd.indices) func anUnreadableRowFreezesItsEmployee(_ index: Int) async throws {
        let (change, flaw) = Self.odd[index]
        let row = change(ApplicationJSON.absence(1))
        #expect(row != ApplicationJSON.absence(1))
        let reading = try await reading(row, ApplicationJSON.absence(2, of: 2))
        #expect(reading.unreadable == ["1"])
        #expect(reading.leaves.allSatisfy { $0.employeeID == "2" } && reading.leaves.count == 2)
        guard case .halfDaysUnreadable(let count, _, let found, .second)? = reading.problems.first?.finding else {
            Issue.record("no problem")
            return
        }
        #expect(reading.problems.count == 1 && count == 1 && found == flaw)
    }

    @Test func aCancelledRowThatIsUnreadableHarmsNobody() async throws {
        let row = ApplicationJSON.absence(1, status: "cancelled").replacing("allDay", with: "lunch")
        let reading = try await reading(row)
        #expect(reading.unreadable.isEmpty && reading.problems.isEmpty && reading.leaves.isEmpty)
    }

    @Test func anAbsenceOfNobodyMayBeAnyones() async throws {
        let row = ApplicationJSON.absence(1).replacing(#""employee":{"id":"1"}"#, with: #""employee":null"#)
        let gone = ApplicationJSON.absence(2, status: "denied").replacing(#""employee":{"id":"1"}"#, with: #""employee":null"#)
        let reading = try await reading(row, gone)
        #expect(reading.unowned == 1 && reading.unreadable.isEmpty)
    }

    @Test func anAccountThatIsNotEmbeddedHasNoName() async throws {
        let reading = try await reading(ApplicationJSON.absence(1, account: 8))
        #expect(reading.accounts == [LeaveAccount(id: "8", name: "")])
    }

    // MARK: Not opened

    @Test(arguments: [403, 404]) func absencesThatLuccaHasNotOpenedAreToldAsThat(_ status: Int) async throws {
        let world = FakeApplication.World(employees: [ApplicationJSON.employee(1)], embedded: ApplicationJSON.people())
        let lucca = FakeApplication(world) { request, _, _ in
            request.path == "/lucca-api/leaves" ? .json("{}", status: status) : nil
        }
        let fixture = try ApplicationFixture(lucca)
        let error = try #require(
            await #expect(throws: SyncError.self) {
                _ = try await fixture.source.leaves(ofEmployeesIn: ["3"], from: from, through: through)
            })
        #expect(error.failure == .lucca(.application(.leavesNotOpened(status: status))))
        #expect(error.code == .luccaForbidden && error.failureClass == .misconfigured)
    }
}
