import Operations
import SyncCore
import SyncEngine
import Words

/// One line of `tenant check`.
struct CheckLine: Equatable, Sendable {
    let subject: CheckSubject
    let state: CheckResult.State
    let detail: Phrase
    let remedy: Phrase
    /// The failure's code: it distinguishes an unreachable remote from one that rejects.
    let cause: SyncError.Code?
    /// What the line is about, if it is about an interface.
    let notice: KeptAPINotice?

    init(
        _ subject: CheckSubject, _ state: CheckResult.State, _ detail: Phrase, remedy: Phrase = .none,
        cause: SyncError.Code? = nil, notice: KeptAPINotice? = nil
    ) {
        self.subject = subject
        self.state = state
        self.detail = detail
        self.remedy = remedy
        self.cause = cause
        self.notice = notice
    }

    /// Only a write can show this: the probe does, or did.
    init(_ result: CheckResult, of tenant: Tenant) {
        let words = CheckWords(tenant: tenant.slug, generation: tenant.settings.luccaAPI)
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

extension CheckFinding {
    /// As a line of `tenant check`.
    var line: CheckLine {
        switch self {
        case .connection(let result, let tenant), .writing(let result, let tenant): return CheckLine(result, of: tenant)
        case .dialect(let finding, let tenant):
            let (detail, remedy) = DialectCheckWords.words(finding, of: tenant.slug, moment: LocalTime.utc)
            return CheckLine(finding.subject, state, detail, remedy: remedy, cause: cause)
        case .scope(let tenant):
            guard !tenant.scope.bases.isEmpty else {
                return CheckLine(
                    .scope, state, DialectCheckWords.noDepartment,
                    remedy: DialectCheckWords.noDepartmentRemedy(of: tenant.slug))
            }
            return CheckLine(.scope, state, CatalogWords.scope(tenant.scope))
        case .doubt(let doubt, let tenant):
            return CheckLine(
                .dialect, state,
                DialectCheckWords.doubted(doubt, since: LocalTime.utc(doubt.since)),
                remedy: DialectDocument.remedy(tenant) ?? .none, cause: cause)
        case .notice(let kept, let tenant):
            let words = APINoticeWords(tenant: tenant.slug)
            return CheckLine(
                kept.notice.subject, state, words.detail(kept), remedy: words.remedy(kept.notice), notice: kept)
        }
    }
}

extension APINotice {
    fileprivate var subject: CheckSubject {
        switch (code, endpoint.system) {
        case (.sunset, .lucca), (.headerUnreadable, .lucca): .luccaSunset
        case (.sunset, .planningPME), (.headerUnreadable, .planningPME): .planningPMESunset
        case (.valueUnknown, .lucca), (.shapeUnknown, .lucca): .luccaUnknown
        case (.valueUnknown, .planningPME), (.shapeUnknown, .planningPME): .planningPMEUnknown
        }
    }
}
