import Logging
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@Suite("The worker pool")
struct WorkerPoolTests {
    @Test func aNotificationStartsAQueuedRunAtOnce() async throws {
        let bench = try await PoolBench()
        try await bench.working { pool in
            let run = try await bench.queue("acme")
            pool.notify(.runQueued)
            try await bench.ends(run, .succeeded)
        }
        bench.sync.expectExact()
    }

    @Test func aPollFindsARunWithoutANotification() async throws {
        let bench = try await PoolBench()
        try await bench.working { _ in
            let run = try await bench.queue("acme")
            try await bench.ends(run, .succeeded, advancing: .seconds(6))
        }
    }

    @Test func whatADeadWorkerLeftIsTakenUpWhenItsLeaseEnds() async throws {
        let bench = try await PoolBench()
        let left = try await bench.queue("acme")
        #expect(try await bench.runs.claim(left, worker: "dead", leaseSeconds: 2) != nil)
        let started = bench.clock.now
        try await bench.working { _ in
            // Loops sleep; the polls, until the lease ends.
            await bench.clock.waitForSleepers(4)
            bench.clock.advance(by: .seconds(2))
            try await eventually { try await bench.runs.run(left).attempt == 2 }
            #expect(started.duration(to: bench.clock.now) == .seconds(2))
            try await bench.ends(left, .succeeded, advancing: .seconds(6))
        }
        bench.sync.expectExact()
    }

    @Test func aTenantThatFailsOrHangsDelaysNoOther() async throws {
        let bench = try await PoolBench(concurrency: 2)
        let hanging = try await bench.addTenant("hanging", .hangs)
        let failing = try await bench.addTenant("failing", .fails(PoolBench.wrongKey))
        try await bench.working { pool in
            let hung = try await bench.queue(hanging)
            pool.notify(.runQueued)
            await bench.hung.wait()
            let failed = try await bench.queue(failing)
            let good = try await bench.queue("acme")
            pool.notify(.runQueued)
            try await bench.ends(failed, .failed)
            try await bench.ends(good, .succeeded)
            #expect(try await bench.runs.run(hung).state == .running)
        }
    }

    @Test func stoppingLetsRunsEndAndHandsBackWhatDoesNot() async throws {
        let bench = try await PoolBench()
        let hanging = try await bench.addTenant("hanging", .hangs)
        let hung = try await bench.queue(hanging)
        let stop = StopRequest()
        let pool = bench.pool()
        let end = Task { try await pool.run(until: stop) }
        await bench.hung.wait()
        stop.stop()
        try await eventually { pool.state.isDraining }
        #expect(try await bench.runs.run(hung).state == .running)
        let late = try await bench.queue("acme")
        try await bench.advancing(by: .seconds(5)) { try await bench.runs.run(hung).state == .queued }
        try await end.value
        let run = try await bench.runs.run(hung)
        #expect(run.attempt == 1 && run.error == nil)
        #expect(try await bench.runs.run(late).state == .queued, "nothing is claimed while it drains")
        #expect(try await bench.fleet.workers().isEmpty)
        // The next worker resumes it, under the same attempt.
        #expect(try await bench.runs.claim(hung, worker: "next", leaseSeconds: 60)?.run.attempt == 1)
    }

    @Test func aRunIsCancelledWhileItHangs() async throws {
        let bench = try await PoolBench()
        let hanging = try await bench.addTenant("hanging", .hangs)
        try await bench.working { pool in
            let run = try await bench.queue(hanging)
            pool.notify(.runQueued)
            await bench.hung.wait()
            guard case .requested = try await bench.runs.cancel(run) else {
                Issue.record("a running run was not asked to end")
                return
            }
            pool.notify(.cancelRequested, "\(run)")
            try await bench.ends(run, .cancelled)
        }
    }

    /// Any login can notify.
    @Test func anUnrequestedNotificationEndsNothing() async throws {
        let bench = try await PoolBench()
        let hanging = try await bench.addTenant("hanging", .hangs)
        try await bench.working { pool in
            let run = try await bench.queue(hanging)
            pool.notify(.runQueued)
            await bench.hung.wait()
            for payload in ["\(run)", "", "-1", "99999999999999999999", "\(run) "] { pool.notify(.cancelRequested, payload) }
            // Meanwhile another run starts and ends.
            try await bench.ends(try await bench.queue("acme"), .succeeded, advancing: .seconds(2))
            #expect(try await bench.runs.run(run).state == .running)
            try await bench.runs.cancel(run)
            pool.notify(.cancelRequested, "\(run)")
            try await bench.ends(run, .cancelled, advancing: .seconds(1))
        }
    }

