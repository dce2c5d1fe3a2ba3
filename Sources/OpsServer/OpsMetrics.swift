import SyncCore
import SyncEngine

/// The content of `/metrics`: counters, the process's state, and what could be read in time.
enum OpsMetrics {
    /// - Parameters:
    ///   - readiness: nil if it could not be read in time.
    ///   - fleet: nil if it could not be read: its metrics are omitted.
    static func samples(
        counted: [MetricSamples], process: ProcessReading, readiness: Readiness?, fleet: FleetReading?
    ) -> [MetricSamples] {
        counted + own(process) + found(readiness) + (fleet.map(read) ?? []) + (process.audit.map(checked) ?? [])
    }

    private static func checked(_ audit: AuditReading) -> [MetricSamples] {
        [
            MetricSamples(.auditEntries, Double(audit.entries)), MetricSamples(.auditBroken, audit.isBroken ? 1 : 0),
        ]
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
            MetricSamples(.fleetPaused, fleet.isPaused ? 1 : 0),
            MetricSamples(.tenantsActive, Double(fleet.tenantsActive)),
            MetricSamples(.tenantsSuspended, Double(fleet.tenantsSuspended)),
            MetricSamples(.tenantsWithoutSuccess, Double(fleet.tenantsWithoutSuccess)),
            MetricSamples(.dialectsAssumed, Double(fleet.dialectsAssumed)),
            MetricSamples(.dialectsDoubted, Double(fleet.dialectsDoubted)),
            MetricSamples(.budgetLeftRatio, fleet.budgets.map { ($0.remote.rawValue, $0.smallestShareLeft) }),
            MetricSamples(.budgetsBlocked, fleet.budgets.map { ($0.remote.rawValue, Double($0.blocked)) }),
            MetricSamples(.databaseClockOffset, fleet.databaseClockOffsetSeconds),
            MetricSamples(.alertsOpen, Double(fleet.alerts.open)),
            MetricSamples(.tenantsFailed, Double(fleet.alerts.failed)),
            MetricSamples(.alertEndsWaiting, Double(fleet.alerts.toSettle)),
            MetricSamples(.alertmanagerFailing, fleet.alerts.failingSeconds),
        ]
        samples += notices(fleet.notices)
        if let next = fleet.nextDue { samples.append(MetricSamples(.nextDue, seconds(next.millisecondsSince1970))) }
        if let covered = fleet.historyCoveredUntil {
            samples.append(MetricSamples(.historyCovered, seconds(covered.millisecondsSince1970)))
        }
        return samples
    }

    /// An endpoint that no tenant has met lately concerns no one.
    private static func notices(_ notices: [APINoticeOverview]) -> [MetricSamples] {
        func series(_ overview: APINoticeOverview, _ number: Double, _ more: [String] = []) -> MetricSamples.Series {
            let endpoint = overview.notice.endpoint
            return MetricSamples.Series(
                labels: [SyncMetrics.Remote(endpoint.system).rawValue, endpoint.name] + more, .number(number))
        }
        let ends = notices.filter { $0.notice.code == .sunset && $0.tenants > 0 }
        let unknown = notices.filter { $0.notice.code != .sunset }
        return [
            MetricSamples(
                .apiSunset,
                ends.compactMap { end in end.notice.sunsetAt.map { series(end, seconds($0.millisecondsSince1970)) } }),
            MetricSamples(.apiDeprecatedTenants, ends.map { series($0, Double($0.tenants)) }),
            MetricSamples(
                .apiUnknown, unknown.map { series($0, Double($0.notice.count), [$0.notice.property, $0.notice.code.rawValue]) }),
        ]
    }

    private static func seconds(_ milliseconds: Int) -> Double { Double(milliseconds) / 1000 }
}

/// The Prometheus text format 0.0.4.
enum PrometheusText {
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    static func render(_ samples: [MetricSamples]) -> String {
        var text = ""
        for sample in samples where !sample.series.isEmpty {
            let family = sample.family
            text += "# HELP \(family.name) \(escapedHelp(family.help))\n# TYPE \(family.name) \(family.kind.rawValue)\n"
            for series in sample.series {
                let labels = Array(zip(family.labels, series.labels))
                switch series.value {
                case .number(let number):
                    line(&text, family.name, labels, number)
                case .histogram(let histogram):
                    for (bound, count) in histogram.cumulative {
                        line(&text, "\(family.name)_bucket", labels + [("le", spelled(bound))], Double(count))
                    }
                    line(&text, "\(family.name)_bucket", labels + [("le", "+Inf")], Double(histogram.count))
                    line(&text, "\(family.name)_sum", labels, histogram.sum)
                    line(&text, "\(family.name)_count", labels, Double(histogram.count))
                }
            }
        }
        return text
    }

    private static func line(_ text: inout String, _ name: String, _ labels: [(String, String)], _ value: Double) {
        text += name
        if !labels.isEmpty {
            let pairs = labels.map { "\($0)=\"\(escapedLabel($1))\"" }
            text += "{\(pairs.joined(separator: ","))}"
        }
        text += " \(spelled(value))\n"
    }

    private static func spelled(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        if let whole = Int(exactly: value), abs(whole) < 1 << 53 { return "\(whole)" }
        return "\(value)"
    }

    /// Scalar by scalar: Swift treats a carriage return with a line feed as one character.
    private static func escapedLabel(_ value: String) -> String {
        escaped(value) { $0 == "\"" ? "\\\"" : nil }
    }

    private static func escapedHelp(_ help: String) -> String {
        escaped(help) { _ in nil }
    }

    private static func escaped(_ text: String, _ further: (Unicode.Scalar) -> String?) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            default:
                if let replacement = further(scalar) { result += replacement } else { result.unicodeScalars.append(scalar) }
            }
        }
        return result
    }
}
