import HTTPTransport
import SyncCore
package import SyncEngine

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Settings for tests and development. Read from the environment only, and rejected without `PASSERELLE_ALLOW_LOOPBACK=1`, so
/// that no production server ever has them.
package struct DevelopmentSettings: Sendable, Hashable {
    /// `PASSERELLE_FAULT_POINT`, such as `after_intents:3:kill`: where the process kills or stops itself.
    package var faultTrigger: FaultTrigger?
    /// `PASSERELLE_LEASE_SECONDS`: the length of a worker's lease; margin and retry scale with it.
    package var leaseSeconds: Int?
    /// `PASSERELLE_CALL_SECONDS`: the deadline of one request to a remote; the waits between attempts scale with it.
    package var callSeconds: Int?
    /// `PASSERELLE_LANDING_SECONDS`: how long after its timeout a write may still take effect at a remote.
    package var landingSeconds: Int?
    /// `PASSERELLE_LUCCA_TOKEN_URL`: where Lucca gives tokens, whole, such as `http://127.0.0.1:8080/connect/token`.
    package var luccaTokenURL: String?

    package init(
        faultTrigger: FaultTrigger? = nil, leaseSeconds: Int? = nil, callSeconds: Int? = nil, landingSeconds: Int? = nil,
        luccaTokenURL: String? = nil
    ) {
        self.faultTrigger = faultTrigger
        self.leaseSeconds = leaseSeconds
        self.callSeconds = callSeconds
        self.landingSeconds = landingSeconds
        self.luccaTokenURL = luccaTokenURL
    }

    var tokenURL: String { luccaTokenURL ?? LuccaTokenAddress.standard }

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
        case luccaTokenURL = "PASSERELLE_LUCCA_TOKEN_URL"
    }

    static let secondsRange = 1...600

    /// - Parameter isAllowed: `PASSERELLE_ALLOW_LOOPBACK` is set.
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
            case .luccaTokenURL:
                if (try? RemoteAddress.luccaToken(url: text, policy: OutboundPolicy(allowLoopback: isAllowed))) != nil {
                    settings.luccaTokenURL = text
                } else {
                    issues.append(.init(variable.rawValue, .noTokenAddress))
                }
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

/// Kills or stops this process at one point of a run, like a failing machine: `PASSERELLE_FAULT_POINT`, only for tests.
package struct FaultTrigger: Sendable, Hashable {
    package enum Action: String, Sendable, Hashable, CaseIterable {
        /// SIGKILL: nothing runs after it.
        case kill
        /// SIGSTOP: the process is suspended until it gets SIGCONT.
        case stop
    }

    package let point: FaultPoint
    /// Which occurrence triggers it, counting from 1.
    package let occurrence: Int
    package let action: Action

    package init(_ point: FaultPoint, occurrence: Int, _ action: Action) {
        self.point = point
        self.occurrence = occurrence
        self.action = action
    }

    /// Such as `after_intents:3:kill`; nil for anything else.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, let point = FaultPoint(rawValue: parts[0]), let occurrence = Int(parts[1]), occurrence > 0,
            let action = Action(rawValue: parts[2])
        else { return nil }
        self.init(point, occurrence: occurrence, action)
    }

    package var faultPoints: FaultPoints {
        FaultPoints { point, count in
            guard point == self.point, count == occurrence else { return }
            // Both affect the whole process before the call returns.
            _ = raise(action == .kill ? SIGKILL : SIGSTOP)
        }
    }
}
