import Simulators
import SyncCore
import Testing

/// One kind of the simulators' fault plan, and what a run that meets it may say of it.
struct RemoteFault: Sendable, CustomTestStringConvertible {
    let name: String
    let kind: FaultKind
    /// What comes after the name of the remote in the run's error code.
    let codes: Set<String>
    /// Passes when it happens once: a request that is safe to send again is sent again, and nobody notices.
    let passes: Bool
    /// Passes however often it happens.
    var alwaysPasses = false
    /// Whatever else happens, the run does not pass over it in silence.
    var isAlwaysTold = false
    /// What may be told of it besides what is told of every fault at the route.
    var problems: Set<Problem.Code> = []
    /// What the run can't see of Lucca, and takes for something else.
    var unseen: ExpectedPlanning.Unseen?

    var testDescription: String { name }

    func concerns(_ route: RemoteRoute) -> Bool {
        switch kind {
        case .tokenEnded: route.needsToken
        case .pageRepeated, .pageShifted: route.hasPages
        default: true
        }
    }

    /// Once. Generation 2 gets another token for a rejected one, and reads on.
    func passes(at route: RemoteRoute) -> Bool {
        passes || codes == ["unauthorized"] && route.isOfSecondGeneration && route.needsToken
    }

    /// Generation 2's pages name the next one: pages that never fit are taken as they are, and what they lack is told.
    func problems(at route: RemoteRoute) -> Set<Problem.Code> {
        isOfLaterPages && route.isOfSecondGeneration ? Self.unreadableRows : problems
    }

    var isOfLaterPages: Bool { family == .pageRepeated || family == .pageShifted }

    static let all: [RemoteFault] = statuses + connections + bodies + others

    private static let statuses: [RemoteFault] = [400, 401, 403, 404, 408, 409, 422, 429, 500, 502, 503].flatMap { code in
        [false, true].map { afterWork in
            RemoteFault(
                name: "\(code)\(afterWork ? " with the work done" : "")",
                kind: .status(code: code, afterWork: afterWork, retryAfter: code == 429 ? 1 : nil), codes: codes(of: code),
                passes: [408, 429, 500, 502, 503].contains(code))
        }
    }

