import Foundation
import Operations
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

/// One person's strip and history.
@Suite("Showing an employee")
struct ShowEmployeeTests {
    private let asOf = Sample.day("2026-12-01")

    private func acme() throws -> TenantSlug { try TenantSlug("acme") }

    private func show(_ front: Front, months: Int? = nil, from: CalendarDay? = nil) async throws -> ShowEmployee.Report {
        try await front.perform(ShowEmployee(of: "42", try acme(), from: from, months: months, asOf: asOf))
    }

    /// Synced as of that day.
    private func front() async throws -> Front {
        let front = Front()
        try await front.register()
        try await front.giveScope()
        try await front.giveSecrets()
        return front
    }

    private func sync(_ front: Front) async throws { _ = try await front.perform(SyncNow(of: try acme(), asOf: asOf)) }

    @Test func eachDayHasItsMark() async throws {
        let front = try await front()
        let day = Sample.day("2026-12-24")
        #expect(try await show(front).strip.marks == [day: .missing])
        try await sync(front)
        let shown = try await show(front)
        #expect(shown.strip.marks == [day: .shown])
        #expect(shown.strip.days == asOf...Sample.day("2027-05-31"))
        front.planning.change { $0.events = [:] }
        #expect(try await show(front).strip.marks == [day: .byHand])
    }

    @Test func whatIsToBeDeletedIsMarked() async throws {
        let front = try await front()
        try await sync(front)
        front.source.change { $0.leaves = [] }
        #expect(try await show(front).strip.marks == [Sample.day("2026-12-24"): .leftover])
    }

    @Test func aPeriodIsShownAlone() async throws {
        let front = try await front()
        let report = try await show(front, months: 1, from: Sample.day("2027-01-15"))
        #expect(report.strip.days == Sample.day("2027-01-15")...Sample.day("2027-02-14") && report.strip.marks.isEmpty)
        #expect(report.absences.absences.isEmpty)
    }

    @Test func theVerdictsAreThoseOfTheExplanation() async throws {
        let front = try await front()
        try await sync(front)
        let report = try await show(front)
        let explained = try await front.perform(ExplainAbsence(of: "42", try acme(), asOf: asOf))
        #expect(report.absences.absences == explained.explanation.absences)
        #expect(report.history == explained.history && report.history.changes.map(\.change.action) == [.create])
    }

    @Test func theHistoryOfAnAbsenceStaysWhenItIsGone() async throws {
        let front = try await front()
        try await sync(front)
        front.source.change { $0.leaves = Sample.leaves("42", "901", "3", from: "2027-02-01-AM", to: "2027-02-01-PM") }
        try await sync(front)
        let day = Sample.day("2026-12-24")
        let gone = try await front.perform(ExplainAbsence(of: "42", try acme(), days: day...day, asOf: asOf))
        #expect(gone.explanation.absences.isEmpty)
        #expect(gone.history.changes.contains { $0.change.action == .create && $0.change.reference.periodID == "900" })
        #expect(gone.history.changes.allSatisfy { $0.change.start < Sample.instant("2026-12-24T23:00:00Z") })
    }

    @Test func aHistoryIsReadInPages() async throws {
        let front = try await front()
        front.source.change { world in
            world.leaves = (1...5).flatMap { number in
                Sample.leaves("42", LeavePeriodID("95\(number)"), "3", from: "2027-01-0\(number)-AM", to: "2027-01-0\(number)-AM")
            }
        }
        try await sync(front)
        var (numbers, page): ([Int], HistoryPage?) = ([], HistoryPage(limit: 2))
        while let wanted = page {
            let history = try await front.perform(ShowRecordedEmployee("42", of: try acme(), page: wanted)).history
            #expect(history.changes.count <= 2)
            numbers += history.changes.map(\.number)
            page = history.continuesBefore.map { HistoryPage(before: $0, limit: 2) }
        }
        #expect(numbers.count == 5 && numbers == numbers.sorted(by: >))
    }

    @Test func whatIsRecordedNeedsNeitherLuccaNorThePlanning() async throws {
        let front = try await front()
        try await sync(front)
        front.source.change { $0.outage = SyncError(.database(.busy(reason: ShownText("x"))), .transient) }
        let report = try await front.perform(ShowRecordedEmployee("42", of: try acme()))
        #expect(report.events.map(\.reference.periodID) == ["900"] && report.history.changes.count == 1)
        let entry = try #require(try await front.services.audit.list(AuditFilter(limit: 1)).first)
        #expect(entry.kind == .read && entry.subject == "42" && entry.object == "employee")
    }

    @Test func aReportHoldsNoName() async throws {
        let front = try await front()
        front.source.change { world in
            world.employees = [
                Employee(
                    id: "42", firstName: "Kanariprenom", lastName: "Kanarinom", mail: "kanari@acme.example",
                    employeeNumber: "00042",
                    departmentID: "1")
            ]
        }
        try await sync(front)
        let report = try await front.perform(ShowEmployee(of: .name("kanarinom"), try acme(), asOf: asOf))
        let recorded = try await front.perform(ShowRecordedEmployee("42", of: try acme()))
        for json in [try JSONEncoder().encode(report), try JSONEncoder().encode(recorded)] {
            let text = String(decoding: json, as: UTF8.self)
            #expect(!text.lowercased().contains("kanari") && !text.contains("Congés payés") && text.contains("history"))
        }
    }
}
