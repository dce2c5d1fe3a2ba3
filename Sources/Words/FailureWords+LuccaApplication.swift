package import SyncCore

// MARK: Lucca's generation 2

extension FailureWords {
    func message(_ failure: Failure.LuccaApplication) -> Phrase {
        switch failure {
        case .clientRejected(let status):
            Phrase(
                "Lucca does not know the application, or its secret was replaced (\(status)).",
                fr: "Lucca ne connaît pas l’application, ou son secret a été remplacé (\(status)).")
        case .scopesDenied(let scopes):
            Phrase(
                "Lucca gives the application no token for \(Self.list(scopes)).",
                fr: "Lucca ne donne à l’application aucun jeton pour \(Self.list(scopes)).")
        case .tokenRefused(let status):
            Phrase(
                "Lucca's token host refused to give a token (\(status)).",
                fr: "L’hôte des jetons de Lucca a refusé de donner un jeton (\(status)).")
        case .tokenUnreadable:
            Phrase(
                "The answer of Lucca's token host holds no token.",
                fr: "La réponse de l’hôte des jetons de Lucca n’a pas de jeton.")
        case .tokenRejected:
            Phrase(
                "Lucca rejects the token that its token host just gave (401).",
                fr: "Lucca refuse le jeton que son hôte des jetons vient de donner (401).")
        case .forbidden(let subject, let status):
            Phrase(
                "Lucca denies the \(subject.name) to the application (\(status)).",
                fr: "Lucca refuse \(subject.les) à l’application (\(status)).")
        case .leavesNotOpened(let status):
            Phrase(
                "Lucca has not opened the absences of generation 2 for this account (\(status)).",
                fr: "Lucca n’a pas ouvert les absences de la génération 2 pour ce compte (\(status)).")
        }
    }

    func remedy(_ failure: Failure.LuccaApplication) -> Phrase {
        switch failure {
        case .clientRejected:
            Phrase(
                "\(Self.inApplications.english) check that the application is there and active. Copy its client id, make a new secret if the "
                    + "old one is lost, and store both: \(setting(.luccaClientID)), then \(setting(.luccaClientSecret)). A test base has its "
                    + "own application.",
                fr:
                    "\(Self.inApplications.french) vérifiez que l’application y est et qu’elle est active. Copiez son client id, générez un "
                    + "nouveau secret si l’ancien est perdu, et enregistrez les deux : \(setting(.luccaClientID)), puis "
                    + "\(setting(.luccaClientSecret)). Une base de test a sa propre application.")
        case .scopesDenied(let scopes): Self.remedy(granting: scopes)
        case .tokenRefused, .tokenUnreadable:
            Self.usuallyPasses
                + Phrase("If it lasts, report it with this message.", fr: "Si cela dure, signalez-le avec ce message.")
        case .tokenRejected:
            Phrase(
                "Check that --lucca-url is the account in which the application was declared: passerelle tenant edit \(slug) "
                    + "--lucca-url URL",
                fr: "Vérifiez que --lucca-url est le compte où l’application a été déclarée : passerelle tenant edit \(slug) "
                    + "--lucca-url URL")
        case .forbidden(let subject, status: _): Self.remedy(granting: subject.scopes)
        case .leavesNotOpened:
            Phrase(
                "Ask Lucca's support to open /lucca-api/leaves for this account, and the scope \(LuccaScope.leaves.rawValue) for the "
                    + "application. Until then: passerelle tenant edit \(slug) --lucca-api 1",
                fr:
                    "Demandez au support de Lucca d’ouvrir /lucca-api/leaves pour ce compte, et le scope \(LuccaScope.leaves.rawValue) pour "
                    + "l’application. D’ici là : passerelle tenant edit \(slug) --lucca-api 1")
        }
    }

    /// What the customer does to let the application read something.
    package static func remedy(granting scopes: [LuccaScope]) -> Phrase {
        Phrase(
            "\(inApplications.english) give the application \(list(scopes)), and every establishment in scope.",
            fr: "\(inApplications.french) donnez à l’application \(list(scopes)), et tous les établissements du périmètre.")
    }

    /// [assumed] The page in Lucca where an administrator declares applications.
    private static let inApplications = Phrase(
        "In Lucca, an administrator opens Settings, then Authentication, SSO and API, then OAuth applications "
            + "(/identity/admin/integration-keys):",
        fr: "Dans Lucca, un administrateur ouvre Paramètres, puis Authentification, SSO et API, puis Applications OAuth "
            + "(/identity/admin/integration-keys) :")

    private static func list(_ scopes: [LuccaScope]) -> String { scopes.map(\.rawValue).joined(separator: ", ") }

    private func setting(_ kind: CredentialKind) -> String { "passerelle credential set \(slug) \(kind.rawValue)" }
}
