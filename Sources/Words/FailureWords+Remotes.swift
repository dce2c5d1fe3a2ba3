package import SyncCore

// MARK: Calls

extension FailureWords {
    func message(_ failure: Failure.Remote, _ system: RemoteSystem) -> Phrase {
        let name = system.name
        switch failure {
        case .addressRejected(let flaw):
            return Phrase("The \(name) address is rejected.", fr: "L’adresse \(name) est refusée.") + Self.flaw(flaw)
        case .hostUnknown: return Phrase("\(name)'s host does not exist.", fr: "L’hôte de \(name) n’existe pas.")
        case .hostNotResolved:
            return Phrase("\(name)'s host could not be looked up.", fr: "L’hôte de \(name) n’a pas pu être résolu.")
        case .addressNotPublic:
            return Phrase(
                "\(name)'s host resolves to an address that is not public.",
                fr: "L’hôte de \(name) correspond à une adresse qui n’est pas publique.")
        case .notConnected(let attempts):
            return Phrase(
                "\(name) could not be connected to, tried\(attempts > 1 ? " \(attempts) times" : " once").",
                fr: "La connexion à \(name) n’a pas pu être établie, essayée \(attempts > 1 ? "\(attempts) fois" : "une fois").")
        case .notEncrypted:
            return Phrase(
                "The connection to \(name) could not be encrypted.", fr: "La connexion à \(name) n’a pas pu être chiffrée.")
        case .certificateUntrusted:
            return Phrase(
                "\(name)'s certificate is not to be trusted.", fr: "Le certificat de \(name) n’est pas digne de confiance.")
        case .noAnswer(let call):
            return Phrase(
                "\(name) did not answer \(call.english) in time\(call.tries).",
                fr: "\(name) n’a pas répondu à temps à \(call.english)\(call.fois).")
        case .connectionLost(let call):
            return Phrase(
                "\(name) closed the connection\(call.tries) without answering \(call.english).",
                fr: "\(name) a fermé la connexion sans répondre à \(call.english)\(call.fois).")
        case .answerUnreadable(let call):
            return Phrase(
                "What came back from \(name) to \(call.english) is not an HTTP answer.",
                fr: "Ce que \(name) a renvoyé à \(call.english) n’est pas une réponse HTTP.")
        case .notSentInTime:
            return Phrase(
                "No request to \(name) could be sent in time.", fr: "Aucune requête à \(name) n’a pu être envoyée à temps.")
        case .cancelled: return Phrase("The call to \(name) was cancelled.", fr: "L’appel à \(name) a été annulé.")
        case .answered(let status, let call):
            return Phrase(
                "\(name) answered \(status)\(status == 408 ? " (it took too long)" : "") to \(call.english)\(call.tries).",
                fr: "\(name) a répondu \(status)\(status == 408 ? " (délai dépassé)" : "") à \(call.english)\(call.fois).")
        case .redirected(let status, let call, let target):
            return Phrase(
                "\(name) redirected \(call.english)\(target.map { " \($0.words.english)" } ?? "") (\(status)); redirects are not "
                    + "followed.",
                fr:
                    "\(name) a redirigé \(call.english)\(target.map { " \($0.words.french)" } ?? "") (\(status)) ; les redirections "
                    + "ne sont pas suivies.")
        case .throttled(let seconds):
            return Phrase(
                "\(name) takes no more requests for \(Self.span(seconds)).",
                fr: "\(name) n’accepte plus de requêtes pendant \(Self.span(seconds)).")
        case .budgetSpent(let seconds):
            return Phrase(
                "The budget of requests to \(name) is used up for \(Self.span(seconds)).",
                fr: "Le quota de requêtes à \(name) est épuisé pendant \(Self.span(seconds)).")
        case .answerTooLarge(let call):
            return Phrase(
                "\(name)'s answer to \(call.english) is larger than it may be.",
                fr: "La réponse de \(name) à \(call.english) est plus grande que permis.")
        case .tooManyRows(let rows):
            return Phrase(
                "\(name)'s lists have no end: this run has read more than \(rows) rows.",
                fr: "Les listes de \(name) n’ont pas de fin : cette exécution a lu plus de \(Typography.french(rows)) lignes.")
        case .tooManyPages(let pages, let call):
            return Phrase(
                "\(name)'s lists have no end: this run has read more than \(pages) pages, the last time \(call.english).",
                fr: "Les listes de \(name) n’ont pas de fin : cette exécution a lu plus de \(Typography.french(pages)) pages, la "
                    + "dernière fois par \(call.english).")
        case .listsTooLong(let minutes, let call):
            return Phrase(
                "\(name)'s lists have no end: this run has read longer than \(minutes) min, the last time \(call.english).",
                fr: "Les listes de \(name) n’ont pas de fin : cette exécution a lu plus de \(minutes) min, la dernière fois par "
                    + "\(call.english).")
        case .memoryShort:
            return Phrase(
                "This worker has no memory left for more rows of \(name) beside its other runs.",
                fr: "Ce worker n’a plus de mémoire pour d’autres lignes de \(name) à côté de ses autres exécutions.")
        case .requestInvalid(let flaw):
            return Phrase(
                "A request to \(name) could not be made: \(flaw).", fr: "Une requête à \(name) n’a pas pu être faite : \(flaw).")
        case .errorUnknown(let call):
            return Phrase(
                "\(call.english) to \(name) ended with an error that Passerelle does not know.",
                fr: "\(call.english) à \(name) s’est terminé par une erreur que Passerelle ne connaît pas.")
        }
    }

