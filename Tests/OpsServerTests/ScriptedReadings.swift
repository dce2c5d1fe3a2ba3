import SyncCore
import SyncEngine
import SyncTestKit
import Synchronization

/// Readings that a test sets.
final class ScriptedReadings: OpsReadings {
    struct Script: Sendable {
        var process = ProcessReading(
            startedAt: Instant(secondsSince1970: 1_790_000_000), isDraining: false, loops: [], slots: 32, slotsBusy: 3,
            pool: PoolReading(lent: 2, idle: 1, limit: 8, waiting: 0))
        var database: SyncError?
        var keyring: SyncError?
        var fleet = FleetReading(
            due: 4, waiting: 5, running: 3, leftBehind: 1, oldestDueSeconds: 12.5,
            nextDue: Instant(secondsSince1970: 1_796_083_200), workersLive: 2, workersTroubled: 1, tenantsActive: 60,
            tenantsSuspended: 2,
            tenantsWithoutSuccess: 7, dialectsAssumed: 6, dialectsDoubted: 1,
            budgets: [
                .init(remote: .lucca, smallestShareLeft: 0.25, blocked: 0),
                .init(remote: .planningPME, smallestShareLeft: 1, blocked: 2),
            ],
            alerts: AlertOverview(open: 4, failed: 3, toSettle: 1, failingSeconds: 90, failure: .unreachable),
            historyCoveredUntil: Instant(secondsSince1970: 1_800_000_000), databaseClockOffsetSeconds: -3.5)
    }

    private let script: Mutex<Script>
    private let held = Atomic(false)
    private let fleetReads = Atomic(0)
    let fleetAsked = TestSignal()
    let letGo = TestSignal()

    init(_ script: Script = Script()) {
        self.script = Mutex(script)
    }

    /// From now on, readings of the database wait for `letGo`.
    func hold() { held.store(true, ordering: .sequentiallyConsistent) }
    func change(_ change: (inout Script) -> Void) { script.withLock { change(&$0) } }
    var fleetReadCount: Int { fleetReads.load(ordering: .sequentiallyConsistent) }

    func process() -> ProcessReading { script.withLock { $0.process } }

    func requireDatabase() async throws {
        await waitIfHeld()
        if let error = script.withLock({ $0.database }) { throw error }
    }

    func requireKeyring() async throws {
        if let error = script.withLock({ $0.keyring }) { throw error }
    }

    func fleet() async throws -> FleetReading {
        fleetReads.add(1, ordering: .sequentiallyConsistent)
        fleetAsked.give()
        await waitIfHeld()
        return try script.withLock { script in
            if let error = script.database { throw error }
            return script.fleet
        }
    }

    private func waitIfHeld() async {
        if held.load(ordering: .sequentiallyConsistent) { await letGo.wait() }
    }
}

extension SyncError {
    static func scripted(_ code: SyncError.Code) -> SyncError {
        SyncError(code, detail: "host=db.internal password=hunter2")
    }
}
