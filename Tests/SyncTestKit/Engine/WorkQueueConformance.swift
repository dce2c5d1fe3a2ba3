import SyncCore
import SyncEngine

/// What every `WorkQueue` does.
package enum WorkQueueConformance {
    package static let all: [ConformanceCase] = [
        ConformanceCase("aQueuedOperationIsFoundAsItWasQueued", aQueuedOperationIsFoundAsItWasQueued),
        ConformanceCase("theOldestIsClaimedFirstAndOnlyOnce", theOldestIsClaimedFirstAndOnlyOnce),
        ConformanceCase("ofManyClaimersOneGetsIt", ofManyClaimersOneGetsIt),
        ConformanceCase("aResultEndsIt", aResultEndsIt),
        ConformanceCase("aFailureEndsIt", aFailureEndsIt),
        ConformanceCase("oneThatIsHandedBackIsClaimedAgain", oneThatIsHandedBackIsClaimedAgain),
        ConformanceCase("anotherWorkerTakesOverAndTheFormerOneWritesNothing", anotherWorkerTakesOverAndTheFormerOneWritesNothing),
        ConformanceCase("aRenewedLeaseIsNotTakenOver", aRenewedLeaseIsNotTakenOver),
        ConformanceCase("oneThatThreeWorkersDiedOfFails", oneThatThreeWorkersDiedOfFails),
        ConformanceCase("oneThatNoWorkerTookExpires", oneThatNoWorkerTookExpires),
        ConformanceCase("anEndedOneIsForgottenAfterADay", anEndedOneIsForgottenAfterADay),
        ConformanceCase("aPausedFleetTakesNone", aPausedFleetTakesNone),
        ConformanceCase("oneThatCannotBeReadHidesNoOther", oneThatCannotBeReadHidesNoOther),
        ConformanceCase("onlySoManyOfATenantWait", onlySoManyOfATenantWait),
        ConformanceCase("onlySoManyOfALoginWait", onlySoManyOfALoginWait),
        ConformanceCase("operationsGoWithTheirTenant", operationsGoWithTheirTenant),
        ConformanceCase("anUnknownTenantOrOperationIsRefused", anUnknownTenantOrOperationIsRefused),
    ]

    private static let day = CalendarDay(ordinal: 20_790)

    private static func claim(_ store: ConformanceHarness, _ worker: String = "one") async throws -> OperationLease {
        guard let lease = try await store.queue.claim(worker: worker, leaseSeconds: 60, atMost: 1).first else {
            throw ConformanceFailure("an operation is claimed", #fileID, #line)
        }
        return lease
    }

    private static func aQueuedOperationIsFoundAsItWasQueued(_ store: ConformanceHarness) async throws {
        let (acme, globex) = (try await store.makeTenant("acme"), try await store.makeTenant("globex"))
        let work: [QueuedWork] = [
            .preview(asOf: nil, reconcile: false), .preview(asOf: day, reconcile: true), .check,
            .probe(resource: 318, day: nil), .probe(resource: 318, day: day),
        ]
        for one in work {
            let id = try await store.queue.queue(one, of: acme.id)
            let found = try await store.queue.operation(id)
            try expectEqual(found.work, one, "its work")
            try expectEqual(found.state, .queued, "its state")
            try expectEqual(found.tenant, acme.slug, "its tenant")
            try expect(!found.requestedBy.isEmpty, "who asked")
        }
        _ = try await store.queue.queue(.check, of: globex.id)
        try expectEqual(
            try await store.queue.list(of: acme.id, limit: 3).map(\.work), work.reversed().prefix(3).map { $0 }, "the newest")
        try expectEqual(try await store.queue.list(of: nil, limit: 10).count, 6, "of every tenant")
    }

    private static func aPausedFleetTakesNone(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        let id = try await store.queue.queue(.check, of: tenant.id)
        try expect(try await store.fleet.beginPause(reason: "a maintenance"), "the fleet is paused")
        let taken = try await store.queue.claim(worker: "one", leaseSeconds: 60, atMost: 1)
        try expect(taken.isEmpty, "an operation waits for the end of the maintenance")
        try expect(try await store.fleet.endPause(), "the fleet is resumed")
        try expectEqual(try await claim(store).operation, id, "then it is claimed")
    }

    private static func oneThatCannotBeReadHidesNoOther(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        let first = try await store.queue.queue(.check, of: tenant.id)
        let planted = try await store.plantUnreadable(tenant.id)
        let last = try await store.queue.queue(.check, of: tenant.id)
        let listed = try await store.queue.list(of: nil, limit: 9)
        try expectEqual(listed.map(\.id), [last, planted, first], "all of them")
        try expectEqual(listed.map(\.work), [.check, .unreadable, .check], "what is unreadable")
        try expectEqual(listed[1].error, .queue(.workUnreadable(operation: planted)), "what to do")
        try expectEqual(try await store.queue.operation(planted).work, .unreadable, "by its number")
        let leases = try await store.queue.claim(worker: "one", leaseSeconds: 60, atMost: 9)
        try expectEqual(leases.map(\.operation).sorted(), [first, planted, last], "a worker claims it")
        guard let lease = leases.first(where: { $0.operation == planted }) else {
            throw ConformanceFailure("it is claimed", #fileID, #line)
        }
        let claimed = try await store.queue.claimed(lease)
        try expectEqual(claimed.work, .unreadable, "as it is")
        try await store.queue.fail(lease, .queue(.workUnreadable(operation: planted)))
        let ended = try await store.queue.operation(planted)
        try expectEqual(ended.state, .failed, "and ends it")
        try expectEqual(ended.error, .queue(.workUnreadable(operation: planted)), "with its cause")
    }

    private static func onlySoManyOfATenantWait(_ store: ConformanceHarness) async throws {
        let (acme, globex) = (try await store.makeTenant("acme"), try await store.makeTenant("globex"))
        for _ in 0..<QueuedOperation.limitOfTenant { _ = try await store.queue.queue(.check, of: acme.id) }
        let refused = try await store.code { _ = try await store.queue.queue(.check, of: acme.id) }
        try expectEqual(refused, .operationLimit, "one too many")
        _ = try await store.queue.queue(.check, of: globex.id)
        _ = try await claim(store)
        _ = try await store.queue.queue(.check, of: acme.id)
        let again = try await store.code { _ = try await store.queue.queue(.check, of: acme.id) }
        try expectEqual(again, .operationLimit, "only those that wait count")
        try await store.advance(QueuedOperation.hoursQueued * 3600 + 1)
        _ = try await store.queue.queue(.check, of: acme.id)
    }

    private static func onlySoManyOfALoginWait(_ store: ConformanceHarness) async throws {
        let tenants = QueuedOperation.limitOfLogin / QueuedOperation.limitOfTenant
        for number in 0..<tenants {
            let tenant = try await store.makeTenant("t\(number)")
            for _ in 0..<QueuedOperation.limitOfTenant { _ = try await store.queue.queue(.check, of: tenant.id) }
        }
        let other = try await store.makeTenant("other")
        let refused = try await store.code { _ = try await store.queue.queue(.check, of: other.id) }
        try expectEqual(refused, .operationLimit, "one too many")
        _ = try await claim(store)
        _ = try await store.queue.queue(.check, of: other.id)
    }

    private static func theOldestIsClaimedFirstAndOnlyOnce(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        let first = try await store.queue.queue(.check, of: tenant.id)
        let second = try await store.queue.queue(.preview(asOf: nil, reconcile: false), of: tenant.id)
        let lease = try await claim(store)
        try expectEqual(lease.operation, first, "the oldest")
        try expectEqual(lease.tenantID, tenant.id, "its tenant")
        let claimed = try await store.queue.claimed(lease)
        try expectEqual(claimed.state, .running, "its state")
        try expectEqual(claimed.worker, "one", "its worker")
        try expectEqual(
            try await store.queue.claim(worker: "two", leaseSeconds: 60, atMost: 9).map(\.operation), [second], "the rest")
        try expectEqual(try await store.queue.claim(worker: "two", leaseSeconds: 60, atMost: 9), [], "nothing is left")
    }

    private static func ofManyClaimersOneGetsIt(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        for _ in 0..<5 { _ = try await store.queue.queue(.check, of: tenant.id) }
        let claimed = try await withThrowingTaskGroup(of: [OperationLease].self) { group in
            for worker in 0..<8 {
                group.addTask { try await store.queue.claim(worker: "w\(worker)", leaseSeconds: 60, atMost: 2) }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        try expectEqual(Set(claimed.map(\.operation)).count, claimed.count, "none is claimed twice")
        let rest = try await store.queue.claim(worker: "last", leaseSeconds: 60, atMost: 9)
        try expectEqual(claimed.count + rest.count, 5, "each is claimed")
    }

    private static func aResultEndsIt(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        let id = try await store.queue.queue(.check, of: tenant.id)
        let lease = try await claim(store)
        try await store.queue.finish(lease, result: #"{"facts": [1]}"#)
        let ended = try await store.queue.operation(id)
        try expectEqual(ended.state, .done, "its state")
        try expectEqual(ended.result, #"{"facts": [1]}"#, "its result")
        try expect(ended.finishedAt != nil, "when")
        try expectEqual(try await store.queue.list(of: nil, limit: 1).map(\.result), [nil], "a list has no results")
        let again = try await store.code { try await store.queue.finish(lease, result: "{}") }
        try expectEqual(again, .leaseLost, "it ends once")
    }

    private static func aFailureEndsIt(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        let id = try await store.queue.queue(.check, of: tenant.id)
        try await store.queue.fail(try await claim(store), .tenant(.scopeMissing(slug: tenant.slug)))
        let ended = try await store.queue.operation(id)
        try expectEqual(ended.state, .failed, "its state")
        try expectEqual(ended.error, .tenant(.scopeMissing(slug: tenant.slug)), "its error")
        try expectEqual(ended.result, nil, "no result")
    }

    private static func oneThatIsHandedBackIsClaimedAgain(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        let id = try await store.queue.queue(.check, of: tenant.id)
        let lease = try await claim(store)
        try await store.queue.release(lease)
        try expectEqual(try await store.queue.operation(id).state, .queued, "queued again")
        let next = try await claim(store, "two")
        try expect(next.term > lease.term, "under another term")
        let code = try await store.code { try await store.queue.finish(lease, result: "{}") }
        try expectEqual(code, .leaseLost, "the former term ended")
    }

    private static func abandon(_ store: ConformanceHarness) async throws { try await store.advance(61) }

    private static func anotherWorkerTakesOverAndTheFormerOneWritesNothing(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        let id = try await store.queue.queue(.check, of: tenant.id)
        let lost = try await claim(store)
        try await abandon(store)
        let code = try await store.code { try await store.queue.renew(lost, leaseSeconds: 60) }
        try expectEqual(code, .leaseLost, "an ended lease is not renewed")
        let taken = try await claim(store, "two")
        try expectEqual(taken.operation, id, "the same operation")
        for attempt in [
            { try await store.queue.finish(lost, result: "{}") }, { try await store.queue.release(lost) },
            { try await store.queue.fail(lost, .run(.interrupted)) }, { _ = try await store.queue.claimed(lost) },
        ] as [() async throws -> Void] {
            let code = try await store.code(attempt)
            try expectEqual(code, .leaseLost, "the former worker")
        }
        try await store.queue.finish(taken, result: "{}")
        try expectEqual(try await store.queue.operation(id).worker, "two", "who did it")
    }

    private static func aRenewedLeaseIsNotTakenOver(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        _ = try await store.queue.queue(.check, of: tenant.id)
        let lease = try await claim(store)
        try await store.advance(40)
        try await store.queue.renew(lease, leaseSeconds: 60)
        try await store.advance(40)
        try expectEqual(try await store.queue.claim(worker: "two", leaseSeconds: 60, atMost: 1), [], "still held")
        try await store.queue.finish(lease, result: "{}")
    }

    private static func oneThatThreeWorkersDiedOfFails(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        let id = try await store.queue.queue(.check, of: tenant.id)
        for _ in 0..<QueuedOperation.deathLimit {
            _ = try await claim(store)
            try await abandon(store)
        }
        try expectEqual(try await store.queue.claim(worker: "last", leaseSeconds: 60, atMost: 1), [], "no fourth")
        let ended = try await store.queue.operation(id)
        try expectEqual(ended.state, .failed, "its state")
        try expectEqual(ended.error, .queue(.keepsDying(operation: id, deaths: 3)), "why")
    }

    private static func oneThatNoWorkerTookExpires(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        let id = try await store.queue.queue(.probe(resource: 318, day: nil), of: tenant.id)
        try await store.advance(QueuedOperation.hoursQueued * 3600 + 1)
        try expectEqual(try await store.queue.operation(id).state, .expired, "also where no worker is")
        try expectEqual(try await store.queue.list(of: nil, limit: 1).map(\.state), [.expired], "in a list")
        try expectEqual(try await store.queue.claim(worker: "one", leaseSeconds: 60, atMost: 1), [], "no one performs it")
        let ended = try await store.queue.operation(id)
        try expectEqual(ended.state, .expired, "its state")
        try expect(ended.finishedAt != nil, "when")
    }

    private static func anEndedOneIsForgottenAfterADay(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        let id = try await store.queue.queue(.check, of: tenant.id)
        try await store.queue.finish(try await claim(store), result: "{}")
        try await store.advance(QueuedOperation.hoursKept * 3600 - 60)
        _ = try await store.queue.claim(worker: "one", leaseSeconds: 60, atMost: 1)
        try expectEqual(try await store.queue.operation(id).state, .done, "within a day")
        try await store.advance(120)
        _ = try await store.queue.claim(worker: "one", leaseSeconds: 60, atMost: 1)
        try expectEqual(try await store.queue.list(of: nil, limit: 1), [], "a day later")
    }

    private static func operationsGoWithTheirTenant(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        _ = try await store.queue.queue(.check, of: tenant.id)
        try await store.registry.delete(tenant.id)
        try expectEqual(try await store.queue.list(of: nil, limit: 1), [], "nothing is left")
    }

    private static func anUnknownTenantOrOperationIsRefused(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        try await store.registry.delete(tenant.id)
        let queued = try await store.code { _ = try await store.queue.queue(.check, of: tenant.id) }
        try expectEqual(queued, .tenantUnknown, "a tenant")
        let shown = try await store.code { _ = try await store.queue.operation(99) }
        try expectEqual(shown, .operationUnknown, "an operation")
    }
}
