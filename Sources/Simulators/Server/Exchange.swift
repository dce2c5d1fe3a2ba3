/// One request and its answer: finds its target, applies the faults, and writes the journal.
struct Exchange: Sendable {
    let world: SimulatedWorld
    let time: SimulatorTime

    func perform(_ request: SimulatedRequest) async throws -> Delivery {
        if request.path.hasPrefix("/_control/") {
            return .whole(ControlRoutes(world: world).answer(request))
        }
        let now = time.monotonic()
        let moment = time.epochMilliseconds()
        let target = target(of: request)
        if target.remote == .lucca, !target.isTokenHost { world.journal.countArrival(at: now, account: target.name) }
        let faults = world.faults.hits(target.remote, tenant: target.name, method: request.method, route: target.route)
        var waitAfter = 0
        for case .delay(let milliseconds, let isAfterWork) in faults {
            if isAfterWork { waitAfter += milliseconds } else { try await pause(milliseconds) }
        }
        let fault = faults.first {
            switch $0 {
            case .delay, .headers, .gossip: false
            default: true
            }
        }
        var delivery: Delivery
        let answer: SimulatedAnswer
        if let refusal = gate(request, target, now) {
            (delivery, answer) = (.whole(refusal), refusal)
        } else {
            (delivery, answer) = deliver(request, target, now, fault)
        }
        if target.remote == .lucca, let lucca = target.tenant?.lucca {
            for deprecation in lucca.behaviour.deprecations where FaultPlan.matches(deprecation.route, target.route) {
                delivery.add(deprecation.headers)
            }
        }
        for case .headers(let headers) in faults { delivery.add(headers) }
        for case .gossip(let text) in faults { delivery.gossip(text) }
        let status =
            switch delivery {
            case .whole(let sent), .cut(let sent): sent.status
            case .flood: 200
            case .dropped: 0
            }
        world.journal.record(
            JournalEntry(
                sequence: 0, epochMilliseconds: moment, monotonicNanoseconds: now, remote: target.remote, tenant: target.name,
                agent: request.agent, method: request.method, path: request.target, status: status, didWork: answer.didWork,
                subject: answer.subject))
        try await pause(waitAfter)
        return delivery
    }

    private func pause(_ milliseconds: Int) async throws {
        guard milliseconds > 0 else { return }
        try await Task.sleep(for: .milliseconds(milliseconds))
    }

    /// Lucca is recognized by its paths, and the tenant by its key, token or client id; anything else is a brand of PlanningPME.
    private func target(of request: SimulatedRequest) -> Target {
        let path = request.path
        if path == LuccaTokenRoute.path {
            let tenant = LuccaTokenRoute.clientID(request).flatMap { world.tenant(luccaClientID: $0) }
            return Target(remote: .lucca, tenant: tenant, name: tenant?.slug ?? "", route: path)
        }
        if path.hasPrefix("/api/") || path.hasPrefix("/organization/") || path.hasPrefix("/lucca-api/") {
            let label = request.host.hasSuffix(".localhost") ? String(request.host.dropLast(10)) : nil
            let words = request.authorization.split(separator: " ", maxSplits: 1)
            var tenant: SimulatedTenant?
            if words.count == 2, path.hasPrefix(Generation2Routes.prefix) {
                if words[0].lowercased() == "bearer" { tenant = world.tenant(luccaToken: String(words[1])) }
            } else if words.count == 2, words[0].lowercased() == "lucca", words[1].lowercased().hasPrefix("application=") {
                tenant = world.tenant(luccaKey: String(words[1].dropFirst(12)))
            }
            // A key or a token only opens its own account.
            if let label, let found = tenant, found.slug != label { tenant = nil }
            return Target(remote: .lucca, tenant: tenant, name: tenant?.slug ?? label ?? "", route: path)
        }
        let brand = path.dropFirst().prefix { $0 != "/" }
        let tenant = world[QueryItem.decoded(brand)]
        return Target(
            remote: .planningpme, tenant: tenant, name: tenant?.slug ?? String(brand), route: path.dropFirst(1 + brand.count))
    }

