import SyncCore
import Words

/// One line of `tenant check`.
struct CheckLine: Equatable, Sendable {
    let subject: CheckSubject
    let state: CheckResult.State
    let detail: Phrase
    let remedy: Phrase
    /// The failure behind it: tells a remote that is away from one that refuses.
    let cause: SyncError.Code?

    init(
        _ subject: CheckSubject, _ state: CheckResult.State, _ detail: Phrase, remedy: Phrase = .none,
        cause: SyncError.Code? = nil
    ) {
        self.subject = subject
        self.state = state
        self.detail = detail
        self.remedy = remedy
        self.cause = cause
    }

    /// What only a write can show is left to the probe, or was shown by it.
    init(_ result: CheckResult, of tenant: Tenant) {
        let words = CheckWords(tenant: tenant.slug)
        let detail = words.detail(result)
        if case .writingUnclear = result.finding, let probedAt = tenant.dialect.probedAt {
            self.init(
                result.subject, .ok,
                detail
                    + Phrase(
                        "The probe of \(LocalTime.utc(probedAt)) wrote and deleted events.",
                        fr: "Le sondage du \(LocalTime.utc(probedAt)) a écrit et supprimé des événements."))
        } else {
            self.init(result.subject, result.state, detail, remedy: words.remedy(result), cause: result.failure?.code)
        }
    }
}
