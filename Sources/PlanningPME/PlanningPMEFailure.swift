import HTTPTransport
import SyncCore

/// PlanningPME's refusals in our words. Of an answer only the status and the names of rejected fields are used.
enum PlanningPMEFailure {
    private static func call(_ request: RemoteRequest) -> String { "\(request.method.rawValue) \(request.path)" }

    static func of(_ response: HTTPResponse, _ request: RemoteRequest) -> SyncError {
        switch response.status {
        case 401:
            SyncError(
                .planningPMEUnauthorized, "PlanningPME refused the AppKey or the user (401 to \(call(request))).",
                remedy: "Ask the customer for a valid AppKey and user, store them with passerelle credential set, then run tenant check.")
        case 403:
            SyncError(
                .planningPMEForbidden, "PlanningPME's user may not do \(call(request)) (403).",
                remedy: "Give the user this right in PlanningPME, then run passerelle tenant check.")
        case 400, 404, 409, 422:
            SyncError(
                .planningPMERejected, "PlanningPME rejected \(call(request)) (\(response.status)\(fields(response))).",
                remedy: "Look at what it concerns in PlanningPME: the resource or the type may have been removed there. "
                    + "Then run the sync again with --reconcile.",
                failureClass: .rejected)
        default:
            SyncError(
                .planningPMEFailed, "PlanningPME answered \(response.status) to \(call(request)).",
                remedy: "It usually passes: the next run tries again.", failureClass: .transient,
                isAmbiguous: request.retry == .never)
        }
    }

    static func loginRefused(_ status: Int) -> SyncError {
        SyncError(
            .planningPMEUnauthorized, "PlanningPME refused the AppKey, the user or its password (\(status) to the token request).",
            remedy: "Store valid ones with passerelle credential set, then run passerelle tenant check.")
    }

    static func unreadable(_ request: RemoteRequest, isAmbiguous: Bool) -> SyncError {
        SyncError(
            .planningPMEUnreadable, "PlanningPME's answer to \(call(request)) could not be understood.",
            remedy: "It usually passes: the next run tries again. If it lasts, report it with this message.",
            failureClass: .transient, isAmbiguous: isAmbiguous)
    }

    static func incomplete(_ request: RemoteRequest, got: Int, total: Int) -> SyncError {
        SyncError(
            .planningPMEUnreadable, "PlanningPME counted \(total) rows for \(call(request)) and delivered \(got).",
            remedy: "It usually passes: the next run tries again. Nothing was written.", failureClass: .transient)
    }

    /// The names of the fields a 400 complains about, as far as they look like names.
    private static func fields(_ response: HTTPResponse) -> String {
        guard case .object(let errors)? = JSONValue.parse(response.body)?["errors"] else { return "" }
        let names = errors.keys.filter { name in
            !name.isEmpty && name.utf8.count <= 40
                && name.utf8.allSatisfy { (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 46 || $0 == 95 }
        }
        return names.isEmpty ? "" : ": " + names.sorted().prefix(5).joined(separator: ", ")
    }
}
