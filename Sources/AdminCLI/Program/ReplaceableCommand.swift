import SyncCore
import Words

/// A command that needs the keyring or the worker's role, and that another one can stand in for.
protocol ReplaceableCommand: PasserelleCommand {
    /// For the tenant, or `SLUG`.
    var instead: @Sendable (_ tenant: String) -> Phrase? { get }
}

extension Failure {
    /// The keyring or the worker's role, which the fleet has, is missing here.
    var isLackOfWorkersMeans: Bool {
        switch self {
        case .process(.keyringNotSet), .keyring(.missing, _), .database(.workerRoleMissing): true
        default: false
        }
    }
}

extension Phrase {
    fileprivate static func or(_ command: String) -> Phrase {
        Phrase("Or: passerelle \(command)", fr: "Ou bien : passerelle \(command)")
    }

    fileprivate static func orQueued(_ command: String) -> Phrase {
        Phrase(
            "Or let a worker perform it: passerelle \(command) --queue",
            fr: "Ou confiez-le à un worker : passerelle \(command) --queue")
    }

    fileprivate static func orRecorded(_ tenant: String) -> Phrase { or("employee show \(tenant) --employee ID --recorded") }
}

extension ShowEmployeeCommand: ReplaceableCommand {
    var instead: @Sendable (String) -> Phrase? { { .orRecorded($0) } }
}

extension ExplainAbsenceCommand: ReplaceableCommand {
    var instead: @Sendable (String) -> Phrase? { { .orRecorded($0) } }
}

extension ExplainFieldCommand: ReplaceableCommand {
    var instead: @Sendable (String) -> Phrase? { { .orRecorded($0) } }
}

extension PerformRunNowCommand: ReplaceableCommand {
    var instead: @Sendable (String) -> Phrase? { { .or("run start \($0)") } }
}

extension ApproveRunCommand: ReplaceableCommand {
    var instead: @Sendable (String) -> Phrase? {
        { [id, only] _ in .orQueued("run approve \(id)" + only.map { " --only \($0)" }.joined()) }
    }
}

extension PreviewRunCommand: ReplaceableCommand {
    var instead: @Sendable (String) -> Phrase? { { .orQueued("run preview \($0)") } }
}

extension CheckTenantCommand: ReplaceableCommand {
    var instead: @Sendable (String) -> Phrase? { { .orQueued("tenant check \($0)") } }
}

extension ProbeTenantCommand: ReplaceableCommand {
    var instead: @Sendable (String) -> Phrase? {
        { [resource] in .orQueued("tenant probe \($0) --resource \(resource ?? "KEY")") }
    }
}

extension SetCredentialCommand: ReplaceableCommand {
    var instead: @Sendable (String) -> Phrase? {
        { _ in
            Phrase(
                "Or ask an admin for `passerelle keyring publish`: a secret can then be set without the keyring.",
                fr: "Ou demandez à un admin `passerelle keyring publish` : un secret se définit alors sans le trousseau.")
        }
    }
}
