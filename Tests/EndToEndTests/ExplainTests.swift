import Foundation
import Simulators
import Testing

@Suite("absence explain, end to end", .serialized)
struct ExplainTests {
    /// `absence explain --output json`, the part that this test reads.
    private struct Explanation: Decodable {
        struct Event: Decodable {
            let key: Int?
            let found: String
        }
        struct Problem: Decodable {
            let code: String
            let run: Int
            let at: String
        }
        struct NextRun: Decodable {
            let action: String
            let code: String
            let withheldBy: Int?
        }
        struct Absence: Decodable {
            let reference: String
            let start: String
            let end: String
            let leave: String
            let state: String
            let rule: String
            let event: Event?
            let problem: Problem?
            let nextRun: NextRun
        }
        struct HalfDay: Decodable {
            let halfDay: String
            let status: String
        }
        let tenant: String
        let employeeId: String
        let from: String
        let to: String
        let halfDays: [HalfDay]
        let absences: [Absence]
    }

    /// One leave of several days, all in the future, and its employee.
    private struct Leave {
        let employee: Int
        let period: Int
        let first: SimulatedDay
        let last: SimulatedDay
        let event: SimulatedEvent
    }

    private struct Scene {
        let installation: Installation
        let tenant: SimulatedTenant
        let today: SimulatedDay

        /// The explanation of one leave as facts; if something is wrong, the table that people read goes into the test's output.
        func explain(_ leave: Leave, _ options: [String] = []) async throws -> (absence: Explanation.Absence, table: String) {
            let line =
                [
                    "absence", "explain", tenant.slug, "--employee", "\(leave.employee)", "--from", "\(leave.first)", "--to",
                    "\(leave.last)", "--as-of", "\(today)",
                ] + options
            let table = try await installation.expect(line).stdout
            let document = try await installation.expect(line + ["--output", "json"]).decode(Explanation.self)
            #expect(document.tenant == tenant.slug && document.employeeId == "\(leave.employee)")
            #expect(document.from == "\(leave.first)" && document.to == "\(leave.last)")
            #expect(!document.halfDays.isEmpty)
            let own = document.absences.filter { $0.reference.contains("/\(leave.period)/") }
            try #require(own.count == 1, "\(table)")
            return (own[0], table)
        }

        func leaves(_ count: Int) throws -> [Leave] {
            let events = Dictionary(grouping: tenant.ours()) { event in
                event.reference.flatMap { $0.split(separator: "/").dropFirst().first.flatMap { Int($0) } } ?? 0
            }
            let rows = tenant.lucca.leaves.filter {
                $0.isActive && !$0.hasCancellationDate && $0.isConfirmed && $0.seconds == nil
            }
            var employees: Set<Int> = []
            let found = Dictionary(grouping: rows, by: \.period).sorted { $0.key < $1.key }.compactMap { period, rows -> Leave? in
                guard let own = events[period], own.count == 1, let first = rows.map(\.day).min(),
                    let last = rows.map(\.day).max(),
                    first > today.adding(10), last < today.adding(150), Set(rows.map(\.account)).count == 1,
                    employees.insert(rows[0].employee).inserted
                else { return nil }
                return Leave(employee: rows[0].employee, period: period, first: first, last: last, event: own[0])
            }
            try #require(found.count >= count)
            return Array(found.prefix(count))
        }
    }

    @Test("Removed, moved, rejected, cancelled, withheld, forgotten: each is explained, with what the next run does")
    func everyStateIsTrue() async throws {
        try await Installation.with(SimulatorConfiguration(seed: 41, tenants: 1, employees: 80)) { installation in
            let tenant = installation.world.tenants[0]
            let today = installation.world.today
            let scene = Scene(installation: installation, tenant: tenant, today: today)
            try await installation.register(tenant)
            _ = try await installation.runNow(tenant, asOf: today)
            let leaves = try scene.leaves(4)
            try await removedAndMovedByHand(scene, leaves[0], leaves[1])
            try await rejected(scene, leaves[2])
            try await cancelledAndWithheld(scene, leaves[3])
            try await forgotten(scene, leaves[2])
        }
    }

