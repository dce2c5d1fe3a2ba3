import SyncCore
import Words

/// What a run read and wrote, in words.
extension RunDocument {
    static func read(_ counts: RunCounts) -> Phrase {
        let parts = [
            Phrase.counted(counts.departments, "department", "departments", fr: "département", "départements"),
            .counted(counts.employees, "employee", "employees", fr: "collaborateur", "collaborateurs"),
            .counted(counts.leaves, "half-day", "half-days", fr: "demi-journée", "demi-journées"),
            .counted(counts.absences, "absence", "absences", fr: "absence", "absences"),
        ]
        return Phrase(parts.map(\.english).joined(separator: ", "), fr: parts.map(\.french).joined(separator: ", "))
    }

    /// The results for the events, or the expected ones.
    static func events(_ counts: RunCounts) -> Phrase {
        func part(_ count: Int, _ english: String, _ un: String, _ plusieurs: String) -> (String, String) {
            ("\(count) \(english)", "\(Typography.french(count)) \(count < 2 ? un : plusieurs)")
        }
        var events = [
            part(counts.created, "created", "créé", "créés"), part(counts.updated, "updated", "modifié", "modifiés"),
            part(counts.deleted, "deleted", "supprimé", "supprimés"),
            part(counts.unchanged, "unchanged", "inchangé", "inchangés"),
        ]
        if counts.failed > 0 { events.append(part(counts.failed, "failed", "en échec", "en échec")) }
        return Phrase(events.map(\.0).joined(separator: ", "), fr: events.map(\.1).joined(separator: ", "))
    }

    /// How many resources each was done to; nil without any.
    static func extraData(_ counts: RunCounts) -> Phrase? {
        func part(_ count: Int, _ english: String, _ un: String, _ plusieurs: String) -> Phrase? {
            count == 0
                ? nil : Phrase("\(count) \(english)", fr: "\(Typography.french(count)) \(count < 2 ? un : plusieurs)")
        }
        let parts = [
            part(counts.fieldsWritten, "written", "écrite", "écrites"),
            part(counts.fieldsCleared, "cleared", "effacée", "effacées"),
            part(counts.fieldsRefused, "refused", "refusée", "refusées"),
            part(counts.fieldsWithheld, "not cleared (withheld)", "non effacée (retenue)", "non effacées (retenues)"),
        ].compactMap { $0 }
        guard !parts.isEmpty else { return nil }
        let all = Phrase(
            parts.map(\.english).joined(separator: ", "), fr: parts.map(\.french).joined(separator: ", "))
        return Phrase("resources: \(all.english)", fr: "ressources : \(all.french)")
    }
}
