import Operations
import SyncCore
import SyncEngine
import Words

/// What went wrong, and what to do.
enum ErrorPages {
    private static func page(_ visit: Visit, _ status: Int, _ title: Phrase, _ text: Phrase, code: String? = nil) -> Page {
        var page = Page(title: visit.say(title), status: status)
        page.blocks = [.text(visit.say(text))] + (code.map { [.text("[\($0)]")] } ?? [])
        return page
    }

    static func notFound(_ visit: Visit) -> Page {
        page(
            visit, 404, Phrase("There is no such page", fr: "Cette page n’existe pas"),
            Phrase("Choose one above, or search.", fr: "Choisissez-en une ci-dessus, ou cherchez."))
    }

    static func tooLong(_ visit: Visit) -> Page {
        page(
            visit, 413, Phrase("That is too long", fr: "C’est trop long"),
            Phrase(
                "The address or the form is longer than the console accepts.",
                fr: "L’adresse ou le formulaire dépasse ce que la console accepte."))
    }

    static func wrongHost(_ visit: Visit) -> Page {
        page(
            visit, 421, Phrase("The console is not served under this name", fr: "La console n’est pas servie sous ce nom"),
            Phrase(
                "Open it as localhost or 127.0.0.1. For another name, put a reverse proxy in front of it, on a Unix socket.",
                fr:
                    "Ouvrez-la par localhost ou 127.0.0.1. Pour un autre nom, placez un proxy inverse devant elle, sur un socket Unix."
            ))
    }

    /// A form that another site sent, or that is older than the session.
    static func foreign(_ visit: Visit) -> Page {
        page(
            visit, 403, Phrase("Nothing was done", fr: "Rien n’a été fait"),
            Phrase(
                "The form did not come from this session's pages. Reload the page, and press the button again.",
                fr:
                    "Le formulaire ne vient pas des pages de cette session. Rechargez la page, puis appuyez de nouveau sur le bouton."
            ),
            code: ConsolePorts.Refusal.foreign.rawValue)
    }

    static func reasonUnfit(_ visit: Visit) -> Page {
        page(
            visit, 400, Phrase("Nothing was done", fr: "Rien n’a été fait"),
            Phrase(
                "The reason is longer than \(AuditContext.longestReason) characters, or holds control characters. "
                    + "Type it again as one plain line.",
                fr: "La raison dépasse \(AuditContext.longestReason) caractères, ou contient des caractères de contrôle. "
                    + "Retapez-la en une seule ligne simple."), code: SyncError.Code.invalidInput.rawValue)
    }

    /// What the person decided on is not what the run withholds.
    private static func lookAgain(_ visit: Visit, _ run: RunID) -> Page {
        var page = page(
            visit, 409, Phrase("Nothing was decided", fr: "Rien n’a été décidé"),
            Phrase(
                "Run \(run) withholds something else than the page that you decided on showed. Nothing was queued or rejected. "
                    + "Look again, then decide on what you see.",
                fr: "L’exécution \(run) retient autre chose que ce que montrait la page où vous avez décidé. Rien n’a été mis en "
                    + "file d’attente ni rejeté. Regardez à nouveau, puis décidez d’après ce que vous voyez."),
            code: SyncError.Code.reviewDiffers.rawValue)
        page.blocks.append(
            .link(
                visit.say(Phrase("Look again", fr: "Regarder à nouveau")), Link(["runs", "\(run)", "review"])))
        return page
    }

    static func failed(_ error: any Error, _ visit: Visit) -> Page {
        let nothingDone = Phrase("That did not work", fr: "Cela n’a pas fonctionné")
        switch error {
        case let error as SyncError:
            if case .queue(.reviewDiffers(let run)) = error.failure { return lookAgain(visit, run) }
            let words = FailureWords()
            return page(
                visit, status(error.code), nothingDone, words.message(error.failure) + words.remedy(error.failure),
                code: error.code.rawValue)
        case let refused as Refused:
            if case .employeesNotWithheld(let strangers, _) = refused.reasons.first {
                let ids = strangers.map(\.value).joined(separator: ", ")
                return page(
                    visit, 409, Phrase("Nothing was decided", fr: "Rien n’a été décidé"),
                    strangers.isEmpty
                        ? Phrase(
                            "No one is ticked. Go back, and tick those whose deletions you approve.",
                            fr: "Personne n’est coché. Revenez, et cochez ceux dont vous approuvez les suppressions.")
                        : Phrase(
                            "Nothing is withheld of: \(ids). Go back, and look again.",
                            fr: "Rien n’est retenu pour : \(ids). Revenez, et regardez à nouveau."),
                    code: refused.reasons.first?.code)
            }
            return page(
                visit, 409, nothingDone,
                Phrase(
                    "It was rejected; the same command on the command line shows why.",
                    fr: "Refusé ; la même commande en ligne de commande en donne la raison."),
                code: refused.reasons.first?.code)
        default:
            // Errors of libraries may contain secrets: the log has only their type.
            return page(
                visit, 500, nothingDone,
                Phrase(
                    "Unexpected error; its kind is in the console's journal.",
                    fr: "Erreur inattendue ; sa nature figure dans le journal de la console."),
                code: SyncError.Code.defect.rawValue)
        }
    }

    private static func status(_ code: SyncError.Code) -> Int {
        switch code {
        case .tenantUnknown, .runUnknown, .operationUnknown: 404
        case .rightMissing: 403
        case .invalidInput: 400
        case .databaseUnreachable: 503
        case .defect: 500
        default: 409
        }
    }
}
