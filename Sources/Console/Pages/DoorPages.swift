import SyncEngine
import Words

/// Signing in.
enum DoorPages {
    private static let title = Phrase("Sign in", fr: "Se connecter")

    /// - Parameter link: the secret of the link; nil without one.
    static func signIn(_ visit: Visit, link: ConsoleSecret?) -> Page {
        var page = Page(title: visit.say(title))
        guard let link else {
            page.blocks = [
                .command(
                    "passerelle console open",
                    Phrase(
                        "Type this where you use Passerelle's commands. It prints a link that signs you in once, within 5 minutes:",
                        fr:
                            "Tapez ceci là où vous utilisez les commandes de Passerelle. Un lien s’affiche : il vous connecte une fois, "
                            + "dans les 5 minutes :"), visit.language)
            ]
            return page
        }
        page.blocks = [
            .form(
                ActionForm(
                    action: Link(["signin"]), label: title,
                    explanation: Phrase(
                        "This link signs in, once, the person who created it. If that is not you, close this page.",
                        fr: "Ce lien connecte, une seule fois, la personne qui l’a créé. Si ce n’est pas vous, fermez cette page."
                    ),
                    refusal: nil, key: "", asksReason: false, hidden: [("link", link.text)]), visit.language)
        ]
        return page
    }

    static func linkVoid(_ visit: Visit) -> Page {
        var page = Page(
            title: visit.say(Phrase("This link no longer works", fr: "Ce lien ne fonctionne plus")), status: 403)
        page.blocks = [
            .text(
                visit.say(
                    Phrase(
                        "It was already used, is older than 5 minutes, or belongs to another console.",
                        fr: "Il a déjà servi, a plus de 5 minutes, ou vient d’une autre console."))),
            .command(
                "passerelle console open", Phrase("To get another one:", fr: "Pour en obtenir un autre :"), visit.language),
        ]
        return page
    }

    /// After signing in, the browser did not send the cookie.
    static func cookieLost(_ visit: Visit) -> Page {
        var page = Page(
            title: visit.say(Phrase("Your browser did not keep the session", fr: "Votre navigateur n’a pas gardé la session")),
            status: 403)
        page.blocks = [
            .text(
                visit.say(
                    Phrase(
                        "The session's cookie is kept only over https, or on http://localhost and http://127.0.0.1 (not by Safari). "
                            + "Another address needs a reverse proxy with TLS.",
                        fr:
                            "Le cookie de session n’est gardé qu’en https, ou sur http://localhost et http://127.0.0.1 (sauf par "
                            + "Safari). Toute autre adresse demande un proxy inverse avec TLS."))),
            .command(
                "passerelle console open", Phrase("Then, with a new link:", fr: "Ensuite, avec un nouveau lien :"), visit.language
            ),
        ]
        return page
    }
}
