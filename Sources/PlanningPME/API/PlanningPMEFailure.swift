import JSONText
import SyncCore

typealias PlanningSubject = Failure.PlanningSubject

/// What PlanningPME's rejections mean. Of an answer's body, only the names of fields that we sent are quoted.
enum PlanningPMEFailure {
    /// - Parameters:
    ///   - what: what the request was about.
    ///   - sent: the body of the rejected request.
    ///   - answer: the content of the rejection.
    static func refused(
        _ status: Int, _ what: PlanningSubject, sent: JSONValue? = nil, answer: JSONValue? = nil
    ) -> SyncError {
        switch status {
        case 401: SyncError(.planning(.tokenRejected(subject: what)))
        case 403: SyncError(.planning(.forbidden(subject: what)))
        case 404 where sent == nil: SyncError(.planning(.notFound(subject: what)))
        default:
            SyncError(
                .planning(.rejected(subject: what, status: status, fields: rejectedFields(answer, sent: sent))), .rejected)
        }
    }

    /// The fields that we write. Anything else sent was read from PlanningPME, under unknown names.
    private static let fields = [
        DepartmentName.list, DepartmentName.single, EventName.flag, EventName.type, "email", "end", "firstName", "label",
        "lastName",
        "registrationNumber", "remark", "resources", "start", "_label", "unavailability", EventName.allDay, EventName.status,
        EventName.fields, ResourceName.mobile, ResourceName.phone,
    ].sorted()

    /// The fields that PlanningPME's rejection names, if we wrote them.
    private static func rejectedFields(_ answer: JSONValue?, sent: JSONValue?) -> [String] {
        guard let sent = sent?.members else { return [] }
        let refusal = Refusal(answer)
        return fields.filter { sent[$0] != nil && refusal.names($0) }
    }

    /// - Parameter isPassword: whether a user name and a password were rejected.
    static func refusedLogin(_ status: Int, isPassword: Bool) -> SyncError {
        SyncError(.planning(.loginRejected(status: status, isPassword: isPassword)))
    }

    /// The event is locked, or open by someone.
    static func locked(_ what: PlanningSubject) -> SyncError { SyncError(.planning(.locked(subject: what)), .rejected) }

    /// A written thing differs from what was sent.
    static func disagrees(_ what: PlanningSubject, _ disagreement: Disagreement) -> SyncError {
        SyncError(
            .planning(
                .disagrees(
                    subject: what, point: disagreement.point, sent: disagreement.sent,
                    found: disagreement.found)), .rejected, disagreement: disagreement)
    }

    static func appKeyUnknown(_ status: Int) -> SyncError { SyncError(.planning(.appKeyUnknown(status: status))) }

    static let appKeyMalformed = SyncError(.planning(.appKeyMalformed))

    static func unreadable(
        _ what: PlanningSubject, because flaw: Failure.ReadingFlaw? = nil, isAmbiguous: Bool = false
    ) -> SyncError {
        SyncError(.planning(.unreadable(subject: what, flaw: flaw)), .transient, isAmbiguous: isAmbiguous)
    }

    static func incomplete(_ what: PlanningSubject, readings: Int) -> SyncError {
        SyncError(.planning(.incomplete(subject: what, readings: readings)), .transient)
    }

    static let probeOutOfRequests = SyncError(
        .planning(.probeOutOfRequests(requests: ProbeRequests.most)), .transient)

    static let throttled = SyncError(.planning(.throttled), .throttled(seconds: 60))

    static func gone(_ what: PlanningSubject) -> SyncError { SyncError(.planning(.gone(subject: what)), .rejected) }
}

/// The content of a rejection's body, in any spelling. It is only used for distinction and never shown.
struct Refusal: Sendable, Equatable {
    /// `error` of an OAuth answer, such as `invalid_grant`; empty if there is none.
    let error: String
    /// The names in `errors` and `ModelState`, each part of a path separately, in lower case.
    let named: Set<String>

    init(_ body: JSONValue?) {
        error = body?[JSONName("error")]?.string ?? ""
        var named: Set<String> = []
        for name in [JSONName("errors"), JSONName("ModelState")] {
            for member in body?[name]?.members?.names ?? [] {
                named.formUnion(member.split { $0 == "." || $0 == "[" || $0 == "]" }.map { $0.lowercased() })
            }
        }
        self.named = named
    }

    func names(_ field: String) -> Bool { named.contains(field.lowercased()) }
}
