import Operations
import SyncCore
import SyncEngine

extension CheckFinding {
    /// As a line of `tenant check`.
    var row: CheckResult {
        let (name, detail, remedy) = words
        return CheckResult(name: name, state: state, detail: detail, remedy: remedy, cause: cause)
    }

    private var words: (name: String, detail: String, remedy: String) {
        switch self {
        case .connection(let result): return (result.name, result.detail, Self.withoutCheck(result.remedy))
        case .writing(let result, let tenant):
            guard let probedAt = tenant.dialect.probedAt else {
                return (result.name, result.detail, "The probe tells: \(Self.probe(tenant))")
            }
            return (result.name, "\(result.detail) The probe of \(LocalTime.utc(probedAt)) wrote and deleted events.", "")
        case .dialect(let finding, let tenant):
            let (detail, remedy) = finding.words(tenant)
            return (finding.isOfProbe ? "PlanningPME: probe" : "PlanningPME: dialect", detail, remedy)
        case .scope(let tenant):
            guard let scope = TenantDocument.scopeLine(tenant.scope) else {
                return (
                    "Passerelle: scope", "no department is chosen yet",
                    "Choose some: passerelle scope set \(tenant.slug) --department ID…"
                )
            }
            return ("Passerelle: scope", scope, "")
        case .doubt(let doubt, let tenant):
            return (
                "PlanningPME: dialect",
                "In doubt since \(LocalTime.utc(doubt.since)): events of run \(doubt.run) were not stored as sent "
                    + "(\(doubt.point.rawValue)). Nothing is written.", DialectDocument.remedy(tenant) ?? ""
            )
        }
    }

    /// Errors of runs send to this very command.
    private static func withoutCheck(_ remedy: String) -> String {
        remedy.replacing(/; “passerelle tenant check” tests (?:each|it)/, with: "")
            .replacing(/Run “passerelle tenant check”\. If every check passes, report/, with: "If it lasts, report")
    }

    fileprivate static func probe(_ tenant: Tenant) -> String { "passerelle tenant probe \(tenant.slug) --resource KEY" }
}

extension DialectFinding {
    fileprivate var isOfProbe: Bool {
        switch self {
        case .leftStanding, .probing, .leftEvents, .lostEvents, .removed: true
        case .notTested, .unreadable, .unforeseen, .point, .asBefore, .notProbed: false
        }
    }

    private static let viewRemedy =
        "In PlanningPME, ask for no limited period in the rights of the group of the connector's user: what lies beyond it is seen by its key "
        + "alone, with a request for each event."

    fileprivate func words(_ tenant: Tenant) -> (detail: String, remedy: String) {
        let probe = CheckFinding.probe(tenant)
        switch self {
        case .notTested: return ("Not tested, since the connection does not work.", "")
        case .unreadable(let error): return (error.message, error.remedy)
        case .leftStanding(let open, let hindrance):
            var (why, remedy) = ("The connection does not work.", "")
            if case .failed(let error) = hindrance { (why, remedy) = (error.message, error.remedy) }
            let events = open.keys.isEmpty ? "events" : open.keys.map { "event \($0)" }.joined(separator: ", ")
            return (
                "A probe begun \(LocalTime.utc(open.startedAt)) may have left \(events) on resource \(open.resource). \(why)",
                remedy.isEmpty ? "They are removed once the connection works." : remedy
            )
        case .probing(let open, let now):
            return (
                "A probe was begun \(LocalTime.age(of: open.startedAt, at: now)) ago and has not ended.",
                "If it was stopped: the next probe removes what it left at once, a run once 10 minutes have passed."
            )
        case .leftEvents(let keys):
            return (
                "A probe left \(keys.map { "event \($0)" }.joined(separator: ", ")), which can't be deleted.",
                "Delete it in PlanningPME, or give the connector's user the right to delete unavailabilities."
            )
        case .lostEvents(let lost):
            return (
                "A probe may have left an event that no list shows and whose key is not known.",
                "\(lost.remedy) The next probe forgets it."
            )
        case .removed(let count): return ("Removed what a probe had left: \(Plural.of(count, "event")).", "")
        case .unforeseen(let point, let facts):
            return (
                "\(point.rawValue): an unknown form, \(DialectWords.evidence(facts))",
                "This release does not know it. Record it and send the file: passerelle tenant check \(tenant.slug) --record FILE"
            )
        case .point(let point, let seen, let isLimitedView):
            let facts = DialectWords.evidence(seen.evidence)
            let detail = "\(point.point.rawValue): \(seen.value)" + (facts.isEmpty ? "" : " (\(facts))")
            guard seen.value != point.value else { return (detail, isLimitedView ? Self.viewRemedy : "") }
            return (
                "\(detail), but events are written by \(point.value) (\(DialectWords.how(point.finding?.origin)))", probe
            )
        case .asBefore: return ("As it was found out before.", "")
        case .notProbed(let open):
            let points = open.map(\.rawValue).joined(separator: ", ")
            return (open.isEmpty ? "Not probed." : "Only a probe can find out: \(points).", probe)
        }
    }
}
