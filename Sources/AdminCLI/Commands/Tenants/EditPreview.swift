import Operations
import SyncCore
import SyncEngine
import Words

/// What an edit would change, shown before an operator confirms it.
struct EditPreview {
    let old: Tenant
    private let new: Tenant

    /// - Parameters:
    ///   - new: the tenant after the edit.
    ///   - said: points of the dialect that the operator sets.
    init(old: Tenant, new: Tenant, said: [DialectPoint: String]) {
        self.old = old
        var new = new
        for (point, value) in said { new.dialect.say(point, value, at: old.createdAt) }
        self.new = new
    }

    /// One line a setting; empty if nothing changes.
    var lines: [Phrase] { TenantDocument.edits(from: old, to: new) }

    private var isOtherPlanning: Bool { !old.hasPlanning(of: new) }
    private var isOtherLucca: Bool { old.luccaURL != new.luccaURL }

    /// What becomes of events, mappings and keys with another address.
    /// - Parameter isRenamed: the Lucca account is the same, under another name.
    func consequences(isRenamed: Bool) -> [Phrase] {
        let leavesLucca = isOtherLucca && !isRenamed
        guard isOtherPlanning || leavesLucca else { return [] }
        var lines = [
            Phrase(
                "  - events: what was written is forgotten, and found again only by references on the new planning;",
                fr: "  - événements : ce qui a été écrit est oublié, et seules les références du nouveau planning le retrouvent ;"
            ),
            leavesLucca
                ? Phrase(
                    "  - mappings: every rule for leave accounts, and every link of a department or a resource, is forgotten;",
                    fr:
                        "  - correspondances : toutes les règles de comptes d’absence et tous les liens de départements et de ressources "
                        + "sont oubliés ;")
                : Phrase(
                    "  - mappings: links of departments and resources, and rules that name a type, are forgotten; what is ignored or "
                        + "hidden stays;",
                    fr:
                        "  - correspondances : les liens de départements et de ressources, et les règles qui nomment un type, sont "
                        + "oubliés ; ce qui est ignoré ou masqué le reste ;"),
        ]
        let keys = new.credentialsOfOtherHosts(than: old).map(\.rawValue).sorted().joined(separator: ", ")
        lines.append(
            keys.isEmpty
                ? Phrase("  - keys: they stay, since the host does;", fr: "  - clés : elles restent, car l’hôte ne change pas ;")
                : Phrase(
                    "  - keys: those of the old host are removed (\(keys));",
                    fr: "  - clés : celles de l’ancien hôte sont supprimées (\(keys)) ;"))
        if old.isPaused(by: new, isSameAccount: isRenamed) {
            lines.append(
                Phrase(
                    "  - \(old.slug) is paused until it is activated again.",
                    fr: "  - \(old.slug) est en pause jusqu’à sa réactivation."))
        }
        return lines
    }
}

extension EditTenantCommand {
    /// - Throws: `Declined`.
    func confirm(_ preview: EditPreview, _ context: CommandContext) throws {
        let lines = preview.lines
        guard !lines.isEmpty else { return }
        context.say(
            Phrase(
                "This changes \(preview.old.slug), at revision \(preview.old.revision):",
                fr: "Ceci modifie \(preview.old.slug), à la révision \(preview.old.revision) :"))
        for line in lines + preview.consequences(isRenamed: takeOver) { context.say(line) }
        guard context.confirms(Phrase("Change it? yes or no: ", fr: "Modifier ? oui ou non : ")) else {
            throw Declined(message: Phrase("Nothing was changed.", fr: "Rien n’a été modifié."))
        }
    }
}