    /// What rejects a request before its content is checked; nil if it may pass.
    private func gate(_ request: SimulatedRequest, _ target: Target, _ now: UInt64) -> SimulatedAnswer? {
        switch target.remote {
        case .lucca:
            let shape = target.tenant?.lucca.behaviour.errorShape ?? .problem
            guard request.headSize <= 8192 else {
                return LuccaError(status: 431, title: "Request Header Fields Too Large", detail: "8 KB at most.").answer(shape)
            }
            if target.isTokenHost { return nil }
            let isSecond = target.route.hasPrefix(Generation2Routes.prefix)
            guard let lucca = target.tenant?.lucca, isSecond || !lucca.behaviour.isKeyRevoked else {
                return isSecond ? Generation2Error.unauthorized.answer(shape) : LuccaError.unauthorized.answer(shape)
            }
            guard world.hasLimits, let wait = lucca.admit(at: now) else { return nil }
            let (title, detail) = ("Too Many Requests", "50 requests a minute.")
            var answer =
                isSecond
                ? Generation2Error(status: 429, title: title, detail: detail).answer(shape, path: request.path)
                : LuccaError(status: 429, title: title, detail: detail).answer(shape)
            if lucca.behaviour.sendsRetryAfter { answer.retryAfter = Self.seconds(wait) }
            return answer
        case .planningpme:
            guard let tenant = target.tenant else {
                return PlanningError(status: 404, message: "Unknown brand.").answer(.message)
            }
            let behaviour = tenant.planning.behaviour
            guard request.appKey == tenant.credentials.appKey, !behaviour.isAppKeyRevoked else {
                return PlanningError(status: 401, message: "The AppKey is missing or unknown.").answer(behaviour.errorForm)
            }
            guard world.hasLimits, let wait = tenant.planning.admit(at: now) else { return nil }
            var answer = PlanningError(status: 429, message: "The AppKey's plan is used up.").answer(behaviour.errorForm)
            if behaviour.sendsRetryAfter { answer.retryAfter = Self.seconds(wait) }
            return answer
        }
    }

    /// Rounded up: after that wait, a caller is admitted.
    private static func seconds(_ nanoseconds: UInt64) -> String {
        String((nanoseconds + 999_999_999) / 1_000_000_000)
    }

    private func work(_ request: SimulatedRequest, _ target: Target, _ now: UInt64, _ paging: PagingFault?) -> SimulatedAnswer {
        if target.isTokenHost { return LuccaTokenRoute(tenant: target.tenant, now: now).answer(request) }
        guard let tenant = target.tenant else { return LuccaError.unauthorized.answer(.problem) }
        switch target.remote {
        case .lucca where target.route.hasPrefix(Generation2Routes.prefix):
            return Generation2Routes(
                lucca: tenant.lucca, today: world.today, behaviour: tenant.lucca.behaviour, now: now, paging: paging
            ).answer(request)
        case .lucca:
            return LuccaRoutes(lucca: tenant.lucca, today: world.today, behaviour: tenant.lucca.behaviour, paging: paging)
                .answer(request)
        case .planningpme:
            return PlanningRoutes(
                planning: tenant.planning, slug: tenant.slug, credentials: tenant.credentials,
                behaviour: tenant.planning.behaviour, today: world.today, now: now, paging: paging
            ).answer(request, path: target.route)
        }
    }

