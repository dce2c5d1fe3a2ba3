import SyncCore
import SyncEngine

extension CheckResult {
    /// As `tenant check` says it: what only a write can tell is left to the probe, or was told by it, and nobody is sent back to the check.
    func worded(for tenant: Tenant) -> CheckResult {
        guard name == "PlanningPME: writing", state == .unknown else {
            return CheckResult(name: name, state: state, detail: detail, remedy: Self.withoutCheck(remedy), cause: cause)
        }
        if let probedAt = tenant.dialect.probedAt {
            return CheckResult(
                name: name, state: .ok, detail: "\(detail) The probe of \(LocalTime.utc(probedAt)) wrote and deleted events.")
        }
        return CheckResult(
            name: name, state: state, detail: detail,
            remedy: "The probe tells: passerelle tenant probe \(tenant.slug) --resource KEY",
            cause: cause)
    }

    /// Errors of runs send to this very command.
    private static func withoutCheck(_ remedy: String) -> String {
        remedy.replacing(/; “passerelle tenant check” tests (?:each|it)/, with: "")
            .replacing(/Run “passerelle tenant check”\. If every check passes, report/, with: "If it lasts, report")
    }
}