    /// - Parameter call: a 401 there alone is a right that the key lacks, where another list knows the key.
    func codes(at call: RemoteCall) -> Set<String> {
        call == RemoteRoute.departments.call && codes == ["unauthorized"] ? ["forbidden"] : codes
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

    /// Of Lucca, a row whose id can't be read is told, and the others are synced.
    private static let unreadableRows: Set<Problem.Code> = [
        .employeeUnreadable, .leaveUnreadable, .departmentUnreadable, .scopeDepartmentMissing, .deletionsWithheld,
        .departmentUnmapped, .fieldUnreadable,
        .planningUnreadable, .eventUnreadable, .employeeUnmatched, .reasonUnmapped,
    ]

    private static let bodies: [RemoteFault] = [
        RemoteFault(name: "body cut", kind: .cutBody, codes: ["unreachable", "unreadable"], passes: true),
        RemoteFault(name: "JSON truncated", kind: .truncatedJSON, codes: ["unreadable"], passes: true),
        RemoteFault(
            name: "an id of another type", kind: .wrongType(member: nil, everywhere: nil), codes: ["unreadable"], passes: false,
            problems: unreadableRows),
        RemoteFault(
            name: "every id of another type", kind: .wrongType(member: nil, everywhere: true), codes: ["unreadable"],
            passes: false, problems: unreadableRows),
        RemoteFault(
            name: "null for an id", kind: .null(member: nil, everywhere: nil), codes: ["unreadable"], passes: false,
            problems: unreadableRows),
        RemoteFault(
            name: "null for every id", kind: .null(member: nil, everywhere: true), codes: ["unreadable"], passes: false,
            problems: unreadableRows),
        RemoteFault(name: "HTML", kind: .html(status: 200), codes: ["unreadable"], passes: true),
        RemoteFault(name: "HTML with 502", kind: .html(status: 502), codes: ["failed"], passes: true),
        // Only the first text is none: where that is an id, the answer is read once, and is no answer.
        RemoteFault(
            name: "invalid UTF-8", kind: .invalidUTF8, codes: ["unreadable"], passes: false, problems: unreadableRows),
        RemoteFault(name: "wrong content type", kind: .wrongContentType, codes: ["unreadable"], passes: true),
        RemoteFault(name: "200 MB", kind: .hugeBody(bytes: 200_000_000), codes: ["too_large", "unreachable"], passes: false),
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

// MARK: - Every kind

extension RemoteFault {
    /// The kinds that the simulators have.
    enum Family: CaseIterable {
        case status, delay, drop, cutBody, truncatedJSON, wrongType, null, html, invalidUTF8, wrongContentType, hugeBody, redirect
        case tokenEnded, pageRepeated, pageShifted
        /// Comes on top of an answer, and makes none wrong, or has tests of its own: these have no place in the matrix.
        case onTop
    }

    /// A new kind does not compile before it is here, and is missed in the matrix then.
    var family: Family {
        switch kind {
        case .status: .status
        case .delay: .delay
        case .drop: .drop
        case .cutBody: .cutBody
        case .truncatedJSON: .truncatedJSON
        case .wrongType: .wrongType
        case .null: .null
        case .html: .html
        case .invalidUTF8: .invalidUTF8
        case .wrongContentType: .wrongContentType
        case .hugeBody: .hugeBody
        case .redirect: .redirect
        case .tokenEnded: .tokenEnded
        case .pageRepeated: .pageRepeated
        case .pageShifted: .pageShifted
        // Values of their own tests.
        case .planted, .flood: .onTop
        case .headers, .gossip: .onTop
        }
    }

    /// What the message of a run that ends of it says: one of these.
    func words(at call: RemoteCall) -> [String] {
        guard call == RemoteRoute.applicationToken.call else { return words }
        return words.map { $0 == "could not be understood" ? "holds no token" : $0 }
    }

    /// The same, wherever no token is asked for.
    var words: [String] {
        switch kind {
        case .status(let code, _, _): code == 429 ? ["takes no more requests", "is used up"] : ["\(code)"]
        case .delay: ["in time"]
        case .drop: ["without answering"]
        case .cutBody: ["without answering", "is not an HTTP answer", "could not be understood"]
        case .html(let status) where status >= 300: ["\(status)"]
        case .truncatedJSON, .wrongType, .null, .html, .invalidUTF8, .wrongContentType: ["could not be understood"]
        case .hugeBody: ["larger than it may be", "in time"]
        case .redirect: ["redirected"]
        case .tokenEnded: ["(401)"]
        case .pageRepeated, .pageShifted: ["changed or had holes"]
        case .headers, .gossip, .planted, .flood: []
        }
    }
}

// MARK: - Members of answers

extension RemoteFault {
    /// Every member that the program reads of the route's answers, of another type and null, in every row.
    static func damages(at route: RemoteRoute, isRepeated: Bool) -> [RemoteFault] {
        var all: [RemoteFault] = []
        for member in route.members {
            all.append(
                RemoteFault(
                    "every \(member.name) of another type", .wrongType(member: member.name, everywhere: true),
                    member.ofAnotherType))
            guard let null = member.null else { continue }
            all.append(RemoteFault("null for every \(member.name)", .null(member: member.name, everywhere: true), null))
        }
        // What is not seen in one page alone nobody can say here.
        return isRepeated ? all : all.filter { $0.unseen == nil }
    }

    private init(_ name: String, _ kind: FaultKind, _ reading: RemoteMember.Reading) {
        self.init(name: name, kind: kind, codes: ["unreadable"], passes: reading.passesOnce)
        switch reading {
        case .unneeded: alwaysPasses = true
        case .noAnswer: break
        case .endsRun: isAlwaysTold = true
        case .told(let codes):
            isAlwaysTold = true
            problems = codes
        case .perhapsTold(let codes), .halfAnswer(let codes): problems = codes
        case .taken(let what):
            alwaysPasses = true
            unseen = what
        }
    }
}

extension RemoteMember.Reading {
    fileprivate var passesOnce: Bool {
        switch self {
        case .unneeded, .noAnswer, .halfAnswer, .taken: true
        case .endsRun, .told, .perhapsTold: false
        }
    }
}
