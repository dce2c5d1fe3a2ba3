import Foundation
import HTTPTransport
import Lucca
import PlanningPME
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

/// Long hostile inputs end. Twice as long, they would take four times as long where the square of the length is in the work:
/// at these lengths hours, and the watch ends the process with the input's name.
@Suite("Fuzzing: long inputs")
struct LongInputTests {
    /// Bytes, about.
    private static let length = Proof.count(small: 12_000, full: 1_000_000)

    private static func watched(_ name: String, _ body: () async throws -> Void) async throws {
        let watch = FuzzWatch.claim()
        defer { watch.release() }
        watch.begin("\(name), \(length) bytes", [])
        defer { watch.end() }
        try await body()
    }

    @Test(arguments: Adversary.json.indices)
    func luccaReadsThemToAnEnd(shape: Int) async throws {
        let remotes = try FuzzedRemotes()
        let (name, make) = Adversary.json[shape]
        let input = FuzzedAnswers([HTTPResponse(status: 200, body: Data(make(Self.length).utf8))])
        try await Self.watched("Lucca, \(name)") {
            let exchange = FuzzedExchange(input)
            let source = remotes.lucca(exchange)
            _ = try await FuzzProperties.call(exchange) { try await source.departments() }
            _ = try await FuzzProperties.call(exchange) { try await source.employees(in: nil) }
            _ = try await FuzzProperties.call(exchange) {
                try await source.leaves(ofEmployeesIn: ["3"], from: Sample.day("2026-11-01"), through: Sample.day("2027-05-31"))
            }
        }
    }

    @Test(arguments: Adversary.json.indices)
    func planningPMEReadsThemToAnEnd(shape: Int) async throws {
        let remotes = try FuzzedRemotes()
        let (name, make) = Adversary.json[shape]
        let input = FuzzedAnswers([HTTPResponse(status: 200, body: Data(make(Self.length).utf8))])
        try await Self.watched("PlanningPME, \(name)") {
            let exchange = FuzzedExchange(input) { request in
                request.url.hasSuffix("/token") ? HTTPResponse(status: 200, body: Data(#"{"access_token":"t"}"#.utf8)) : nil
            }
            let target = remotes.planning(exchange)
            _ = try await FuzzProperties.call(exchange) { try await target.resources() }
            _ = try await FuzzProperties.call(exchange) {
                try await target.unavailabilities(from: FuzzDrafts.event.start, to: FuzzDrafts.event.end, resources: nil)
            }
            _ = try await FuzzProperties.call(exchange) { try await target.unavailability(12) }
        }
    }

    @Test(arguments: Adversary.texts.indices)
    func textsAreReadToAnEnd(shape: Int) async throws {
        let (name, make) = Adversary.texts[shape]
        let text = make(Self.length)
        try await Self.watched("text, \(name)") {
            let written = FuzzDrafts.reference.writing(into: text)
            #expect(EventReference.all(in: written).contains(FuzzDrafts.reference))
            #expect(EventReference(parsing: text) == nil || name == "a long reference")
            _ = LabelFolding.fold(text)
            _ = LeaveAccount(id: "1", name: text).meansRemoteWork
            #expect(throws: SyncError.self) { try RemoteAddress.lucca(pasted: text, policy: OutboundPolicy()) }
            _ = try? RemoteAddress.planningPME(pasted: text, policy: OutboundPolicy())
            #expect(CalendarDay(text) == nil && HalfDay(text) == nil)
        }
    }

    /// Half-days by the ten thousand, of one employee and of many, in whatever order.
    @Test(arguments: [1, 7, 1000])
    func manyHalfDaysAreAssembled(employees: Int) async throws {
        let count = Proof.count(small: 3_000, full: 300_000)
        let days: Set<Weekday> = employees == 7 ? Set(Weekday.allCases) : [.saturday, .sunday]
        let assembler = AbsenceAssembler(
            calendar: TenantCalendar(zone: Sample.zone(), daysOff: days, holidays: .france),
            window: SyncWindow(asOf: Sample.day("2026-12-01"), horizonMonths: 24), includePending: true)
        let first = HalfDay(assembler.window.readFrom, .morning).ordinal
        let leaves = (0..<count).map { number in
            HalfDayLeave(
                employeeID: EmployeeID("\(number % employees)"),
                periodID: LeavePeriodID("\(number % 3)"), accountID: "7",
                halfDay: HalfDay(ordinal: first + number / employees % 1500), seconds: number % 5 == 0 ? 3600 : nil)
        }
        try await Self.watched("half-days of \(employees)") {
            let absences = assembler.assemble(leaves)
            try AssembledAbsences.check(absences, of: leaves, by: assembler)
        }
    }
}
