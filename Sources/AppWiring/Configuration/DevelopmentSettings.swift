import HTTPTransport
public import SyncEngine

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What only tests and development may change. Read from the environment alone, and refused without
/// `PASSERELLE_ALLOW_LOOPBACK=1`, so that no production server ever has them.
public struct DevelopmentSettings: Sendable, Hashable {
    /// `PASSERELLE_FAULT_POINT`, such as `after_intents:3:kill`: the process ends or halts itself there.
    public var faultTrigger: FaultTrigger?
    /// `PASSERELLE_LEASE_SECONDS`: how long a worker's claim holds, the margin and the retry in proportion.
    public var leaseSeconds: Int?
    /// `PASSERELLE_CALL_SECONDS`: the deadline of one request to a remote, the waits between attempts in proportion.
    public var callSeconds: Int?
    /// `PASSERELLE_LANDING_SECONDS`: how long after it was given up a write may still take effect at a remote.
    public var landingSeconds: Int?

    public init(
        faultTrigger: FaultTrigger? = nil, leaseSeconds: Int? = nil, callSeconds: Int? = nil, landingSeconds: Int? = nil
    ) {
        self.faultTrigger = faultTrigger
        self.leaseSeconds = leaseSeconds
        self.callSeconds = callSeconds
        self.landingSeconds = landingSeconds
    }

    var faultPoints: FaultPoints { faultTrigger?.faultPoints ?? .none }
    var lease: LeasePolicy { leaseSeconds.map { LeasePolicy(scaledTo: $0) } ?? LeasePolicy() }
    var calls: CallPolicy {
        var policy = callSeconds.map { CallPolicy(scaledTo: $0) } ?? .standard
        if let landingSeconds { policy.landing = Double(landingSeconds) }
        return policy
    }

    enum Variable: String, CaseIterable {
        case faultPoint = "PASSERELLE_FAULT_POINT"
        case leaseSeconds = "PASSERELLE_LEASE_SECONDS"
        case callSeconds = "PASSERELLE_CALL_SECONDS"
        case landingSeconds = "PASSERELLE_LANDING_SECONDS"
    }

    static let secondsRange = 1...600

    /// - Parameter isAllowed: `PASSERELLE_ALLOW_LOOPBACK` is on.
    static func read(
        _ environment: [String: String], isAllowed: Bool, issues: inout [ConfigurationError.Issue]
    ) -> DevelopmentSettings {
        var settings = DevelopmentSettings()
        for variable in Variable.allCases {
            guard let text = environment[variable.rawValue], !text.isEmpty else { continue }
            guard isAllowed else {
                issues.append(.init(variable.rawValue, .developmentOnly))
                continue
            }
            switch variable {
            case .faultPoint:
                settings.faultTrigger = FaultTrigger(text)
                if settings.faultTrigger == nil { issues.append(faultPointIssue(text)) }
            case .leaseSeconds:
                settings.leaseSeconds = seconds(variable, text, &issues)
            case .callSeconds:
                settings.callSeconds = seconds(variable, text, &issues)
            case .landingSeconds:
                settings.landingSeconds = seconds(variable, text, &issues)
            }
        }
        return settings
    }

    private static func faultPointIssue(_ text: String) -> ConfigurationError.Issue {
        .init(
            Variable.faultPoint.rawValue,
            .unknownFaultPoint(
                String(text.prefix(80)), points: FaultPoint.allCases.map(\.rawValue),
                actions: FaultTrigger.Action.allCases.map(\.rawValue)))
    }

    private static func seconds(
        _ variable: Variable, _ text: String, _ issues: inout [ConfigurationError.Issue]
    ) -> Int? {
        if let seconds = Int(text), secondsRange.contains(seconds) { return seconds }
        issues.append(
            .init(
                variable.rawValue,
                .noNumberOfSeconds(
                    String(text.prefix(80)), lowest: secondsRange.lowerBound, highest: secondsRange.upperBound)))
        return nil
    }
}

/// Ends or halts this process at one place of a run, as a failing machine might: `PASSERELLE_FAULT_POINT`, for tests alone.
public struct FaultTrigger: Sendable, Hashable {
    public enum Action: String, Sendable, Hashable, CaseIterable {
        /// SIGKILL: nothing runs after it.
        case kill
        /// SIGSTOP: the process stands still until somebody sends SIGCONT.
        case stop
    }

    public let point: FaultPoint
    /// The how manyeth time that the point is reached, from 1.
    public let occurrence: Int
    public let action: Action

    public init(_ point: FaultPoint, occurrence: Int, _ action: Action) {
        self.point = point
        self.occurrence = occurrence
        self.action = action
    }

    /// Such as `after_intents:3:kill`; nil when it is anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, let point = FaultPoint(rawValue: parts[0]), let occurrence = Int(parts[1]), occurrence > 0,
            let action = Action(rawValue: parts[2])
        else { return nil }
        self.init(point, occurrence: occurrence, action)
    }

    /// The hook that does it.
    public var faultPoints: FaultPoints {
        FaultPoints { point, count in
            guard point == self.point, count == occurrence else { return }
            // Both act on the whole process, and this thread does not come back from the call before they have.
            _ = raise(action == .kill ? SIGKILL : SIGSTOP)
        }
    }
}