    @Test func aCancelledRunReportsWritesWhoseAnswersWereLost() async throws {
        let bench = try await PoolBench()
        bench.sync.set(SyncBench.many(60))
        bench.sync.planning.fail(.create, nth: 1, .lostAfter)
        let writing = TestSignal()
        bench.sync.planning.onWrite { _ in
            writing.give()
            await TestFlag.untilCancelled()
        }
        try await bench.working { pool in
            let run = try await bench.queue("acme")
            pool.notify(.runQueued)
            await writing.wait()
            try await bench.runs.cancel(run)
            pool.notify(.cancelRequested, "\(run)")
            try await bench.ends(run, .cancelled)
            let told = try await bench.runs.problems(of: run).count { $0.code == .eventUnconfirmed }
            #expect(told > 0)
            #expect(try await bench.runs.run(run).counts.failed == told)
        }
    }

    @Test func aRunIsCancelledEvenWithoutANotification() async throws {
        let bench = try await PoolBench()
        let hanging = try await bench.addTenant("hanging", .hangs)
        try await bench.working { pool in
            let run = try await bench.queue(hanging)
            pool.notify(.runQueued)
            await bench.hung.wait()
            try await bench.runs.cancel(run)
            try await bench.ends(run, .cancelled, advancing: .seconds(5))
        }
    }

    @Test func whatMayPassIsTriedAgainLaterAndLater() async throws {
        let bench = try await PoolBench()
        let shaky = try await bench.addTenant("shaky", .fails(PoolBench.unreachable))
        let run = try await bench.schedule(shaky)
        var waits: [Int] = []
        try await bench.working { pool in
            for _ in 1..<8 {
                pool.notify(.runQueued)
                let before = bench.clock.wall
                try await eventually {
                    let now = try await bench.runs.run(run)
                    return now.state == .queued && now.error?.code == "lucca_unreachable" && now.notBefore > before
                }
                let wait = try await bench.runs.run(run).notBefore.millisecondsSince1970 - bench.clock.wall.millisecondsSince1970
                waits.append(wait / 1000)
                bench.clock.advance(by: .milliseconds(wait))
            }
            try await bench.ends(run, .failed, advancing: .seconds(6))
        }
        #expect(waits == [225, 450, 900, 1800, 2700, 2700, 2700], "three quarters of 5, 10, 20, 40 and 60 minutes")
        #expect(try await bench.registry.tenant(shaky.id).state == .active)
    }

    @Test func aManualRunFailsAtOnce() async throws {
        let bench = try await PoolBench()
        let shaky = try await bench.addTenant("shaky", .fails(PoolBench.unreachable))
        try await bench.working { pool in
            let run = try await bench.queue(shaky)
            pool.notify(.runQueued)
            try await bench.ends(run, .failed)
        }
    }

    @Test func threeScheduledDaysThatNoRetryFixesSuspendTheTenant() async throws {
        let bench = try await PoolBench()
        let wrong = try await bench.addTenant("wrong", .fails(PoolBench.wrongKey))
        try await bench.working { pool in
            for day in 0..<3 {
                #expect(try await bench.registry.tenant(wrong.id).state == .active, "before day \(day)")
                let run = try await bench.schedule(wrong, day: day)
                pool.notify(.runQueued)
                try await bench.ends(run, .failed)
                #expect(try await bench.runs.run(run).error?.remedy.isEmpty == false)
                // Manual runs do not count.
                let manual = try await bench.queue(wrong)
                pool.notify(.runQueued)
                try await bench.ends(manual, .failed)
            }
        }
        #expect(try await bench.registry.tenant(wrong.id).state == .suspended)
    }

    @Test func aWorkerThatLacksAKeyHandsRunsBackAndClaimsNoMore() async throws {
        let bench = try await PoolBench()
        let sealed = try await bench.addTenant("sealed", .fails(PoolBench.noKey))
        try await bench.working { pool in
            let run = try await bench.queue(sealed)
            pool.notify(.runQueued)
            try await eventually { pool.pool.state.trouble == .keyringUnusable }
            let handedBack = try await bench.runs.run(run)
            #expect(handedBack.state == .queued && handedBack.attempt == 1)
            let other = try await bench.queue("acme")
            pool.notify(.runQueued)
            // Its keyring is usable again: it waits only for the check.
            try await bench.ends(other, .succeeded, advancing: .seconds(11))
        }
    }

