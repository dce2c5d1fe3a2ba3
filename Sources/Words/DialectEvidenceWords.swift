package import SyncCore

extension DialectWords {
    /// `found 2028-06-14T12:00, sent 2028-06-14T10:00`.
    package static func evidence(_ facts: DialectEvidence) -> Phrase {
        let parts = facts.sorted { $0.key < $1.key }.map { ($0.key.words, $0.value.words) }
        return Phrase(
            parts.map { "\($0.english) \($1.english)" }.joined(separator: ", "),
            fr: parts.map { "\($0.french) \($1.french)" }.joined(separator: ", "))
    }
}

extension EvidenceName {
    fileprivate var words: Phrase {
        switch self {
        case .fact(let fact): fact.words
        case .onDay(let day, let fact): fact.words.mapped { "\(day) \($0)" }
        case .page(let index): Phrase(same: "page\(index)")
        case .status(let key): Phrase("status \(key)", fr: "statut \(key)")
        case .member(let name): Phrase(same: name)
        }
    }
}

extension EvidenceFact {
    fileprivate var words: Phrase {
        switch self {
        case .after: Phrase("after", fr: "ensuite")
        case .allDay: Phrase(same: "allDay")
        case .answer: Phrase("answer", fr: "réponse")
        case .askedByKey: Phrase("asked by key", fr: "demandés par clé")
        case .body: Phrase("body", fr: "corps")
        case .byName: Phrase("by name", fr: "par nom")
        case .configuration: Phrase(same: "api/config")
        case .day: Phrase("day", fr: "jour")
        case .delete: Phrase("delete", fr: "suppression")
        case .deleteAgain: Phrase("second delete", fr: "seconde suppression")
        case .end: Phrase("end", fr: "fin")
        case .events: Phrase("events", fr: "événements")
        case .farEvents: Phrase("events far ahead", fr: "événements éloignés")
        case .found: Phrase("found", fr: "trouvé")
        case .foundBy: Phrase("found by", fr: "trouvé par")
        case .foundLength: Phrase("length found", fr: "longueur trouvée")
        case .get: Phrase("get", fr: "lecture")
        case .key: Phrase("key", fr: "clé")
        case .list: Phrase("list", fr: "liste")
        case .listed: Phrase("listed", fr: "dans la liste")
        case .meaning: Phrase("meaning", fr: "sens")
        case .member: Phrase("member", fr: "membre")
        case .name: Phrase("name", fr: "nom")
        case .notAsked: Phrase("not asked", fr: "non demandés")
        case .number: Phrase("number", fr: "numéro")
        case .put: Phrase("put", fr: "PUT")
        case .remark: Phrase("remark", fr: "remarque")
        case .resources: Phrase("resources", fr: "ressources")
        case .seen: Phrase("seen", fr: "constat")
        case .sent: Phrase("sent", fr: "envoyé")
        case .sentLength: Phrase("length sent", fr: "longueur envoyée")
        case .shownByKeyAlone: Phrase("shown by key alone", fr: "visibles par leur clé seule")
        case .signIn: Phrase("sign-in", fr: "connexion")
        case .start: Phrase("start", fr: "début")
        case .status: Phrase("status", fr: "statut")
        case .total: Phrase("total", fr: "total")
        case .type: Phrase("type", fr: "type")
        case .types: Phrase("types", fr: "types")
        case .unnamed: Phrase("unnamed", fr: "sans nom")
        case .zone: Phrase("zone", fr: "fuseau")
        }
    }
}

extension EvidenceValue {
    fileprivate var words: Phrase {
        switch self {
        case .word(let word): word.words
        case .refused(let status): Phrase("refused (\(status))", fr: "refusé (\(status))")
        case .text(let text): Phrase(same: text)
        }
    }
}

extension EvidenceWord {
    fileprivate var words: Phrase {
        switch self {
        case .approved: Phrase("approved", fr: "approuvé")
        case .aMember: Phrase("a member", fr: "un membre")
        case .boolean: Phrase("boolean", fr: "booléen")
        case .byZone: Phrase("times came back by it", fr: "les heures reviennent selon lui")
        case .empty: Phrase("empty", fr: "vide")
        case .eventUnreadable: Phrase("the event can't be read", fr: "l’événement est illisible")
        case .found: Phrase("found", fr: "trouvé")
        case .gone: Phrase("gone", fr: "plus là")
        case .inList: Phrase("in it", fr: "le contient")
        case .list: Phrase("list", fr: "liste")
        case .namedByConfiguration: Phrase("api/config names it", fr: "api/config le nomme")
        case .no: Phrase("false", fr: "faux")
        case .noDateTime: Phrase("text that is no date-time", fr: "texte qui n’est pas une date")
        case .noJSON: Phrase("no JSON", fr: "pas du JSON")
        case .noOther: Phrase("nothing shows another one", fr: "rien n’en montre un autre")
        case .noTime: Phrase("no time", fr: "pas une heure")
        case .none: Phrase("none", fr: "aucun")
        case .notAsked: Phrase("not asked", fr: "non demandé")
        case .notAsSent: Phrase("not as it was sent", fr: "autre que l’envoyé")
        case .notEmpty: Phrase("not empty", fr: "non vide")
        case .notFound: Phrase("not found", fr: "non trouvé")
        case .notInList: Phrase("not in it", fr: "ne le contient pas")
        case .null: Phrase(same: "null")
        case .number: Phrase("number", fr: "nombre")
        case .object: Phrase("object", fr: "objet")
        case .ofNewEvent: Phrase("of a new event", fr: "d’un nouvel événement")
        case .readable: Phrase("readable", fr: "lisible")
        case .refused: Phrase("refused", fr: "refusé")
        case .requested: Phrase("requested", fr: "demandé")
        case .startAndEnd: Phrase("start and end alone", fr: "début et fin seuls")
        case .text: Phrase("text", fr: "texte")
        case .there: Phrase("there", fr: "toujours là")
        case .typeKeyObject: Phrase("object with a type's key", fr: "objet avec la clé d’un type")
        case .unknown: Phrase("unknown", fr: "inconnu")
        case .unreadable: Phrase("unreadable", fr: "illisible")
        case .withZone: Phrase("with zone", fr: "avec fuseau")
        case .withoutZone: Phrase("without zone", fr: "sans fuseau")
        case .yes: Phrase("true", fr: "vrai")
        }
    }
}