    func remedy(_ failure: Failure.Remote, _ system: RemoteSystem) -> Phrase {
        let name = system.name
        switch failure {
        case .addressRejected:
            let example = system == .lucca ? "https://acme.ilucca.net" : "https://api.planningpme.com/acme/"
            return Phrase("Give it as in \(example).", fr: "Donnez-la comme dans \(example).")
        case .hostUnknown:
            return Phrase(
                "Check the spelling of the tenant's \(name) address.",
                fr: "Vérifiez l’orthographe de l’adresse \(name) du client.")
        case .hostNotResolved:
            return Phrase(
                "Check the name service of this machine.", fr: "Vérifiez la résolution de noms de cette machine.")
                + Self.usuallyPasses
        case .addressNotPublic:
            return Phrase(
                "Check the tenant's \(name) address, and what the name service of this machine answers for it.",
                fr: "Vérifiez l’adresse \(name) du client, et ce que la résolution de noms de cette machine répond pour elle.")
        case .notConnected, .notEncrypted: return Phrase("Check the network.", fr: "Vérifiez le réseau.") + Self.usuallyPasses
        case .certificateUntrusted:
            return Phrase(
                "Check the tenant's \(name) address, this machine's clock and certificates, and any proxy in between.",
                fr: "Vérifiez l’adresse \(name) du client, l’horloge et les certificats de cette machine, et tout proxy "
                    + "intermédiaire.")
        case .noAnswer, .connectionLost, .answerUnreadable: return Self.usuallyPasses
        case .notSentInTime:
            return Phrase("The machine is overloaded.", fr: "La machine est surchargée.") + Self.usuallyPasses
        case .cancelled: return Phrase("Start it again when wanted.", fr: "Relancez-le quand vous le voulez.")
        case .answered:
            return Self.usuallyPasses
                + Phrase(
                    "If it lasts, look at the state of \(name)'s service.",
                    fr: "Si cela dure, regardez l’état du service \(name).")
        case .redirected:
            return Phrase(
                "Check the tenant's \(name) address: the account may have moved to another one.",
                fr: "Vérifiez l’adresse \(name) du client : le compte a peut-être changé d’adresse.")
        case .throttled where system == .lucca:
            return resumesLater
                + Phrase(
                    "The customer's other integrations share the account's 50 requests a minute. If this happens often, take fewer: "
                        + "passerelle tenant edit \(slug) --lucca-requests N",
                    fr:
                        "Les autres intégrations du client partagent les 50 requêtes par minute du compte. Si cela arrive souvent, "
                        + "prenez-en moins : passerelle tenant edit \(slug) --lucca-requests N")
        case .throttled: return resumesLater
        case .budgetSpent where system == .lucca:
            return resumesLater
                + Phrase(
                    "If this happens often, take more of the account's 50 requests a minute: passerelle tenant edit \(slug) "
                        + "--lucca-requests N",
                    fr: "Si cela arrive souvent, prenez davantage des 50 requêtes par minute du compte : passerelle tenant edit "
                        + "\(slug) --lucca-requests N")
        case .budgetSpent:
            return resumesLater
                + Phrase(
                    "If this happens often, PlanningPME sells larger plans (--hourly-requests).",
                    fr: "Si cela arrive souvent, PlanningPME vend des forfaits plus grands (--hourly-requests).")
        case .answerTooLarge:
            return Phrase(
                "Look at what \(name) answers. If it is right, report it with this message: the limit protects the worker's memory.",
                fr:
                    "Regardez ce que \(name) répond. Si c’est juste, signalez-le avec ce message : la limite protège la mémoire du "
                    + "worker.")
        case .tooManyRows:
            return Phrase(
                "Look at how many there are in \(name). If they are that many: passerelle tenant edit \(slug) --row-limit N",
                fr: "Regardez combien il y en a dans \(name). S’il y en a autant : passerelle tenant edit \(slug) --row-limit N")
        case .tooManyPages, .listsTooLong:
            return Phrase(
                "Look at how many there are in \(name). If they are that many, choose fewer departments (passerelle scope set \(slug) "
                    + "--department ID), and report it with this message.",
                fr:
                    "Regardez combien il y en a dans \(name). S’il y en a autant, choisissez moins de départements (passerelle scope "
                    + "set \(slug) --department ID), et signalez-le avec ce message.")
        case .memoryShort:
            return Self.usuallyPasses
                + Phrase(
                    "If it lasts, give the worker more memory, or fewer runs at a time (passerelle worker --concurrency N).",
                    fr: "Si cela dure, donnez plus de mémoire au worker, ou moins d’exécutions à la fois (passerelle worker "
                        + "--concurrency N).")
        case .requestInvalid, .errorUnknown: return Self.reportMessage
        }
    }

