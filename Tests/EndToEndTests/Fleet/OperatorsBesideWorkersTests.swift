import Foundation
import Simulators
import SyncTestKit
import Testing

/// Commands that an operator runs in a separate process while an idle worker waits for due runs.
@Suite("Operators beside an idle worker", .timeLimit(.minutes(10)))
struct OperatorsBesideWorkersTests {
    @Test("run now and run approve keep the runs that they start")
    func whatAnOperatorPerformsIsNotTheFleets() async throws {
        try await Installation.with(FleetInstallation.configuration(seed: 421, tenants: 1, employees: 8)) { installation in
            let fleet = FleetInstallation(installation: installation)
            try await fleet.registerAll()
            try await fleet.letNothingBeDue()
            let tenant = fleet.tenants[0]
            let slug = tenant.slug
            let worker = try await WorkerProcess.start(installation)
            let root = try #require(tenant.lucca.departments.first { $0.parent == nil })
            let child = try #require(tenant.lucca.departments.first { $0.parent != nil })
            try await installation.expect(["tenant", "edit", slug, "--brake-count", "0", "--brake-percent", "0"])
            for _ in 0..<Proof.count(small: 4, full: 20) {
                try await installation.expect(["scope", "set", slug, "--department", "\(root.id)"])
                let whole = try await installation.command(["run", "now", slug])
                #expect(whole.status == 0 || whole.status == 3, "\(whole.stderr)")
                try await installation.expect(["scope", "set", slug, "--department", "\(child.id)"])
                let braked = try await installation.command(["run", "now", slug, "--output", "json"])
                let withheld = try braked.decode(RunDocument.self)
                #expect(withheld.status == "needs_review", "\(braked.stderr)")
                let approved = try await installation.command(["run", "approve", "\(withheld.id)", "--output", "json"])
                let approval = try approved.decode(RunDocument.self)
                #expect(["succeeded", "partial"].contains(approval.status) && approval.counts.deleted > 0, "\(approved.stderr)")
            }
            #expect(
                try await fleet.number("select count(*) from run_history where worker = (select name from worker)") == 0,
                "the idle worker performed none of them")
            #expect(try await worker.end(by: SIGTERM) == 0, "\(worker.log.suffix(2000))")
        }
    }

    @Test("tenant delete --remove-events removes events; if killed, no worker resumes it until the command is repeated")
    func aRemovalIsNeverTheFleets() async throws {
        let count = Proof.count(small: 3, full: 10)
        let configuration = FleetInstallation.configuration(seed: 422, tenants: count + 1, employees: 8)
        try await Installation.with(configuration) { installation in
            let fleet = FleetInstallation(installation: installation)
            try await fleet.registerAll()
            try await fleet.letNothingBeDue()
            for tenant in fleet.tenants {
                _ = try await installation.command(["run", "now", tenant.slug])
                #expect(!tenant.ours().isEmpty)
            }
            let worker = try await WorkerProcess.start(installation)
            let other = fleet.tenants[count]
            for (number, tenant) in fleet.tenants.prefix(count).enumerated() {
                let theirs = tenant.theirs()
                let line = ["tenant", "delete", tenant.slug, "--yes", "--remove-events"]
                if number > 0 {
                    let killed = try await installation.command(
                        line,
                        environment: [
                            "PASSERELLE_FAULT_POINT": number.isMultiple(of: 2)
                                ? "before_outcomes:1:kill" : "after_intents:1:kill"
                        ])
                    #expect(killed.signal == SIGKILL, "\(killed.stderr)")
                    try await installation.sql("update run set lease_until = clock_timestamp() where state = 'running'")
                    // The worker resumes what it would resume before it takes this run.
                    try await installation.expect(["run", "start", other.slug])
                    try await eventually("the other tenant's run") { try await fleet.number("select count(*) from run") == 1 }
                    #expect(
                        try await installation.sql("select purpose || ' ' || state || ' ' || attempt from run")
                            == "removal running 1")
                    let refused = try await installation.command(["run", "now", tenant.slug])
                    #expect(refused.status == 1 && refused.stderr.contains("run_active"), "\(refused.stderr)")
                }
                let deleted = try await installation.expect(line)
                #expect(deleted.stderr.contains("Erased \(tenant.slug)"), "\(deleted.stderr)")
                #expect(tenant.ours().isEmpty, "no event of today or later is left")
                #expect(tenant.theirs() == theirs, "other events are unchanged")
            }
            #expect(try await fleet.number("select count(*) from tenant") == 1)
            #expect(try await worker.end(by: SIGTERM) == 0, "\(worker.log.suffix(2000))")
        }
    }
}
