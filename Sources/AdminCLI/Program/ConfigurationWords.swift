import AppWiring
import Words

/// Renders the problems of settings as sentences.
enum ConfigurationWords {
    static func message(_ issue: ConfigurationError.Issue) -> Phrase {
        let fault = fault(issue.fault)
        return Phrase("\(issue.setting): \(fault.english)", fr: "\(issue.setting) : \(fault.french)")
    }

    private static func fault(_ fault: ConfigurationError.Fault) -> Phrase {
        switch fault {
        case .unknownChoice(let text, among: _): .invalid([text])
        case .noNumberOfMonths(let text):
            Phrase("\"\(text)\" is not a number of months.", fr: "« \(text) » n’est pas un nombre de mois.")
        case .neitherYesNorNo: Phrase("The value is neither yes nor no.", fr: "La valeur n’est ni yes ni no.")
        case .noAlertmanagerAddress:
            Phrase(
                "It is not an address that alerts may be posted to.",
                fr: "Ce n’est pas une adresse à laquelle les alertes peuvent être envoyées.")
        case .connectionString:
            Phrase(
                "It is not a connection string that libpq understands.",
                fr: "Ce n’est pas une chaîne de connexion que libpq comprend.")
        case .fileUnreadable(let path):
            Phrase("The file \(path) can't be read.", fr: "Le fichier \(path) n’est pas lisible.")
        case .fileNoObject(let path):
            Phrase("The file \(path) is not a JSON object.", fr: "Le fichier \(path) n’est pas un objet JSON.")
        case .fileOpenToOthers(let path):
            Phrase(
                "The file \(path) holds the database's password and is open to other users.",
                fr: "Le fichier \(path) contient le mot de passe de la base de données et est accessible à d’autres utilisateurs."
            )
        case .fileOfOtherTypes(let path):
            Phrase(
                "The file \(path) holds values other than texts, true and false.",
                fr: "Le fichier \(path) contient autre chose que des textes et true ou false.")
        case .notText(let name, mayBeTruth: _):
            Phrase("The setting \"\(name)\" is not a text.", fr: "Le réglage « \(name) » n’est pas un texte.")
        case .unknownSetting(let name, among: _):
            Phrase("The file has an unknown setting \"\(name)\".", fr: "Le fichier a un réglage inconnu « \(name) ».")
        case .developmentOnly:
            Phrase(
                "It is for development only, and PASSERELLE_ALLOW_LOOPBACK is not on.",
                fr: "C’est réservé au développement, et PASSERELLE_ALLOW_LOOPBACK n’est pas activé.")
        case .unknownFaultPoint(let text, points: _, actions: _):
            Phrase("\"\(text)\" is not a point of a run.", fr: "« \(text) » n’est pas un point d’une exécution.")
        case .noNumberOfSeconds(let text, lowest: _, highest: _):
            Phrase("\"\(text)\" is not a number of seconds.", fr: "« \(text) » n’est pas un nombre de secondes.")
        case .noTokenAddress:
            Phrase(
                "It is not an address that a token may be fetched from.",
                fr: "Ce n’est pas une adresse où un jeton peut être demandé.")
        }
    }

    static func remedy(_ issue: ConfigurationError.Issue) -> Phrase {
        switch issue.fault {
        case .unknownChoice(_, let choices): .choose(choices)
        case .noNumberOfMonths:
            Phrase(
                "Write a whole number from 1 to 120: the history of runs is kept that long.",
                fr: "Écrivez un nombre entier de 1 à 120 : l’historique des exécutions est gardé aussi longtemps.")
        case .neitherYesNorNo:
            Phrase(
                "Use 1 in development, and leave it out everywhere else.",
                fr: "Utilisez 1 en développement, et omettez-le partout ailleurs.")
        case .noAlertmanagerAddress:
            Phrase(
                "Such as http://127.0.0.1:9093, or https://alertmanager.example: https unless it is this machine, without a user or a "
                    + "password.",
                fr: "Par exemple http://127.0.0.1:9093 ou https://alertmanager.example : https sauf si c’est cette machine, sans "
                    + "utilisateur ni mot de passe.")
        case .connectionString:
            Phrase(
                "Such as \"host=db.example user=passerelle dbname=passerelle\" or postgresql://passerelle@db.example/passerelle; "
                    + "in the second form, write @ as %40 and / as %2F within a password.",
                fr: "Par exemple « host=db.example user=passerelle dbname=passerelle » ou "
                    + "postgresql://passerelle@db.example/passerelle ; dans la seconde forme, écrivez @ comme %40 et / comme %2F dans un "
                    + "mot de passe.")
        case .fileUnreadable:
            Phrase(
                "Name a JSON file that this user may read.", fr: "Nommez un fichier JSON que cet utilisateur a le droit de lire.")
        case .fileNoObject:
            Phrase("Such as {\"databaseURL\": \"host=…\"}.", fr: "Par exemple {\"databaseURL\": \"host=…\"}.")
        case .fileOpenToOthers(let path):
            Phrase(
                "Run `chmod 600 \(path)`; if they may have read it, give the login another password.",
                fr: "Lancez `chmod 600 \(path)` ; s’ils ont pu le lire, donnez un autre mot de passe au compte.")
        case .fileOfOtherTypes, .notText(name: _, mayBeTruth: true):
            Phrase(
                "Write each setting as a text in quotes, or true or false.",
                fr: "Écrivez chaque réglage comme un texte entre guillemets, ou true ou false.")
        case .notText(name: _, mayBeTruth: false):
            Phrase("Write it as a text in quotes.", fr: "Écrivez-le comme un texte entre guillemets.")
        case .unknownSetting(name: _, let known):
            Phrase(
                "It may hold: \(known.joined(separator: ", ")).", fr: "Il peut contenir : \(known.joined(separator: ", ")).")
        case .developmentOnly: Phrase("Leave it out.", fr: "Omettez-le.")
        case .unknownFaultPoint(_, let points, let actions):
            Phrase(
                "Write POINT:OCCURRENCE:ACTION, such as after_intents:3:kill. Points: \(points.joined(separator: ", ")). Actions: "
                    + "\(actions.joined(separator: ", ")).",
                fr:
                    "Écrivez POINT:OCCURRENCE:ACTION, par exemple after_intents:3:kill. Points : \(points.joined(separator: ", ")). "
                    + "Actions : \(actions.joined(separator: ", ")).")
        case .noNumberOfSeconds(_, let lowest, let highest):
            Phrase(
                "Write a whole number from \(lowest) to \(highest).", fr: "Écrivez un nombre entier de \(lowest) à \(highest).")
        case .noTokenAddress:
            Phrase(
                "Such as http://127.0.0.1:8080/connect/token.", fr: "Par exemple http://127.0.0.1:8080/connect/token.")
        }
    }
}
