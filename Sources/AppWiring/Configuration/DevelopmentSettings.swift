import HTTPTransport
import SyncEngine

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