    private var resumesLater: Phrase {
        isWithinCheck
            ? Phrase("Run the checks again after that time.", fr: "Relancez les tests après ce délai.")
            : Phrase("Nothing to do: the run resumes after that time.", fr: "Rien à faire : l’exécution reprend après ce délai.")
    }

    private static func span(_ seconds: Int) -> String { seconds < 120 ? "\(seconds) s" : "\((seconds + 59) / 60) min" }

    private static func flaw(_ flaw: Failure.AddressFlaw) -> Phrase {
        switch flaw {
        case .empty: Phrase("It is empty.", fr: "Elle est vide.")
        case .unreadable: Phrase("It could not be read as an address.", fr: "Elle n’est pas lisible comme une adresse.")
        case .userInfo:
            Phrase(
                "It holds a user name or a password before the host.",
                fr: "Elle contient un nom d’utilisateur ou un mot de passe avant l’hôte.")
        case .scheme(let name):
            Phrase("It begins with \(name)://, not https://.", fr: "Elle commence par \(name)://, et non par https://.")
        case .thisMachine:
            Phrase(
                "It is an address of this machine, which only development may use.",
                fr: "C’est une adresse de cette machine, réservée au développement.")
        case .numeric: Phrase("It names a host by number.", fr: "Elle nomme un hôte par son numéro.")
        case .notEncrypted:
            Phrase("It begins with http://, which is not encrypted.", fr: "Elle commence par http://, qui n’est pas chiffré.")
        case .port: Phrase("It names a port.", fr: "Elle nomme un port.")
        case .hostNotPublic(let host): Phrase("\(host) is not a public host.", fr: "\(host) n’est pas un hôte public.")
        case .hostNotLuccas(let host):
            Phrase("\(host) is not on one of Lucca's domains.", fr: "\(host) n’est pas sur l’un des domaines de Lucca.")
        case .brandMissing: Phrase("The brand key is missing.", fr: "La clé de marque manque.")
        case .pathInvalid:
            Phrase(
                "Its path holds characters that no brand key has.",
                fr: "Son chemin contient des caractères qu’aucune clé de marque n’a.")
        }
    }
}

extension RemoteSystem {
    /// As users write it.
    package var name: String {
        switch self {
        case .lucca: "Lucca"
        case .planningPME: "PlanningPME"
        }
    }
}

extension Failure.Call {
    /// `GET api/v3/users`, in any language.
    fileprivate var english: String { "\(method) \(path)" }
    fileprivate var tries: String { attempts > 1 ? " \(attempts) times" : "" }
    fileprivate var fois: String { attempts > 1 ? ", \(attempts) fois" : "" }
}

extension Failure.Redirect {
    fileprivate var words: Phrase {
        switch self {
        case .sameHost: Phrase("within the same host", fr: "au sein du même hôte")
        case .origin(let origin): Phrase("to \(origin)", fr: "vers \(origin)")
        }
    }
}

// MARK: Lucca

