package import SyncCore

/// A finding of a check about the dialect, or about a probe's events.
package enum DialectFinding: Sendable, Codable {
    /// Why a probe's events could not be removed.
    package enum Hindrance: Sendable, Codable {
        case noConnection
        case failed(Failure)
    }

    /// The connection does not work.
    case notTested
    case unreadable(Failure)
    case leftStanding(TenantDialect.OpenProbe, Hindrance)
    /// A probe was begun and may still be running.
    case probing(TenantDialect.OpenProbe, now: Instant)
    /// Events of a probe that cannot be deleted.
    case leftEvents([EventKey])
    /// Events of a probe that no list shows.
    case lostEvents([LostProbeEvent])
    case removed(Int)
    /// A form that this release does not know.
    case unforeseen(DialectPoint, DialectEvidence)
    /// What the planning shows of a point.
    case point(ReportedPoint, seen: TenantDialect.Finding, isLimitedView: Bool)
    case asBefore
    /// Points that only a probe can find; empty if none is known yet.
    case notProbed([DialectPoint])

    package var subject: CheckSubject {
        switch self {
        case .leftStanding, .probing, .leftEvents, .lostEvents, .removed: .probe
        case .notTested, .unreadable, .unforeseen, .point, .asBefore, .notProbed: .dialect
        }
    }

    package var state: CheckResult.State {
        switch self {
        case .unforeseen: .failed
        case .removed, .asBefore: .ok
        case .point(let point, let seen, _): seen.value == point.value ? .ok : .unknown
        case .notTested, .unreadable, .leftStanding, .probing, .leftEvents, .lostEvents, .notProbed: .unknown
        }
    }
}