    private func deliver(
        _ request: SimulatedRequest, _ target: Target, _ now: UInt64, _ fault: FaultKind?
    ) -> (Delivery, SimulatedAnswer) {
        func worked(_ paging: PagingFault? = nil, _ change: (inout SimulatedAnswer) -> Void = { _ in }) -> SimulatedAnswer {
            var answer = work(request, target, now, paging)
            change(&answer)
            return answer
        }
        func sent(_ answer: SimulatedAnswer) -> (Delivery, SimulatedAnswer) { (.whole(answer), answer) }
        switch fault {
        case nil, .delay, .headers, .gossip: return sent(worked())
        case .status(let code, let isAfterWork, let retryAfter):
            var answer = refusal(code, target)
            answer.retryAfter = retryAfter.map { String($0) }
            if isAfterWork {
                let done = worked()
                answer.didWork = done.didWork
                answer.subject = done.subject
            }
            return sent(answer)
        case .drop(let isAfterWork):
            return (.dropped, isAfterWork ? worked() : SimulatedAnswer(status: 0))
        case .cutBody:
            let answer = worked()
            return (.cut(answer), answer)
        case .truncatedJSON:
            return sent(worked { $0.body.removeLast($0.body.count - $0.body.count / 2) })
        case .wrongType(let member, let everywhere):
            return sent(
                worked {
                    $0.body = AnswerDamage.replace(
                        $0.body, member: member, everywhere: everywhere ?? false, with: AnswerDamage.otherType)
                })
        case .null(let member, let everywhere):
            return sent(
                worked { $0.body = AnswerDamage.replace($0.body, member: member, everywhere: everywhere ?? false) { _ in .null } }
            )
        case .planted(let member, let row, let json):
            return sent(worked { $0.body = AnswerDamage.plant($0.body, member: member, row: row, json: json) })
        case .html(let status): return sent(.html(status, "Erreur \(status)"))
        case .invalidUTF8: return sent(worked { $0.body = AnswerDamage.invalidUTF8($0.body) })
        case .wrongContentType: return sent(worked { $0.contentType = "text/plain" })
        case .hugeBody(let bytes):
            return (
                .flood(
                    opening: #"{"data":{"items":[],"count":0},"items":[],"padding":""#,
                    piece: String(repeating: "x", count: 1024),
                    closing: #""}"#, bytes: bytes), SimulatedAnswer(status: 200)
            )
        case .flood(let opening, let piece, let closing, let bytes):
            return (.flood(opening: opening, piece: piece, closing: closing, bytes: bytes), SimulatedAnswer(status: 200))
        case .redirect(let host):
            return sent(SimulatedAnswer(status: 307, location: host + request.target))
        case .tokenEnded:
            switch target.remote {
            case .lucca: target.tenant?.lucca.endTokens()
            case .planningpme: target.tenant?.planning.endTokens()
            }
            return sent(worked())
        case .pageRepeated: return sent(worked(.repeated))
        case .pageShifted(let rows): return sent(worked(.shifted(rows)))
        }
    }

    private func refusal(_ code: Int, _ target: Target) -> SimulatedAnswer {
        switch target.remote {
        case .lucca:
            LuccaError(status: code, title: "Fault \(code)", detail: "This answer was planned.")
                .answer(target.tenant?.lucca.behaviour.errorShape ?? .problem)
        case .planningpme:
            PlanningError(status: code, message: "This answer was planned (\(code)).")
                .answer(target.tenant?.planning.behaviour.errorForm ?? .message)
        }
    }
}

/// How an answer is sent.
enum Delivery: Sendable {
    case whole(SimulatedAnswer)
    /// The whole body is announced, half of it sent, and the connection closed.
    case cut(SimulatedAnswer)
    /// An opening, a piece repeated up to `bytes`, and a closing, streamed.
    case flood(opening: String, piece: String, closing: String, bytes: Int)
    /// The connection is closed without an answer.
    case dropped

    mutating func add(_ headers: [String: String]) {
        change { $0.headers.merge(headers) { $1 } }
    }

    mutating func gossip(_ text: String) {
        change { $0.gossip(text) }
    }

    private mutating func change(_ body: (inout SimulatedAnswer) -> Void) {
        switch self {
        case .whole(var answer):
            body(&answer)
            self = .whole(answer)
        case .cut(var answer):
            body(&answer)
            self = .cut(answer)
        case .flood, .dropped: break
        }
    }
}

/// Counts requests in a rolling window.
struct RollingWindow: Sendable {
    private var moments: [UInt64] = []
    private var head = 0

    /// nil if one more fits into `span` nanoseconds, and counts it; otherwise the wait until one does, without counting.
    mutating func admit(at now: UInt64, limit: Int, span: UInt64) -> UInt64? {
        forget(before: now, span: span)
        if moments.count - head >= limit, moments.indices.contains(head) {
            return moments[head] + span - now
        }
        moments.append(now)
        return nil
    }

    /// Counts one more, whatever the limit, and returns the current count.
    mutating func count(at now: UInt64, span: UInt64) -> Int {
        forget(before: now, span: span)
        moments.append(now)
        return moments.count - head
    }

    private mutating func forget(before now: UInt64, span: UInt64) {
        while head < moments.count, moments[head] + span <= now { head += 1 }
        if head > 1024, head * 2 > moments.count {
            moments.removeFirst(head)
            head = 0
        }
    }
}

/// The target of a request.
struct Target {
    let remote: SimulatedRemote
    let tenant: SimulatedTenant?
    /// The tenant's slug, or what the caller sent as one.
    let name: String
    /// The path without the brand.
    let route: Substring

    /// Lucca's token host, which answers for every account and counts no requests.
    var isTokenHost: Bool { remote == .lucca && route == LuccaTokenRoute.path }
}
