import SyncCore

extension Failure.LuccaSubject {
    var name: String {
        switch self {
        case .employees: "employees"
        case .departments: "departments"
        case .leaves: "absences"
        case .establishments: "establishments"
        case .attributes: "extra data"
        }
    }

    var les: String {
        switch self {
        case .employees: "les collaborateurs"
        case .departments: "les départements"
        case .leaves: "les absences"
        case .establishments: "les établissements"
        case .attributes: "les données complémentaires"
        }
    }

    var des: String {
        switch self {
        case .employees: "des collaborateurs"
        case .departments: "des départements"
        case .leaves: "des absences"
        case .establishments: "des établissements"
        case .attributes: "des données complémentaires"
        }
    }

    var de: String {
        switch self {
        case .employees: "de collaborateurs"
        case .departments: "de départements"
        case .leaves: "d’absences"
        case .establishments: "d’établissements"
        case .attributes: "de données complémentaires"
        }
    }

    /// [assumed] Lucca's name of the permission that a role needs.
    var permission: Phrase {
        switch self {
        case .employees:
            Phrase(
                "reading employees (Lucca's core, “Users”)", fr: "lire les collaborateurs (socle Lucca, « Utilisateurs »)")
        case .departments:
            Phrase(
                "reading departments (Lucca's core, “Organization structure”)",
                fr: "lire les départements (socle Lucca, « Structure organisationnelle »)")
        case .leaves:
            Phrase(
                "reading absences (Timmi Absences, “Leaves”), of every department in scope",
                fr: "lire les absences (Timmi Absences, « Absences ») de tous les départements du périmètre")
        case .establishments:
            Phrase(
                "reading establishments (Lucca's core, “Organization structure”)",
                fr: "lire les établissements (socle Lucca, « Structure organisationnelle »)")
        case .attributes:
            Phrase(
                "reading the HR files (“Consult HR files”), with their section",
                fr: "lire le dossier du personnel (« Consulter le dossier du personnel »), avec leur section")
        }
    }
}
