import JSONText
import SyncCore

/// Puts PlanningPME's refusals into our own words. Of an answer's body nothing is quoted but the names of fields that we sent.
enum PlanningPMEFailure {
    /// - Parameters:
    ///   - what: such as `event 12` or `the resources`; names nobody.
    ///   - sent: the body of the request that was refused.
    ///   - answer: what the refusal holds.
    static func refused(
        _ status: Int, _ what: String, sent: JSONValue? = nil, answer: JSONValue? = nil
    ) -> SyncError {
        switch status {
        case 401:
            return unauthorized("PlanningPME refuses a token that it has just given (401), asked for \(what).")
        case 403:
            return SyncError(
                .planningPMEForbidden, "PlanningPME does not allow this user \(what) (403).",
                remedy:
                    "In PlanningPME, give the user of the connector the rights to read resources and to write unavailabilities; "
                    + "“passerelle tenant check” tests each.",
                failureClass: .misconfigured)
        case 404 where sent == nil:
            return SyncError(
                .planningPMEFailed, "PlanningPME has no \(what) at this address (404).",
                remedy: "Check the brand in the tenant's PlanningPME address.", failureClass: .misconfigured)
        default:
            return rejected(status, answer, what, sent: sent)
        }
    }

    private static func rejected(_ status: Int, _ answer: JSONValue?, _ what: String, sent: JSONValue?) -> SyncError {
        let fields = rejectedFields(answer, sent: sent)
        let named = fields.isEmpty ? "" : ": it does not like \(fields.joined(separator: ", "))"
        return SyncError(
            .planningPMERejected, "PlanningPME rejected \(what) (\(status))\(named).",
            remedy: fields.isEmpty
                ? "Look at it in PlanningPME: something that it depends on may have been deleted there."
                : "Correct it where it comes from: in Lucca, or what it refers to in PlanningPME.",
            failureClass: .rejected)
    }

    /// What we write by name. Whatever else is sent was read from PlanningPME, under names that we know nothing of.
    private static let fields = [
        DepartmentName.list, DepartmentName.single, EventName.flag, EventName.type, "email", "end", "firstName", "label",
        "lastName",
        "registrationNumber", "remark", "resources", "start", "_label", "unavailability", EventName.allDay, EventName.status,
        EventName.fields,
    ].sorted()

    /// What PlanningPME names in its refusal, as far as we wrote it.
    private static func rejectedFields(_ answer: JSONValue?, sent: JSONValue?) -> [String] {
        guard let sent = sent?.members else { return [] }
        let refusal = Refusal(answer)
        return fields.filter { sent[$0] != nil && refusal.names($0) }
    }

    /// - Parameter isPassword: whether it was a user name and a password that were refused.
    static func refusedLogin(_ message: String, isPassword: Bool) -> SyncError {
        guard isPassword else { return unauthorized(message) }
        return SyncError(
            .planningPMEUnauthorized, message,
            remedy:
                "\(accessRemedy) If the brand has “account authentication” switched on, PlanningPME refuses every user name and "
                + "password here: store an auth token of that user instead, with “passerelle credential set TENANT "
                + "planningpme-auth-token”.",
            failureClass: .misconfigured)
    }

    /// The event is held by somebody.
    static func locked(_ what: String) -> SyncError {
        SyncError(
            .planningPMELocked,
            "\(what.prefix(1).uppercased())\(what.dropFirst()) is locked, open or read-only in PlanningPME, and can't be changed.",
            remedy: "Unlock it or close it in PlanningPME, or give the connector's group the right to change locked events. "
                + "It is tried again the next day.",
            failureClass: .rejected)
    }

    /// What was written does not stand as it was sent.
    static func disagrees(_ what: String, _ disagreement: Disagreement) -> SyncError {
        SyncError(
            .planningDisagrees,
            "PlanningPME accepted a change of \(what), which then was otherwise (\(disagreement.point.rawValue)): sent "
                + "\(disagreement.sent), found \(disagreement.found).",
            remedy: "Find out how this brand speaks: passerelle tenant probe TENANT --resource KEY", failureClass: .rejected,
            disagreement: disagreement)
    }

    static func unauthorized(_ message: String) -> SyncError {
        SyncError(
            .planningPMEUnauthorized, message,
            remedy: accessRemedy, failureClass: .misconfigured)
    }

    private static let accessRemedy =
        "Check in PlanningPME that the AppKey is active and the connector's user is not locked, and store what changed with "
        + "“passerelle credential set”."

    /// - Parameter reason: such as `a row has no key`.
    static func unreadable(_ what: String, because reason: String = "", isAmbiguous: Bool = false) -> SyncError {
        SyncError(
            .planningPMEUnreadable,
            "PlanningPME's answer about \(what) could not be understood\(reason.isEmpty ? "" : ": \(reason)").",
            remedy: "It usually passes: the next run tries again. If it lasts, report it with this message.",
            failureClass: .transient, isAmbiguous: isAmbiguous)
    }

    static func incomplete(_ what: String, readings: Int) -> SyncError {
        SyncError(
            .planningPMEIncomplete,
            "\(what.prefix(1).uppercased())\(what.dropFirst()) changed or had holes each of the \(readings) times "
                + "they were read from PlanningPME.",
            remedy: "It usually passes: the next run reads them again.", failureClass: .transient)
    }

    static let probeOutOfRequests = SyncError(
        .planningPMEIncomplete,
        "The \(ProbeRequests.most) requests of a probe were not enough to remove every event that was left in PlanningPME.",
        remedy: "Run passerelle tenant probe again: it removes the rest first.", failureClass: .transient)

    static let throttled = SyncError(
        .planningPMEThrottled, "PlanningPME takes no more requests for now (429).", remedy: "Try again in some minutes.",
        failureClass: .throttled(seconds: 60))

    static func gone(_ what: String) -> SyncError {
        SyncError(
            .planningPMERejected, "\(what.prefix(1).uppercased())\(what.dropFirst()) is no longer in PlanningPME.",
            remedy: "The next run that reads the planning's resources looks for another one.", failureClass: .rejected)
    }
}