    @Test(arguments: [
        SyncError.Code.keyringUnusable, .databaseForbidden, .databaseUnsuitable, .schemaOutdated, .schemaTooNew, .schemaMismatch,
    ])
    func whatIsOfThisProcessIsShownHandedBackAndCountedForNobody(_ code: SyncError.Code) async throws {
        let bench = try await PoolBench()
        let tenant = try await bench.addTenant("meeting", .fails(SyncError(code)))
        let run = try await bench.schedule(tenant)
        try await bench.working { pool in
            pool.notify(.runQueued)
            try await eventually { pool.pool.state.trouble == code }
            let handedBack = try await bench.runs.run(run)
            #expect(handedBack.state == .queued && handedBack.attempt == 1 && handedBack.error?.code == code)
            try await bench.advancing(by: .seconds(1)) { try await bench.fleet.workers().first?.trouble == code.rawValue }
            // Its self-check finds nothing, so it retries.
            try await bench.advancing(by: .seconds(10)) {
                bench.count(of: .runsHandedBack) > Double(Tenant.failedDaysBeforeSuspension)
            }
            bench.heal(tenant)
            try await bench.ends(run, .succeeded, advancing: .seconds(10))
        }
        #expect(try await bench.registry.tenant(tenant.id).state == .active)
    }

    @Test func aWorkerThatFindsItselfUnfitClaimsNothingSaysSoAndGoesOnOnceItIsNot() async throws {
        let bench = try await PoolBench()
        let newer = SyncError(.schemaTooNew)
        try await bench.working { pool in
            bench.makeUnfit(newer)
            try await bench.advancing(by: .seconds(10)) {
                try await bench.fleet.workers().first?.trouble == "schema_too_new"
            }
            let run = try await bench.queue("acme")
            pool.notify(.runQueued)
            let beats = try await bench.fleet.workers().first?.heartbeatAt
            try await bench.advancing(by: .seconds(10)) { try await bench.fleet.workers().first?.heartbeatAt != beats }
            #expect(try await bench.runs.run(run).state == .queued)
            bench.makeUnfit(nil)
            try await bench.ends(run, .succeeded, advancing: .seconds(10))
        }
    }

    @Test func aRunThatItsWorkersDieOfIsEndedAtLast() async throws {
        let bench = try await PoolBench()
        let run = try await bench.queue("acme")
        for death in 1...3 {
            let claimed = try #require(try await bench.runs.claim(run, worker: "dying-\(death)", leaseSeconds: 60))
            #expect(claimed.run.attempt == death && claimed.deaths == death - 1 && claimed.isSuspect == (death == 3))
            bench.sync.database.expireLease(of: run)
        }
        try await bench.working { pool in
            pool.notify(.runQueued)
            try await bench.ends(run, .failed)
        }
        #expect(try await bench.runs.run(run).error?.code == "run_keeps_dying")
    }

    @Test func threeDaysWhoseRunsKillTheirWorkersSuspendTheTenant() async throws {
        let bench = try await PoolBench()
        let tenant = try await bench.addTenant("deadly", .hangs)
        for day in 1...Tenant.failedDaysBeforeSuspension {
            let run = try await bench.schedule(tenant, day: day)
            for death in 1...3 {
                _ = try #require(try await bench.runs.claim(run, worker: "dying-\(death)", leaseSeconds: 60))
                bench.sync.database.expireLease(of: run)
            }
            try await bench.working { pool in
                pool.notify(.runQueued)
                try await bench.ends(run, .failed)
            }
        }
        #expect(try await bench.registry.tenant(tenant.id).state == .suspended)
    }

    @Test func aRunThatTwoWorkersDiedOfIsWorkedAlone() async throws {
        let bench = try await PoolBench(concurrency: 8)
        let hanging = try await bench.addTenant("hanging", .hangs)
        let suspect = try await bench.queue(hanging)
        for death in 1...2 {
            _ = try #require(try await bench.runs.claim(suspect, worker: "dying-\(death)", leaseSeconds: 60))
            bench.sync.database.expireLease(of: suspect)
        }
        let other = try await bench.queue("acme")
        try await bench.working { pool in
            pool.notify(.runQueued)
            await bench.hung.wait()
            for _ in 0..<3 {
                pool.notify(.runQueued)
                let beats = pool.pool.state.lastBeat(of: .claims)
                try await bench.advancing(by: .seconds(5)) { pool.pool.state.lastBeat(of: .claims) != beats }
            }
            #expect(try await bench.runs.run(other).state == .queued)
            #expect(pool.pool.state.running == 1)
            _ = try await bench.runs.cancel(suspect)
            pool.notify(.cancelRequested, "\(suspect)")
            try await bench.ends(suspect, .cancelled)
            try await bench.ends(other, .succeeded, advancing: .seconds(5))
        }
    }

