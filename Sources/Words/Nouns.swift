import SyncCore

/// The nouns for facts, with the words that precede them in French.
extension EmployeeIdentifier {
    var name: String {
        switch self {
        case .employeeNumber: "employee number"
        case .login: "login"
        case .luccaID: "Lucca id"
        }
    }

    /// `le matricule`.
    var le: String {
        switch self {
        case .employeeNumber: "le matricule"
        case .login: "l’identifiant de connexion"
        case .luccaID: "l’identifiant Lucca"
        }
    }

    /// `de matricule`.
    var de: String {
        switch self {
        case .employeeNumber: "de matricule"
        case .login: "d’identifiant de connexion"
        case .luccaID: "d’identifiant Lucca"
        }
    }

    /// `ce matricule`.
    var ce: String {
        switch self {
        case .employeeNumber: "ce matricule"
        case .login: "cet identifiant de connexion"
        case .luccaID: "cet identifiant Lucca"
        }
    }

    /// `des matricules`.
    var des: String {
        switch self {
        case .employeeNumber: "des matricules"
        case .login: "des identifiants de connexion"
        case .luccaID: "des identifiants Lucca"
        }
    }
}

extension EventAction {
    /// All three are feminine in French.
    var noun: Phrase {
        switch self {
        case .create: Phrase("creation", fr: "création")
        case .update: Phrase("update", fr: "modification")
        case .delete: Phrase("deletion", fr: "suppression")
        }
    }
}

extension Problem.EmployeeFlaw {
    var words: Phrase {
        switch self {
        case .departmentMissing:
            Phrase("the department is missing or invalid", fr: "le département manque ou n’est pas valable")
        case .departmentNoNumber:
            Phrase(
                "the department's id is not "
                    + "a number", fr: "l’identifiant du département n’est pas un nombre")
        case .contractStartNoDate:
            Phrase("the contract's start is not a date", fr: "le début du contrat n’est pas une date")
        case .contractEndNoDate: Phrase("the contract's end is not a date", fr: "la fin du contrat n’est pas une date")
        }
    }
}

extension Problem.HalfDayFlaw {
    var words: Phrase {
        switch self {
        case .idMissing: Phrase("the id is missing", fr: "l’identifiant manque")
        case .dateMissing: Phrase("the date is missing", fr: "la date manque")
        case .halfMissing: Phrase("nothing says whether it is a morning", fr: "rien ne dit si c’est un matin")
        case .leavePeriodMissing: Phrase("the leave period is missing", fr: "la période d’absence manque")
        case .leaveAccountMissing: Phrase("the leave account is missing", fr: "le compte d’absence manque")
        case .ownerMissing: Phrase("the owner is missing", fr: "le collaborateur manque")
        case .cancellationMissing: Phrase("nothing says whether it is cancelled", fr: "rien ne dit si elle est annulée")
        case .hoursNoDuration: Phrase("its hours are not a duration", fr: "ses heures ne sont pas une durée")
        case .activityMissing: Phrase("nothing says whether it is active", fr: "rien ne dit si elle est active")
        case .approvalMissing: Phrase("nothing says whether it is approved", fr: "rien ne dit si elle est approuvée")
        }
    }
}

extension WrittenFact {
    var words: Phrase {
        switch self {
        case .spelled(let text): Phrase(same: text.text)
        case .event(let key): Phrase("event \(key)", fr: "événement \(key)")
        case .resources(let keys):
            keys.isEmpty ? WrittenFact.nothing.words : Phrase("resource \(joined(keys))", fr: "ressource \(joined(keys))")
        case .departments(let keys):
            keys.isEmpty ? WrittenFact.nothing.words : Phrase("department \(joined(keys))", fr: "département \(joined(keys))")
        case .unapprovedStatus(let key): Phrase("\(key), which is not approved", fr: "\(key), non approuvé")
        case .nothing: Phrase("none", fr: "rien")
        case .otherwise: Phrase("something else", fr: "autre chose")
        case .written: Phrase("the change", fr: "la modification")
        case .noSuchEvent: Phrase("no such event", fr: "aucun événement de ce numéro")
        case .noSuchResource: Phrase("no such resource", fr: "aucune ressource de ce numéro")
        case .deletion: Phrase("a deletion", fr: "une suppression")
        case .stillThere: Phrase("the event", fr: "l’événement")
        case .notSaidGone:
            Phrase("an answer that does not say that it is gone", fr: "une réponse qui ne dit pas qu’il a disparu")
        case .absence: Phrase("an absence", fr: "une absence")
        case .untypedEvent: Phrase("an event that shows no type", fr: "un événement sans type")
        case .otherType: Phrase("another type", fr: "un autre type")
        case .noType: Phrase("no type", fr: "aucun type")
        case .noReadableTimes: Phrase("no times that can be read", fr: "aucun horaire lisible")
        case .reference: Phrase("a reference", fr: "une référence")
        case .referenceInRemark: Phrase("a reference in the remark", fr: "une référence dans la remarque")
        case .referenceInField: Phrase("a reference in a custom field", fr: "une référence dans un champ personnalisé")
        case .noReference: Phrase("no reference", fr: "aucune référence")
        case .otherRemark: Phrase("another remark", fr: "une autre remarque")
        case .restOfRemark: Phrase("the remark's other text", fr: "le reste du texte de la remarque")
        case .customField: Phrase("a custom field", fr: "un champ personnalisé")
        case .member: Phrase("a member", fr: "un membre")
        case .registrationNumber: Phrase("a registration number", fr: "un matricule")
        case .otherRegistrationNumber: Phrase("another one, or none", fr: "un autre, ou aucun")
        case .resourceOfOtherNumber:
            Phrase("a resource with another registration number", fr: "une ressource d’un autre matricule")
        }
    }
}
