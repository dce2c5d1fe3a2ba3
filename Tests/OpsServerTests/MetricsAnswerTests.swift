import ProgramTestKit
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@testable import OpsServer

@Suite("/metrics")
struct MetricsAnswerTests {
    private func lines(_ body: String) -> Set<Substring> { Set(body.split(separator: "\n")) }

    @Test func countersAndReadingsAreServed() async throws {
        try await OpsStage.run(ScriptedReadings()) { stage in
            SyncMetrics(stage.registry).leaseLost()
            let reply = try await stage.get("/metrics?x=1")
            #expect(reply.status == 200)
            #expect(reply.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
            let expected: Set<Substring> = [
                "passerelle_leases_lost_total 1", "passerelle_database_up 1", "passerelle_schema_matches 1",
                "passerelle_keyring_usable 1", "passerelle_draining 0",
                "passerelle_build_info{version=\"\(Release.version)\"} 1",
                "passerelle_process_start_time_seconds 1790000000", "passerelle_slots 32", "passerelle_slots_busy 3",
                "passerelle_pool_connections{state=\"lent\"} 2", "passerelle_pool_connection_limit 8",
                "passerelle_queue_runs{state=\"due\"} 4", "passerelle_queue_runs{state=\"waiting\"} 5",
                "passerelle_queue_runs{state=\"running\"} 3", "passerelle_queue_runs{state=\"left_behind\"} 1",
                "passerelle_queue_oldest_due_age_seconds 12.5", "passerelle_queue_next_due_timestamp_seconds 1796083200",
                "passerelle_workers_live 2", "passerelle_workers_troubled 1", "passerelle_tenants_active 60",
                "passerelle_tenants_suspended 2", "passerelle_fleet_paused 0", "passerelle_tenants_dialect_assumed 6",
                "passerelle_tenants_dialect_in_doubt 1",
                "passerelle_tenants_without_success_26h 7", "passerelle_budget_left_ratio{remote=\"lucca\"} 0.25",
                "passerelle_budgets_blocked{remote=\"planningpme\"} 2",
                "passerelle_alerts_open 4", "passerelle_tenants_failed 3", "passerelle_alerts_endings_waiting 1",
                "passerelle_alertmanager_failing_seconds 90",
                "passerelle_history_covered_until_timestamp_seconds 1800000000", "passerelle_database_clock_offset_seconds -3.5",
            ]
            #expect(lines(reply.body).isSuperset(of: expected))
        }
    }

    @Test func announcedEndsAreServedByEndpoint() async throws {
        let readings = ScriptedReadings()
        readings.change { $0.fleet.notices = Self.notices }
        try await OpsStage.run(readings) { stage in
            let body = try await stage.get("/metrics").body
            let expected: Set<Substring> = [
                "passerelle_api_sunset_timestamp_seconds{remote=\"lucca\",endpoint=\"GET /api/v3/users\"} 1812297600",
                "passerelle_api_deprecated_tenants{remote=\"lucca\",endpoint=\"GET /api/v3/users\"} 3",
                "passerelle_api_deprecated_tenants{remote=\"planningpme\",endpoint=\"PUT /api/do/{id}\"} 1",
                "passerelle_api_unknown_values{remote=\"lucca\",endpoint=\"GET /api/v3/leaves\",property=\"isAm\",code=\"api_value_unknown\"} 12",
            ]
            #expect(lines(body).isSuperset(of: expected))
            #expect(lines(body).count { $0.hasPrefix("passerelle_api_") } == expected.count)
        }
    }

    private static var notices: [APINoticeOverview] {
        let users = APIEndpoint(.lucca, "GET", path: "api/v3/users")
        let (leaves, event) = (
            APIEndpoint(.lucca, "GET", path: "api/v3/leaves"), APIEndpoint(.planningPME, "PUT", path: "api/do/7")
        )
        func overview(_ notice: APINotice, tenants: Int) -> APINoticeOverview {
            APINoticeOverview(
                notice, tenants: tenants, firstSeenAt: Instant(secondsSince1970: 1), lastSeenAt: Instant(secondsSince1970: 2))
        }
        return [
            overview(
                APINotice(APINotice.Key(.sunset, users), sunsetAt: Instant(secondsSince1970: 1_812_297_600)), tenants: 3),
            overview(APINotice(APINotice.Key(.sunset, event)), tenants: 1),
            // No tenant uses it any longer.
            overview(
                APINotice(APINotice.Key(.sunset, leaves), sunsetAt: Instant(secondsSince1970: 1_790_000_000)), tenants: 0),
            overview(APINotice(APINotice.Key(.valueUnknown, leaves, property: "isAm"), count: 12), tenants: 2),
        ]
    }

