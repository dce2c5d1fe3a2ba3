import SyncCore

/// The nouns of facts, with what French needs before them.
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
