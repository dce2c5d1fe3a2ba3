import SyncEngine

/// What only tests and development may change. Read from the environment alone, and refused without
/// `PASSERELLE_ALLOW_LOOPBACK=1`, so that no production server ever has them.
public struct DevelopmentSettings: Sendable, Hashable {
    /// `PASSERELLE_FAULT_POINT`, such as `after_intents:3:kill`: the process ends or halts itself there.
    public var faultTrigger: FaultTrigger?
    /// `PASSERELLE_LEASE_SECONDS`: how long a worker's claim holds, the margin and the retry in proportion.
    public var leaseSeconds: Int?

    public init(faultTrigger: FaultTrigger? = nil, leaseSeconds: Int? = nil) {
        self.faultTrigger = faultTrigger
        self.leaseSeconds = leaseSeconds
    }

    var faultPoints: FaultPoints { faultTrigger?.faultPoints ?? .none }
    var lease: LeasePolicy { leaseSeconds.map { LeasePolicy(scaledTo: $0) } ?? LeasePolicy() }

    enum Variable: String, CaseIterable {
        case faultPoint = "PASSERELLE_FAULT_POINT"
        case leaseSeconds = "PASSERELLE_LEASE_SECONDS"
    }

    static let leaseRange = 1...600

    /// - Parameter isAllowed: `PASSERELLE_ALLOW_LOOPBACK` is on.
    static func read(
        _ environment: [String: String], isAllowed: Bool, issues: inout [ConfigurationError.Issue]
    ) -> DevelopmentSettings {
        var settings = DevelopmentSettings()
        for variable in Variable.allCases {
            guard let text = environment[variable.rawValue], !text.isEmpty else { continue }
            guard isAllowed else {
                issues.append(
                    .init(
                        variable.rawValue, "It is for development only, and PASSERELLE_ALLOW_LOOPBACK is not on.",
                        remedy: "Leave it out."))
                continue
            }
            switch variable {
            case .faultPoint:
                settings.faultTrigger = FaultTrigger(text)
                if settings.faultTrigger == nil { issues.append(faultPointIssue(text)) }
            case .leaseSeconds:
                settings.leaseSeconds = Int(text).flatMap { leaseRange.contains($0) ? $0 : nil }
                if settings.leaseSeconds == nil { issues.append(leaseIssue(text)) }
            }
        }
        return settings
    }

    private static func faultPointIssue(_ text: String) -> ConfigurationError.Issue {
        .init(
            Variable.faultPoint.rawValue, "\"\(text.prefix(80))\" names no place of a run.",
            remedy: "Write POINT:OCCURRENCE:ACTION, such as after_intents:3:kill. Points: "
                + FaultPoint.allCases.map(\.rawValue).joined(separator: ", ") + ". Actions: "
                + FaultTrigger.Action.allCases.map(\.rawValue).joined(separator: ", ") + ".")
    }

    private static func leaseIssue(_ text: String) -> ConfigurationError.Issue {
        .init(
            Variable.leaseSeconds.rawValue, "\"\(text.prefix(80))\" is no length of a lease.",
            remedy: "Write a whole number of seconds from \(leaseRange.lowerBound) to \(leaseRange.upperBound).")
    }
}
