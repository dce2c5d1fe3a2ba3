import SyncCore

/// What an edit of the environment or of PlanningPME's address means for how far the dialect may be relied on, and for the state.
struct DialectOfEdited {
    let old: Tenant
    /// As it is stored.
    let new: Tenant

    private var isOtherPlanning: Bool { old.planningPMEURL.lowercased() != new.planningPMEURL.lowercased() }
    private var becomesProduction: Bool { old.environment != .production && new.environment == .production }

    func tell(_ context: CommandContext) {
        guard let words else { return }
        if words.isWarning {
            context.warn(words.message, next: words.next)
        } else {
            context.say(words.message, next: words.next)
        }
    }

    var words: (message: String, next: String, isWarning: Bool)? {
        guard isOtherPlanning || becomesProduction, new.dialect.standing == .unprobed else { return nil }
        let forgotten = isOtherPlanning ? "What was found of the old PlanningPME is forgotten. " : ""
        let probe = "passerelle tenant probe \(new.slug) --resource KEY"
        guard old.state == .active else {
            return ("\(forgotten)How PlanningPME speaks with \(new.slug) is to be found out.", probe, false)
        }
        guard new.state != .active else {
            return (
                "\(forgotten)\(new.slug) stays active, although how PlanningPME speaks with it is not found out.", probe,
                new.environment == .production
            )
        }
        return (
            "\(forgotten)\(new.slug) is \(new.state.rawValue): in production nothing is synced before how PlanningPME speaks is found out.",
            "\(probe), then passerelle tenant activate \(new.slug)", true
        )
    }
}