    @Test func allRunsOfAWorkerAreRenewedInOneStatement() async throws {
        let bench = try await PoolBench(concurrency: 8, lease: LeasePolicy())
        var runs: [RunID] = []
        for number in 0..<8 { runs.append(try await bench.queue(try await bench.addTenant("hanging-\(number)", .hangs))) }
        try await bench.working { pool in
            pool.notify(.runQueued)
            try await eventually { pool.pool.state.running == 8 }
            let before = bench.hangs.count(of: .renew)
            for _ in 0..<60 {
                await bench.clock.waitForSleepers(20)
                bench.clock.advance(by: .seconds(1))
            }
            let sent = bench.hangs.count(of: .renew) - before
            // A minute: once every five seconds, however many runs there are.
            #expect((10...14).contains(sent), "\(sent) renewals")
            for run in runs { #expect(try await bench.runs.run(run).attempt == 1) }
            for run in runs {
                _ = try await bench.runs.cancel(run)
                pool.notify(.cancelRequested, "\(run)")
            }
            for run in runs { try await bench.ends(run, .cancelled) }
        }
    }

    @Test func aLoopThatEndsEndsTheWorkerWithItsReason() async throws {
        let bench = try await PoolBench()
        let pool = bench.pool(listen: { _ in throw PoolBench.LoginRefused() })
        await #expect(throws: WorkerPool.LoopEnded.self) { try await pool.run(until: StopRequest()) }
    }

    @Test func aWorkerThatCanNotWorkSaysSoAtOnce() async throws {
        let bench = try await PoolBench()
        bench.makeUnfit(PoolBench.noKey)
        let pool = bench.pool()
        await #expect(throws: PoolBench.noKey) { try await pool.run(until: StopRequest()) }
    }

    @Test func aDatabaseThatGoesAndComesBackIsOutlived() async throws {
        let bench = try await PoolBench()
        try await bench.working { _ in
            bench.sync.database.setOutage(
                SyncError(.databaseUnreachable, failureClass: .transient))
            for _ in 0..<5 {
                bench.clock.advance(by: .seconds(20))
                try await Task.sleep(for: .milliseconds(2))
            }
            bench.sync.database.setOutage(nil)
            let run = try await bench.queue("acme")
            try await bench.ends(run, .succeeded, advancing: .seconds(6))
        }
    }

    @Test func onlyTheFirstClaimRecordsHowLongARunWaited() async throws {
        let bench = try await PoolBench()
        let pausing = try await bench.addTenant(
            "pausing",
            .fails(SyncError(.planningPMEThrottled, failureClass: .throttled(seconds: 1800))))
        let run = try await bench.schedule(pausing)
        try await bench.working { pool in
            for _ in 0..<3 {
                let before = bench.clock.wall
                pool.notify(.runQueued)
                try await eventually {
                    let now = try await bench.runs.run(run)
                    return now.state == .queued && now.notBefore > before
                }
                bench.clock.advance(by: .seconds(1800))
            }
            bench.heal(pausing)
            try await bench.ends(run, .succeeded, advancing: .seconds(6))
        }
        #expect(bench.count(of: .claimLatency) == 1)
    }

    @Test func aRunThatIsClaimedAgainWhileItsFirstWorkWindsDownStaysKnown() async throws {
        let bench = try await PoolBench()
        let hanging = try await bench.addTenant("hanging", .hangs)
        try await bench.working { pool in
            let run = try await bench.queue(hanging)
            pool.notify(.runQueued)
            await bench.hung.wait()
            bench.sync.database.expireLease(of: run)
            pool.notify(.runQueued)
            try await eventually { pool.pool.state.running == 2 }
            // The renewal of the first claim is refused, and its work ends.
            try await bench.advancing(by: .seconds(5)) { pool.pool.state.running == 1 }
            let again = try await bench.runs.run(run)
            #expect(again.state == .running && again.attempt == 2)
            try await bench.runs.cancel(run)
            pool.notify(.cancelRequested, "\(run)")
            try await bench.ends(run, .cancelled)
        }
    }
}
