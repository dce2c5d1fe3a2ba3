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
        PlanningPMEAssumptions.Name.departments, PlanningPMEAssumptions.Name.type, PlanningPMEAssumptions.Name.unavailability,
        "email", "end", "firstName", "label", "lastName", "registrationNumber", "remark", "resources", "start",
    ].sorted()

    /// The first level of what PlanningPME names in `errors`, as far as we wrote it.
    private static func rejectedFields(_ answer: JSONValue?, sent: JSONValue?) -> [String] {
        guard let sent = sent?.members, let errors = answer?["errors"]?.members else { return [] }
        let named = Set(errors.names.map { $0.prefix { $0 != "." && $0 != "[" }.lowercased() })
        return fields.filter { sent[$0] != nil && named.contains($0.lowercased()) }
    }

    static func unauthorized(_ message: String) -> SyncError {
        SyncError(
            .planningPMEUnauthorized, message,
            remedy:
                "Check in PlanningPME that the AppKey is active and the connector's user is not locked, and store what changed "
                + "with “passerelle credential set”.",
            failureClass: .misconfigured)
    }

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

    static func gone(_ what: String) -> SyncError {
        SyncError(
            .planningPMERejected, "\(what.prefix(1).uppercased())\(what.dropFirst()) is no longer in PlanningPME.",
            remedy: "The next run that reads the planning's resources looks for another one.", failureClass: .rejected)
    }
}