extension FailureWords {
    func message(_ failure: Failure.Lucca) -> Phrase {
        switch failure {
        case .keyUnknown:
            Phrase(
                "Lucca does not know the API key, or it was revoked (401).",
                fr: "Lucca ne connaît pas la clé d’API, ou elle a été révoquée (401).")
        case .keyMalformed:
            Phrase(
                "What is stored as the Lucca API key does not look like one.",
                fr: "Ce qui est enregistré comme clé d’API de Lucca n’y ressemble pas.")
        case .forbidden(let subject, let status):
            Phrase(
                "Lucca denies the \(subject.name) to this API key (\(status)).",
                fr: "Lucca refuse \(subject.les) à cette clé d’API (\(status)).")
        case .hidden(let subject, let status):
            Phrase(
                "Lucca has no \(subject.name) for this API key (\(status)): its role may not see them, or they moved.",
                fr:
                    "Lucca n’a pas \(subject.de) pour cette clé d’API (\(status)) : son rôle n’a pas le droit de les voir, ou leur "
                    + "adresse a changé.")
        case .requestTooLarge(let subject, let status):
            Phrase(
                "Lucca finds the request for \(subject.name) too large (\(status)).",
                fr: "Lucca trouve trop grande la requête pour \(subject.les) (\(status)).")
        case .rejected(let subject, let status):
            Phrase(
                "Lucca rejected the request for \(subject.name) (\(status)).",
                fr: "Lucca a refusé la requête pour \(subject.les) (\(status)).")
        case .tooSlow(let subject):
            Phrase(
                "Lucca cuts even the smallest pages of \(subject.name) for taking too long (408).",
                fr: "Lucca interrompt même les plus petites pages \(subject.des) parce qu’elles durent trop longtemps (408).")
        case .incomplete(let subject, let readings):
            Phrase(
                "The list of \(subject.name) changed or had holes each of the \(readings) times it was read.",
                fr: "La liste \(subject.des) a changé ou avait des trous à chacune des \(readings) lectures.")
        case .unreadable(let subject):
            Phrase(
                "Lucca's answer about \(subject.name) could not be understood: it is not the JSON that was expected.",
                fr: "La réponse de Lucca sur \(subject.les) n’a pas pu être comprise : ce n’est pas le JSON attendu.")
        case .application(let failure): message(failure)
        }
    }

    func remedy(_ failure: Failure.Lucca) -> Phrase {
        switch failure {
        case .keyUnknown, .keyMalformed:
            Phrase(
                "\(Self.inLucca.english) check that the key is there and active, and copy it; then store it: passerelle credential set "
                    + "\(slug) lucca-api-key. A test base has its own key.",
                fr:
                    "\(Self.inLucca.french) vérifiez que la clé y est et qu’elle est active, et copiez-la ; puis enregistrez-la : "
                    + "passerelle credential set \(slug) lucca-api-key. Une base de test a sa propre clé.")
        case .forbidden(let subject, status: _), .hidden(let subject, status: _): Self.remedy(allowing: subject)
        case .requestTooLarge:
            Phrase(
                "Choose fewer base departments, and report it with this message.",
                fr: "Choisissez moins de départements de base, et signalez-le avec ce message.")
        case .rejected where isWithinCheck:
            Phrase("If it lasts, report it with this message.", fr: "Si cela dure, signalez-le avec ce message.")
        case .rejected:
            Phrase(
                "Run the checks: passerelle tenant check \(slug). If every check passes, report it with this message.",
                fr: "Lancez les tests : passerelle tenant check \(slug). Si tous réussissent, signalez-le avec ce message.")
        case .tooSlow:
            Self.usuallyPasses
                + Phrase(
                    "If it lasts, ask Lucca's support about the account's speed.",
                    fr: "Si cela dure, interrogez le support de Lucca sur la vitesse du compte.")
        case .incomplete:
            Phrase(
                "Nothing was changed. It usually passes: the next run reads it again.",
                fr: "Rien n’a été modifié. Cela passe en général : la prochaine exécution la relit.")
        case .unreadable:
            Phrase(
                "Nothing was changed. If the next run reports it too, report it with this message.",
                fr: "Rien n’a été modifié. Si la prochaine exécution le signale aussi, signalez-le avec ce message.")
        case .application(let failure): remedy(failure)
        }
    }

    /// What the customer does to let the key's role read a subject.
    package static func remedy(allowing subject: Failure.LuccaSubject) -> Phrase {
        Phrase(
            "\(inLucca.english) give the key's role the permission for \(subject.permission.english).",
            fr: "\(inLucca.french) donnez au rôle de la clé le droit de \(subject.permission.french).")
    }

    /// The page in Lucca where a customer's administrator finds the key.
    private static let inLucca = Phrase(
        "In Lucca, someone with the permission “Administration des applications” opens the rocket icon, then Integrations:",
        fr: "Dans Lucca, une personne qui a le droit « Administration des applications » ouvre l’icône en forme de fusée, puis "
            + "Intégrations :")
}
