import SyncCore
import SyncEngine

/// Everything that `/metrics` tells: what was counted, what the process knows, and what could be read in time.
enum OpsMetrics {
    /// - Parameters:
    ///   - readiness: nil when it could not be read in time.
    ///   - fleet: nil when it could not be read: its metrics are left out.
    static func samples(
        counted: [MetricSamples], process: ProcessReading, readiness: Readiness?, fleet: FleetReading?
    ) -> [MetricSamples] {
        counted + own(process) + found(readiness) + (fleet.map(read) ?? [])
    }

    private static func own(_ process: ProcessReading) -> [MetricSamples] {
        [
            MetricSamples(.buildInfo, [(Release.version, 1)]),
            MetricSamples(.started, seconds(process.startedAt.millisecondsSince1970)),
            MetricSamples(.draining, process.isDraining ? 1 : 0),
            MetricSamples(.loopHeartbeat, process.loops.map { ($0.name, $0.ageSeconds) }),
            MetricSamples(.slots, Double(process.slots)),
            MetricSamples(.slotsBusy, Double(process.slotsBusy)),
            MetricSamples(.poolConnections, [("idle", Double(process.pool.idle)), ("lent", Double(process.pool.lent))]),
            MetricSamples(.poolLimit, Double(process.pool.limit)),
            MetricSamples(.poolWaiting, Double(process.pool.waiting)),
        ]
    }

    private static func found(_ readiness: Readiness?) -> [MetricSamples] {
        guard let readiness else { return [MetricSamples(.databaseUp, 0)] }
        var samples = [MetricSamples(.databaseUp, readiness.database.isUsable ? 1 : 0)]
        if readiness.schema.isKnown { samples.append(MetricSamples(.schemaMatches, readiness.schema.isUsable ? 1 : 0)) }
        if readiness.keyring.isKnown { samples.append(MetricSamples(.keyringUsable, readiness.keyring.isUsable ? 1 : 0)) }
        return samples
    }

    private static func read(_ fleet: FleetReading) -> [MetricSamples] {
        var samples = [
            MetricSamples(
                .queueRuns,
                [
                    ("due", Double(fleet.due)), ("left_behind", Double(fleet.leftBehind)), ("running", Double(fleet.running)),
                    ("waiting", Double(fleet.waiting)),
                ]),
            MetricSamples(.oldestDueAge, max(0, fleet.oldestDueSeconds ?? 0)),
            MetricSamples(.workersLive, Double(fleet.workersLive)),
            MetricSamples(.workersTroubled, Double(fleet.workersTroubled)),
            MetricSamples(.tenantsActive, Double(fleet.tenantsActive)),
            MetricSamples(.tenantsSuspended, Double(fleet.tenantsSuspended)),
            MetricSamples(.tenantsWithoutSuccess, Double(fleet.tenantsWithoutSuccess)),
            MetricSamples(.dialectsAssumed, Double(fleet.dialectsAssumed)),
            MetricSamples(.dialectsDoubted, Double(fleet.dialectsDoubted)),
            MetricSamples(.budgetLeftRatio, fleet.budgets.map { ($0.remote.rawValue, $0.smallestShareLeft) }),
            MetricSamples(.budgetsBlocked, fleet.budgets.map { ($0.remote.rawValue, Double($0.blocked)) }),
            MetricSamples(.databaseClockOffset, fleet.databaseClockOffsetSeconds),
        ]
        if let next = fleet.nextDue { samples.append(MetricSamples(.nextDue, seconds(next.millisecondsSince1970))) }
        if let covered = fleet.historyCoveredUntil {
            samples.append(MetricSamples(.historyCovered, seconds(covered.millisecondsSince1970)))
        }
        return samples
    }

    private static func seconds(_ milliseconds: Int) -> Double { Double(milliseconds) / 1000 }
}
