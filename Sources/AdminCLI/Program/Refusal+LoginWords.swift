import Operations
import SyncCore
import SyncEngine
import Words

/// Refusals of logins that cannot become, or stop being, a person's.
extension InputError.Issue {
    static func loginIsFleets(_ login: ShownText, _ right: Right) -> Self {
        Self(
            "NAME",
            Phrase(
                "\(login) may work as the fleet (passerelle_worker): whoever has a worker's password would be this person.",
                fr:
                    "\(login) peut travailler comme la flotte (passerelle_worker) : quiconque a le mot de passe d’un worker serait "
                    + "cette personne."),
            remedy: Phrase(
                "Make a login of the person's own. If this one is a person's who also runs syncs by hand, and no worker uses it: "
                    + "passerelle operator add \(OperatorNames.shell(login.text)) --role \(right.rawValue) --works-too",
                fr:
                    "Créez un compte propre à la personne. Si celui-ci est celui d’une personne qui lance aussi des exécutions à la "
                    + "main, et qu’aucun worker ne l’utilise : passerelle operator add \(OperatorNames.shell(login.text)) --role "
                    + "\(right.rawValue) --works-too"))
    }

    static func lastAdmin(_ login: ShownText) -> Self {
        Self(
            "NAME",
            Phrase("\(login) is the last admin, and you.", fr: "\(login) est le dernier admin, et c’est vous."),
            remedy: Phrase(
                "First make another admin: passerelle operator add LOGIN --role admin",
                fr: "Nommez d’abord un autre admin : passerelle operator add LOGIN --role admin"))
    }

    static func loginOwnsDatabase(_ login: ShownText) -> Self {
        Self(
            "NAME",
            Phrase(
                "\(login) owns the database or is a superuser: it has every right, whatever role it gets.",
                fr: "\(login) possède la base ou est superutilisateur : ce compte a tous les droits, quel que soit son "
                    + "rôle."),
            remedy: Phrase(
                "Make a login of the person's own: create role NAME login; in psql, then passerelle operator add NAME",
                fr: "Créez un compte propre à la personne : create role NAME login; dans psql, puis passerelle operator add NAME"
            ))
    }
}