    @Test func aDatabaseThatIsDownLeavesWhatIsInMemory() async throws {
        let readings = ScriptedReadings()
        readings.change { $0.database = .scripted(.databaseUnreachable) }
        try await OpsStage.run(readings) { stage in
            SyncMetrics(stage.registry).requestSent(.lucca, status: 200)
            let reply = try await stage.get("/metrics")
            #expect(reply.status == 200)
            #expect(lines(reply.body).contains("passerelle_database_up 0"))
            #expect(lines(reply.body).contains(#"passerelle_remote_requests_total{remote="lucca",outcome="2xx"} 1"#))
            #expect(!reply.body.contains("passerelle_queue_runs"))
            #expect(!reply.body.contains("hunter2"))
        }
    }

    @Test func aSchemaThatDoesNotFitIsNotADatabaseThatIsDown() async throws {
        let readings = ScriptedReadings()
        readings.change { $0.database = .scripted(.schemaOutdated) }
        try await OpsStage.run(readings) { stage in
            let body = try await stage.get("/metrics").body
            #expect(lines(body).isSuperset(of: ["passerelle_database_up 1", "passerelle_schema_matches 0"]))
        }
    }

    @Test func aDatabaseThatDoesNotAnswerHoldsNobodyUpLongerThanTheDeadline() async throws {
        let readings = ScriptedReadings()
        readings.hold()
        try await OpsStage.run(readings, limits: OpsLimits(readDeadline: .milliseconds(20))) { stage in
            // Several times: the first reading is still in progress, and no second one starts.
            for _ in 0..<3 {
                let reply = try await stage.get("/metrics")
                #expect(lines(reply.body).contains("passerelle_database_up 0"))
            }
            #expect(readings.fleetReadCount == 1)
            readings.letGo.give()
        }
    }

    @Test func manyMayAskAtOnce() async throws {
        let readings = ScriptedReadings()
        readings.hold()
        try await OpsStage.run(readings) { stage in
            try await withThrowingTaskGroup(of: OpsStage.Reply.self) { group in
                for _ in 0..<20 { group.addTask { try await stage.get("/metrics") } }
                await readings.fleetAsked.wait()
                readings.letGo.give()
                for try await reply in group { #expect(lines(reply.body).contains("passerelle_database_up 1")) }
            }
        }
    }

    @Test func promtoolFindsNothingToSayAboutIt() async throws {
        let readings = ScriptedReadings()
        readings.change { $0.process.loops = [LoopReading(name: "claim", ageSeconds: 0.5, limitSeconds: 10)] }
        readings.change { $0.fleet.notices = Self.notices }
        readings.change { $0.process.audit = AuditReading(entries: 12, isBroken: false) }
        try await OpsStage.run(readings) { stage in
            let metrics = SyncMetrics(stage.registry, perTenant: true)
            let error = Failure(code: "lucca_failed")
            var outcome = RunOutcome(state: .failed, error: error)
            outcome.problems = [Problem(.leaveAccounts(["7"]), .leaveAccountMappedToNothing)]
            metrics.runEnded(outcome, trigger: .schedule, tenant: try TenantSlug("acme"), seconds: 2)
            metrics.runRetried(.luccaFailed)
            metrics.runClaimed(afterSeconds: 1, trigger: .schedule)
            let body = try await stage.get("/metrics").body
            for family in MetricFamily.all { #expect(body.contains("# TYPE \(family.name) \(family.kind.rawValue)\n")) }

            let (status, said) = try await Promtool.run(["check", "metrics"], input: body)
            #expect(said.isEmpty)
            #expect(status == .exited(0))
        }
    }
}

@Suite("SharedReading")
struct SharedReadingTests {
    @Test func oneReadingServesAllWhoWaitForIt() async throws {
        let (asked, letGo) = (TestSignal(), TestSignal())
        let count = ReadCount()
        let reading = SharedReading(deadline: .seconds(60), clock: ContinuousClock()) {
            let number = await count.next()
            asked.give()
            await letGo.wait()
            return number
        }
        async let first = reading.value()
        await asked.wait()
        async let second = reading.value()
        async let third = reading.value()
        while await reading.waiterCount < 3 { await Task.yield() }
        letGo.give()
        let results = try await [first?.get(), second?.get(), third?.get()]
        #expect(results == [1, 1, 1])
        #expect(try await reading.value()?.get() == 2)
    }

    @Test func afterTheDeadlineNoScrapeWaitsAndTheReadingIsCancelled() async throws {
        let clock = ManualClock()
        let cancelled = TestSignal()
        let reading = SharedReading<Int>(deadline: .seconds(2), clock: clock) {
            await withTaskCancellationHandler {
                await cancelled.wait()
            } onCancel: {
                cancelled.give()
            }
            try Task.checkCancellation()
            return 1
        }
        async let value = reading.value()
        await clock.waitForSleepers(1)
        clock.advance(by: .seconds(2))
        #expect(await value == nil)
        await cancelled.wait()
    }
}

private actor ReadCount {
    private var count = 0
    func next() -> Int {
        count += 1
        return count
    }
}