    private func removedAndMovedByHand(_ scene: Scene, _ gone: Leave, _ moved: Leave) async throws {
        try scene.tenant.planning.apply(.deleteEvent(event: gone.event.key))
        let (absence, table) = try await scene.explain(gone)
        #expect(absence.state == "removed" && absence.event?.key == gone.event.key && absence.event?.found == "gone", "\(table)")
        #expect(absence.nextRun.action == "none" && absence.nextRun.code == "waits_for_reconciliation", "\(table)")
        #expect(table.contains("removed from the planning") && table.contains("--reconcile"), "\(table)")
        let offline = try await scene.explain(gone, ["--offline"])
        #expect(offline.absence.state == "not_asked", "\(offline.table)")

        try scene.tenant.planning.apply(
            .moveEvent(event: moved.event.key, start: moved.event.start + 86_400, end: moved.event.end + 86_400))
        let (shifted, words) = try await scene.explain(moved)
        #expect(shifted.state == "changed_by_hand" && shifted.event?.found == "changed", "\(words)")
        // The next runs see no more of it than this one, until the whole planning is read.
        let run = try await scene.installation.runNow(scene.tenant, asOf: scene.today)
        #expect(run.counts.created + run.counts.updated + run.counts.deleted == 0)
        _ = try await scene.installation.runNow(scene.tenant, asOf: scene.today, options: ["--reconcile"])
        #expect(try await scene.explain(gone).absence.state == "on_planning")
        #expect(try await scene.explain(moved).absence.state == "on_planning")
    }

    private func rejected(_ scene: Scene, _ leave: Leave) async throws {
        try scene.tenant.lucca.apply(.extendPeriod(period: leave.period, halfDays: 2))
        let fault = scene.installation.world.faults.add(
            Fault(
                .status(code: 400, afterWork: false, retryAfter: nil), remote: .planningpme, method: "PUT", route: "/api/do/*",
                times: nil))
        for _ in 0..<2 {
            let run = try await scene.installation.runNow(scene.tenant, asOf: scene.today, endings: ["partial"])
            let (absence, table) = try await scene.explain(leave)
            #expect(absence.state == "on_planning" && absence.rule == "wanted", "\(table)")
            #expect(absence.problem?.code == "event_refused" && absence.problem?.run == run.id, "\(table)")
            #expect(absence.problem?.at.hasSuffix("Z") == true)
            #expect(absence.nextRun.action == "update" && absence.nextRun.code == "retried", "\(table)")
            #expect(table.contains("Run \(run.id) recorded"), "\(table)")
        }
        scene.installation.world.faults.remove(fault)
    }

    private func cancelledAndWithheld(_ scene: Scene, _ leave: Leave) async throws {
        try scene.tenant.lucca.apply(.cancelPeriod(period: leave.period))
        let (before, words) = try await scene.explain(leave)
        #expect(before.state == "on_planning" && before.leave == "cancelled" && before.rule == "cancelled", "\(words)")
        #expect(before.nextRun.action == "delete", "\(words)")
        try await scene.installation.expect(["tenant", "edit", scene.tenant.slug, "--brake-count", "0", "--brake-percent", "0"])
        let run = try await scene.installation.runNow(scene.tenant, asOf: scene.today, endings: ["needs_review"])
        let (held, table) = try await scene.explain(leave)
        #expect(held.state == "on_planning" && held.event?.key == leave.event.key, "\(table)")
        #expect(held.nextRun.action == "withhold" && held.nextRun.withheldBy == run.id, "\(table)")
        #expect(table.contains("passerelle run approve \(run.id)"), "\(table)")
        try await scene.installation.expect(["tenant", "edit", scene.tenant.slug, "--brake-count", "10", "--brake-percent", "20"])
        _ = try await scene.installation.runNow(scene.tenant, asOf: scene.today)
        let (after, end) = try await scene.explain(leave)
        #expect(after.state == "not_on_planning" && after.rule == "cancelled" && after.nextRun.action == "none", "\(end)")
    }

    /// Registered again, the tenant has no record of its events.
    private func forgotten(_ scene: Scene, _ leave: Leave) async throws {
        try await scene.installation.expect(["tenant", "delete", scene.tenant.slug, "--yes"])
        try await scene.installation.register(scene.tenant)
        let (absence, table) = try await scene.explain(leave)
        #expect(absence.state == "on_planning" && absence.rule == "wanted", "\(table)")
        #expect(absence.event?.key == leave.event.key && absence.nextRun.action == "none", "\(table)")
    }
}
