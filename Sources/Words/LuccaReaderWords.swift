package import SyncCore

/// What reads Lucca in a generation, and where the customer's administrator gives it rights: by API key the role of the key, by
/// application its scopes and establishments.
extension LuccaGeneration {
    /// As the subject of a sentence.
    package var reader: Phrase {
        switch self {
        case .first: Phrase("The key", fr: "La clé")
        case .second: Phrase("The application", fr: "L’application")
        }
    }

    package var readerInside: Phrase {
        switch self {
        case .first: Phrase("the key", fr: "la clé")
        case .second: Phrase("the application", fr: "l’application")
        }
    }

    /// What may hide something.
    package var rights: Phrase {
        switch self {
        case .first: Phrase("the rights of the key's role", fr: "les droits du rôle de la clé")
        case .second:
            Phrase("the application's scopes or establishments", fr: "les scopes ou les établissements de l’application")
        }
    }

    /// What rights are given to; in French with its preposition.
    package var holder: Phrase {
        switch self {
        case .first: Phrase("the key's role", fr: "au rôle de la clé")
        case .second: Phrase("the application", fr: "à l’application")
        }
    }

    /// What to click in Lucca so that a sync may read a subject.
    package func remedy(allowing subject: Failure.LuccaSubject) -> Phrase {
        switch self {
        case .first: FailureWords.remedy(allowing: subject)
        case .second: FailureWords.remedy(granting: subject.scopes)
        }
    }

    /// What to click in Lucca so that a sync may read the section of an extra field.
    package var remedyShowingField: Phrase {
        switch self {
        case .first:
            Phrase(
                "In Lucca, open /organization/structure/roles, then the role with the key's name (the last of the list). Among its "
                    + "permissions, under Collaborateurs, tick “Consulter le dossier du personnel” for the section that holds the "
                    + "field: each section has its own tick, and a new one has none. Under Collaborateurs, Configurer, check that the "
                    + "section still contains the field.",
                fr: "Dans Lucca, ouvrez /organization/structure/roles, puis le rôle qui porte le nom de la clé (le dernier de la "
                    + "liste). Parmi ses droits, sous Collaborateurs, cochez « Consulter le dossier du personnel » pour la section "
                    + "qui contient la donnée : ce droit se coche section par section, et une nouvelle section ne l’a pas. Sous "
                    + "Collaborateurs, Configurer, vérifiez que la donnée figure dans cette section.")
        case .second:
            Phrase(
                "In Lucca, open /identity/admin/integration-keys: the application needs the scopes \(Self.fieldScopes) and the "
                    + "employees' establishments. Under Collaborateurs, Configurer, check that the section still contains the field. "
                    + "If all of that is right, ask Lucca's support to open the field's section to the application.",
                fr:
                    "Dans Lucca, ouvrez /identity/admin/integration-keys : il faut à l’application les scopes \(Self.fieldScopes) et "
                    + "les établissements des collaborateurs. Sous Collaborateurs, Configurer, vérifiez que la donnée figure encore "
                    + "dans sa section. Si tout y est, demandez au support de Lucca d’ouvrir cette section à l’application.")
        }
    }

    /// What to do in Lucca if the labels of a list of values cannot be read.
    var remedyShowingLabels: Phrase {
        switch self {
        case .first:
            Phrase(
                "In Lucca, give the key's role, under Collaborateurs, “Consulter le dossier du personnel” for the section that holds "
                    + "the field.",
                fr:
                    "Dans Lucca, donnez au rôle de la clé, sous Collaborateurs, le droit « Consulter le dossier du personnel » pour "
                    + "la section qui contient la donnée.")
        case .second:
            Phrase(
                "Lucca sends them with the values: ask Lucca's support why this application gets none.",
                fr: "Lucca les envoie avec les valeurs : demandez au support de Lucca pourquoi cette application n’en reçoit pas."
            )
        }
    }

    private static let fieldScopes = Failure.LuccaSubject.attributes.scopes.map(\.rawValue).joined(separator: ", ")
}
