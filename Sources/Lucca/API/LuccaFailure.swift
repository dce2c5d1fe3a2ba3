import SyncCore

/// Puts Lucca's refusals into our own words. Nothing of an answer's body is ever quoted.
enum LuccaFailure {
    static func refused(_ status: Int, reading subject: LuccaSubject) -> SyncError {
        switch status {
        case 401: unauthorized("Lucca does not know the API key, or it was revoked (401).")
        case 403: forbidden(subject, "Lucca refuses the \(subject.rawValue) to this API key (403).")
        case 404, 410:
            forbidden(
                subject,
                "Lucca has no \(subject.rawValue) for this API key (\(status)): its role may not see them, or they moved.")
        case 413, 431:
            SyncError(
                .luccaFailed, "Lucca finds the request for \(subject.rawValue) too large (\(status)).",
                remedy: "Choose fewer base departments, and report it with this message.", failureClass: .misconfigured)
        default:
            SyncError(
                .luccaFailed, "Lucca refused the request for \(subject.rawValue) (\(status)).",
                remedy: "Run “passerelle tenant check”. If every check passes, report it with this message.",
                failureClass: .misconfigured)
        }
    }

    static func unauthorized(_ message: String) -> SyncError {
        SyncError(
            .luccaUnauthorized, message,
            remedy:
                "\(inLucca) check that the key is there and active, and copy it; then store it with “passerelle credential set "
                + "… lucca-api-key”. A test base has its own key.",
            failureClass: .misconfigured)
    }

    private static func forbidden(_ subject: LuccaSubject, _ message: String) -> SyncError {
        SyncError(
            .luccaForbidden, message, remedy: remedy(allowing: subject), failureClass: .misconfigured)
    }

    /// What the customer does so that the key's role may read a subject.
    static func remedy(allowing subject: LuccaSubject) -> String {
        let permission = LuccaAssumptions.permissionNames[subject] ?? "reading \(subject.rawValue)"
        return "\(inLucca) give the key's role the permission for \(permission)."
    }

    /// The place in Lucca's own pages where a customer's administrator finds the key.
    private static let inLucca =
        "In Lucca, someone with the permission “Administration des applications” opens the rocket icon, then Integrations:"

    static func tooSlow(_ subject: LuccaSubject) -> SyncError {
        SyncError(
            .luccaFailed, "Lucca cuts even the smallest pages of \(subject.rawValue) for taking too long (408).",
            remedy: "It usually passes: the next run tries again. If it lasts, ask Lucca's support about the account's speed.",
            failureClass: .transient)
    }

    static func incomplete(_ subject: LuccaSubject, readings: Int) -> SyncError {
        SyncError(
            .luccaIncomplete, "The list of \(subject.rawValue) changed or had holes each of the \(readings) times it was read.",
            remedy: "Nothing was changed. It usually passes: the next run reads it again.", failureClass: .transient)
    }

    static func unreadable(_ subject: LuccaSubject, _ what: String) -> SyncError {
        SyncError(
            .luccaUnreadable, "Lucca's answer about \(subject.rawValue) could not be understood: \(what).",
            remedy: "Nothing was changed. If the next run says so too, report it with this message.", failureClass: .transient)
    }
}
