import Operations
import SyncCore
import SyncEngine
import Words

/// The resources whose extra data a sync would change; never a value. What the brake would withhold is a problem of the preview.
enum FieldChangeTable {
    static func sections(_ preview: SyncPreview) -> [Document.Section] {
        let changes = preview.fieldChanges
        return changes.isEmpty ? [] : [.title(title(changes)), .table(table(changes))]
    }

    private static func title(_ changes: [PlannedFieldChange]) -> Phrase {
        let resources = Phrase.counted(changes.count, "resource", "resources", fr: "ressource", "ressources")
        let written = changes.reduce(0) { $0 + $1.writes.count }
        let cleared = changes.reduce(0) { $0 + $1.clears.count }
        return Phrase(
            "Extra data of \(resources.english) (\(written) written, \(cleared) cleared)",
            fr: "Données supplémentaires de \(resources.french) (\(written) à écrire, \(cleared) à effacer)")
    }

    private static func table(_ changes: [PlannedFieldChange]) -> Table {
        Table(
            [
                .init(Phrase("employee", fr: "collaborateur"), wraps: true), .init(Phrase("resource", fr: "ressource"), .right),
                .init(Phrase("writes", fr: "écrit"), wraps: true, isOptional: true),
                .init(Phrase("clears", fr: "efface"), wraps: true, isOptional: true),
            ],
            changes.map { change in
                [
                    Cell(who(change)),
                    Cell(change.resourceKey.map { Phrase(same: "\($0)") } ?? Phrase("new", fr: "nouvelle")),
                    Cell(names(change.writes)), Cell(names(change.clears)),
                ]
            })
    }

    /// As for changes of events: Lucca's id and the identifier, never a name.
    private static func who(_ change: PlannedFieldChange) -> String {
        let (id, identifier) = (change.employeeID, change.identifier)
        return identifier.isEmpty || identifier == id.value ? id.value : "\(id) (\(identifier))"
    }

    private static func names(_ targets: [FieldTarget]) -> String? {
        targets.isEmpty ? nil : targets.map(\.value).joined(separator: ", ")
    }

    static func facts(_ change: PlannedFieldChange) -> Facts {
        [
            "employeeId": change.employeeID, "identifier": change.identifier.isEmpty ? nil : change.identifier,
            "resourceKey": change.resourceKey, "write": change.writes, "clear": change.clears,
        ]
    }
}
