import Simulators
import Testing

/// One kind of the simulators' fault plan, and what a run that meets it may say of it.
struct RemoteFault: Sendable, CustomTestStringConvertible {
    let name: String
    let kind: FaultKind
    /// What comes after the name of the remote in the run's error code.
    let codes: Set<String>
    /// Passes when it happens once: a request that is safe to send again is sent again, and nobody notices.
    let passes: Bool

    var testDescription: String { name }

    func concerns(_ route: RemoteRoute) -> Bool {
        switch kind {
        case .tokenEnded: route.remote == .planningpme && !route.isToken
        case .pageRepeated, .pageShifted: route.hasPages
        default: true
        }
    }

    static let all: [RemoteFault] = statuses + connections + bodies + others

    private static let statuses: [RemoteFault] = [400, 401, 403, 404, 408, 409, 422, 429, 500, 502, 503].flatMap { code in
        [false, true].map { afterWork in
            RemoteFault(
                name: "\(code)\(afterWork ? " with the work done" : "")",
                kind: .status(code: code, afterWork: afterWork, retryAfter: code == 429 ? 1 : nil), codes: codes(of: code),
                passes: [408, 429, 500, 502, 503].contains(code))
        }
    }

    private static func codes(of status: Int) -> Set<String> {
        switch status {
        case 401: ["unauthorized"]
        case 403: ["forbidden", "unauthorized"]
        case 404: ["forbidden", "failed", "rejected"]
        case 429: ["throttled"]
        case 400, 409, 422: ["failed", "rejected", "unauthorized"]
        default: ["failed"]
        }
    }

    private static let connections: [RemoteFault] = [false, true].flatMap { afterWork in
        let when = afterWork ? "after" : "before"
        return [
            RemoteFault(
                name: "no answer in time, \(when) the work", kind: .delay(milliseconds: 2_500, afterWork: afterWork),
                codes: ["unreachable"], passes: true),
            RemoteFault(
                name: "connection dropped \(when) the work", kind: .drop(afterWork: afterWork), codes: ["unreachable"],
                passes: true),
        ]
    }

    private static let bodies: [RemoteFault] = [
        RemoteFault(name: "body cut", kind: .cutBody, codes: ["unreachable", "unreadable"], passes: true),
        RemoteFault(name: "JSON truncated", kind: .truncatedJSON, codes: ["unreadable"], passes: true),
        RemoteFault(
            name: "an id of another type", kind: .wrongType(member: nil, everywhere: nil), codes: ["unreadable"], passes: false),
        RemoteFault(
            name: "every id of another type", kind: .wrongType(member: nil, everywhere: true), codes: ["unreadable"],
            passes: false),
        RemoteFault(name: "null for an id", kind: .null(member: nil, everywhere: nil), codes: ["unreadable"], passes: false),
        RemoteFault(name: "null for every id", kind: .null(member: nil, everywhere: true), codes: ["unreadable"], passes: false),
        RemoteFault(name: "HTML", kind: .html(status: 200), codes: ["unreadable"], passes: true),
        RemoteFault(name: "HTML with 502", kind: .html(status: 502), codes: ["failed"], passes: true),
        RemoteFault(name: "invalid UTF-8", kind: .invalidUTF8, codes: ["unreadable"], passes: true),
        RemoteFault(name: "wrong content type", kind: .wrongContentType, codes: ["unreadable"], passes: true),
        RemoteFault(name: "200 MB", kind: .hugeBody(bytes: 200_000_000), codes: ["unreadable", "unreachable"], passes: false),
    ]

    private static let others: [RemoteFault] = [
        RemoteFault(
            name: "redirect to another host", kind: .redirect(to: "https://elsewhere.example"), codes: ["failed"], passes: false),
        RemoteFault(name: "token ended", kind: .tokenEnded, codes: ["unauthorized"], passes: true),
        RemoteFault(name: "a page that repeats", kind: .pageRepeated, codes: ["incomplete"], passes: true),
        RemoteFault(name: "a page that begins too late", kind: .pageShifted(rows: 1), codes: ["incomplete"], passes: true),
        RemoteFault(name: "a page that begins too early", kind: .pageShifted(rows: -1), codes: ["incomplete"], passes: true),
    ]
}
