package import SyncCore

extension ProblemWords {
    static func withheld(_ count: Int) -> Phrase {
        Phrase(
            "\(count) \(count == 1 ? "deletion is" : "deletions are") withheld.",
            fr: count < 2 ? "\(count) suppression est retenue." : "\(Typography.french(count)) suppressions sont retenues.")
    }

    /// Why the brake withholds deletions.
    package static func brake(_ reason: BrakeReason) -> Phrase {
        switch reason {
        case .tooManyDeletions(let deletions, let futureEvents):
            Phrase(
                "\(deletions) of the \(futureEvents) future events would be deleted, more than the brake lets pass.",
                fr: (futureEvents < 2
                    ? "Le seul événement à venir serait supprimé"
                    : "\(Typography.french(deletions)) des \(Typography.french(futureEvents)) événements à venir "
                        + (deletions < 2 ? "serait supprimé" : "seraient supprimés"))
                    + ", plus que le frein n’en laisse passer.")
        case .declined(let at, let login?):
            Phrase(
                "\(login) rejected them on \(at), and no one has approved them since.",
                fr: "\(login) les a rejetées le \(at), et personne ne les a approuvées depuis.")
        case .declined(let at, by: nil):
            Phrase(
                "They were left out of the approval of \(at).", fr: "L’approbation du \(at) ne les comprenait pas.")
        case .noEmployeeLeft(let before):
            Phrase(
                "Lucca returned no readable employee in scope; the last success found \(before).",
                fr: "Lucca n’a renvoyé aucun collaborateur lisible dans le périmètre ; le dernier succès en a trouvé "
                    + "\(Typography.french(before)).")
        case .nothingRead(let employees):
            Phrase(
                "Lucca returned no leave at all, although \(employees) employees have events on the planning.",
                fr: "Lucca n’a renvoyé aucune absence, alors que \(Typography.french(employees)) collaborateurs ont des "
                    + "événements sur le planning.")
        case .departmentsLost(let departments, let employees, let generation):
            Phrase(
                "\(departments.count == 1 ? "Department \(joinedIDs(departments)) is" : "Departments \(joinedIDs(departments)) are") "
                    + "no longer in the scope, although the scope was not edited: moved or removed in Lucca, or unreadable for "
                    + "\(generation.readerInside.english). \(employees == 1 ? "1 employee was" : "\(employees) employees were") there.",
                fr: (departments.count == 1
                    ? "Le département \(joinedIDs(departments)) n’est plus dans le périmètre, bien que celui-ci n’ait pas été modifié : "
                        + "déplacé ou supprimé dans Lucca, ou illisible"
                    : "Les départements \(joinedIDs(departments)) ne sont plus dans le périmètre, bien que celui-ci n’ait pas été "
                        + "modifié : déplacés ou supprimés dans Lucca, ou illisibles")
                    + " pour \(generation.readerInside.french). "
                    + (employees < 2
                        ? "1 collaborateur en "
                            + "faisait partie." : "\(Typography.french(employees)) collaborateurs en faisaient partie."))
        case .departmentUnknown(let employees):
            Phrase(
                "The scope covers fewer departments than at the last success. Lucca no longer returns "
                    + "\(employees == 1 ? "1 employee" : "\(employees) employees") whose department is not known.",
                fr: "Le périmètre couvre moins de départements qu’au dernier succès. Lucca ne renvoie plus "
                    + (employees < 2
                        ? "1 collaborateur dont le département n’est pas connu."
                        : "\(Typography.french(employees)) collaborateurs dont le département n’est pas connu."))
        }
    }
}
