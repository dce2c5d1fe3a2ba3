package import Foundation
package import SyncCore
package import SyncEngine

/// Shows what is recorded of one employee, by Lucca's id: events of six months, what runs did about them and why, and the problems
/// of the last complete run that name the employee. It asks no remote; reading it is recorded.
package struct ShowPerson: ServiceOperation {
    package struct Report: Sendable, Encodable {
        package let tenant: TenantSlug
        package let employee: EmployeeID
        package let zone: TimeZone
        /// The days of the strip: the first, and the one after the last.
        package let from: CalendarDay
        package let to: CalendarDay
        /// By begin.
        package let events: [Event]
        /// The last one first; at most `mostChanges`.
        package let changes: [RecordedChange]
        /// There are more.
        package let hasMore: Bool
        /// The last run that read Lucca to its end, whose problems these are.
        package let complete: EndedRun?
        package let problems: [ReportedProblem]

        package func encode(to encoder: any Encoder) throws {
            let facts: Facts = [
                "tenant": tenant, "employeeId": employee, "timeZone": zone.identifier, "from": from, "to": to, "events": events,
                "changes": changes.map(\.facts), "hasMoreChanges": hasMore, "lastComplete": complete?.facts,
                "problems": problems.map { ["code": $0.problem.code, "knownSince": $0.knownSince] as Facts },
            ]
            try facts.encode(to: encoder)
        }
    }

    /// An event on the planning.
    package struct Event: Sendable, Hashable, Encodable {
        package let event: LedgerEntry
        /// What a run last wrote of it, if that is among the changes.
        package let last: RecordedChange?

        package func encode(to encoder: any Encoder) throws {
            try (event.facts + ["run": last?.run, "cause": last?.change.cause.code.rawValue]).encode(to: encoder)
        }
    }

    package static let mostChanges = 200
    package static let shownMonths = 6

    package static let right = Right.viewer
    package var audit: Audit { .read("person.show", .employee(of: tenant)) }
    private let employee: EmployeeID
    private let tenant: TenantSlug

    package init(_ employee: EmployeeID, of tenant: TenantSlug) {
        self.employee = employee
        self.tenant = tenant
    }

    /// Of whom nothing is recorded, the log has no id: it could be anything.
    package func subject(of report: Report) -> EmployeeID? {
        report.events.isEmpty && report.changes.isEmpty && report.problems.isEmpty ? nil : employee
    }

    /// - Throws: `tenant_unknown`.
    package func perform(_ services: Services) async throws -> Report {
        let tenant = try await services.registry.tenant(tenant)
        let console = services.console
        let zone = tenant.settings.calendar.zone
        let today = try await services.today(of: tenant)
        let (from, to) = (today.adding(days: -SyncWindow.lookBehindDays), today.adding(months: Self.shownMonths))
        let calendar = TenantCalendar(zone: zone)
        let changes = try await services.records.changes(
            of: employee, in: tenant.id, before: nil, limit: Self.mostChanges + 1)
        // What was withheld or failed wrote nothing. The changes come the last one first.
        let done = changes.filter { $0.change.outcome == .done }
        let last = Dictionary(done.map { ($0.change.reference, $0) }) { newer, _ in newer }
        let events = try await console.events(
            of: [employee], in: tenant.id, from: calendar.startOfDay(from), to: calendar.startOfDay(to))
        let complete = try await console.standings(of: tenant.id).first?.complete
        var problems: [ReportedProblem] = []
        if let complete {
            problems = try await console.problems(of: complete.id, in: tenant.id, code: nil, employee: employee, limit: 50)
        }
        return Report(
            tenant: tenant.slug, employee: employee, zone: zone, from: from, to: to,
            events: events.map { Event(event: $0, last: last[$0.reference]) },
            changes: Array(changes.prefix(Self.mostChanges)), hasMore: changes.count > Self.mostChanges, complete: complete,
            problems: problems)
    }
}
