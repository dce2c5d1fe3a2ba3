import Operations
import SyncCore
import SyncEngine
import Words

/// What an edit of the environment or of PlanningPME's address means for the dialect's reliability, and for the state.
struct DialectOfEdited {
    let old: Tenant
    /// As stored.
    let new: Tenant

    private var isOtherPlanning: Bool { !old.hasPlanning(of: new) }
    private var becomesProduction: Bool { old.environment != .production && new.environment == .production }

    func say(_ context: CommandContext) {
        guard let words else { return }
        if words.isWarning {
            context.warn(words.message, next: words.next)
        } else {
            context.say(words.message, next: words.next)
        }
    }

    var words: (message: Phrase, next: Phrase, isWarning: Bool)? {
        guard isOtherPlanning || becomesProduction, new.dialect.standing == .unprobed else { return pause }
        let forgotten =
            isOtherPlanning
            ? Phrase(
                "The probe of the old PlanningPME no longer counts.",
                fr: "Le sondage de l’ancien PlanningPME ne compte plus.") : .none
        let probe = "passerelle tenant probe \(new.slug) --resource KEY"
        let activate = "passerelle tenant activate \(new.slug)"
        guard old.state == .active else {
            return (
                forgotten + Phrase("\(new.slug) is not probed yet.", fr: "\(new.slug) n’est pas encore sondé."),
                Phrase(same: probe), false
            )
        }
        guard new.state != .active else {
            let stays = Phrase(
                "\(new.slug) stays active, although it is not probed.",
                fr: "\(new.slug) reste actif, bien qu’il ne soit pas sondé.")
            return (forgotten + stays, Phrase(same: probe), new.environment == .production)
        }
        guard new.environment == .production else {
            return pause.map {
                (forgotten + $0.message, Phrase("\(probe), then \(activate)", fr: "\(probe), puis \(activate)"), true)
            }
        }
        let stops = Phrase(
            "\(new.slug) is \(new.state.name.english): in production, nothing is synced before a probe.",
            fr: "\(new.slug) est \(new.state.name.french) : en production, rien n’est synchronisé avant un sondage.")
        return (
            forgotten + stops, Phrase("\(probe), then \(activate)", fr: "\(probe), puis \(activate)"), true
        )
    }

    /// Another planning or another company's Lucca pauses a tenant, whatever is known of the dialect.
    private var pause: (message: Phrase, next: Phrase, isWarning: Bool)? {
        guard old.state == .active, new.state == .paused else { return nil }
        let (check, activate) = ("passerelle tenant check \(new.slug)", "passerelle tenant activate \(new.slug)")
        return (
            Phrase(
                "\(new.slug) is paused: nothing is synced until it is activated again.",
                fr: "\(new.slug) est en pause : rien n’est synchronisé tant qu’il n’est pas réactivé."),
            Phrase("\(check), then \(activate)", fr: "\(check), puis \(activate)"), true
        )
    }
}
