import HTTPTransport
import JSONText
import SyncCore
import SyncEngine

/// Forms of a rejected write.
struct RefusedForm: Hashable {
    let kind: PlanningDialect.Kind
    let reason: PlanningDialect.Reason
    let time: PlanningDialect.Time
    let status: Int?
}

extension DialectProbe {
    /// Writes an event in the forms to try next, and reads it back: a new one, unless one has to be reused.
    mutating func place(_ event: ProbeEvent) async throws -> ProbeObservation {
        if !isDeletionRefused, dialect.deletion == .refused, live.isEmpty, let key = try await leftEvent() {
            live = [key]
            return try await put(key, event)
        }
        if isDeletionRefused, let key = live.first { return try await put(key, event) }
        return try await create(event)
    }

    private mutating func create(_ event: ProbeEvent) async throws -> ProbeObservation {
        while true {
            let sent = SentProbeEvent(event, nextMark(event), codec, resource: plan.resource, type: type)
            // After a crash, the next probe needs the day to search.
            try await lose(on: event.day)
            let answer: DialectAnswer
            do {
                answer = try await asked(.create(.object(sent.body)))
            } catch let error as OutOfRequests {
                try await notMade()
                throw error
            }
            guard answer.isSuccess else {
                try await notMade()
                try await refused(answer, sent)
                continue
            }
            return try await made(sent, answer)
        }
    }

    private mutating func lose(on day: CalendarDay) async throws {
        try await recording(.sending(day))
        lost = LostProbeCreate(day: day)
    }

    private mutating func notMade() async throws {
        lost = nil
        try await recording(.notMade)
    }

    /// Finds what a create made.
    private mutating func made(_ sent: SentProbeEvent, _ answer: DialectAnswer) async throws -> ProbeObservation {
        if let (key, form) = CreatedKey.of(answer.document, location: answer.location) {
            unseen.append(key)
            lost = nil
            try await recording(.made(EventKey(key)))
            if let seen = try await observe(key, sent, answer.document) {
                unseen.removeAll { $0 == key }
                live.append(key)
                dialect.createdKey = form
                resolve(.createdKey, [.status: .number(answer.status), .answer: Self.described(answer), .key: .number(key)])
                return seen
            }
            // It is another event's key, or none's.
            unseen.removeAll { $0 == key }
            try await lose(on: sent.event.day)
        }
        lost?.isMade = true
        guard let row = try await search(around: sent.event.day, where: { sent.mark.isOn($0) }), let key = row.key else {
            stop(.dayNotVisible(sent.event.day))
            throw Stop()
        }
        live.append(key)
        lost = nil
        try await recording(.made(EventKey(key)))
        dialect.createdKey = .reference
        resolve(
            .createdKey,
            [.status: .number(answer.status), .answer: Self.described(answer), .key: .number(key), .foundBy: .word(.list)])
        // A row may omit what a single event shows.
        if row.reason(dialect.reason) != nil, resolved[.status] != nil || closed.contains(.status) {
            return ProbeObservation(key: key, sent: sent, wire: row, object: nil)
        }
        return try await observe(key, sent, nil) ?? ProbeObservation(key: key, sent: sent, wire: row, object: nil)
    }

    private static func described(_ answer: DialectAnswer) -> EvidenceValue {
        guard answer.isEmpty else { return .word(answer.document?.typeWord ?? .noJSON) }
        return answer.location == nil ? .word(.empty) : .text("Location")
    }

    /// The event as in the answer to its write, otherwise as a GET shows it.
    /// - Returns: nil if the key is another event's, or none's.
    private mutating func observe(_ key: Int, _ sent: SentProbeEvent, _ answer: JSONValue?) async throws -> ProbeObservation? {
        if let object = answer?.members {
            let wire = EventWire(.object(object))
            if Self.isWhole(object), live.contains(key) || isOurs(wire, sent) {
                return ProbeObservation(key: key, sent: sent, wire: wire, object: object)
            }
        }
        let read = try await asked(.event(.get, key, accepted: [500, 501]))
        guard read.isSuccess, let object = read.document?.members else { return nil }
        let wire = EventWire(.object(object))
        guard live.contains(key) || isOurs(wire, sent) else { return nil }
        return ProbeObservation(key: key, sent: sent, wire: wire, object: object)
    }

    /// By its mark or, if remarks are lost, by its position.
    private func isOurs(_ wire: EventWire, _ sent: SentProbeEvent) -> Bool {
        if sent.mark.isOn(wire) { return true }
        guard wire.remarkTexts.isEmpty, wire.resources.contains(plan.resource.value), let bounds = codec.bounds(of: wire) else {
            return false
        }
        let moved = bounds.start.millisecondsSince1970 - sent.bounds.start.millisecondsSince1970
        return abs(moved) <= 26 * 3_600_000
    }

    /// Rewrites an existing event with everything that a new one has, so that it does not matter what a PUT does with the rest.
    mutating func put(_ key: Int, _ event: ProbeEvent) async throws -> ProbeObservation {
        while true {
            let sent = SentProbeEvent(event, nextMark(event), codec, resource: plan.resource, type: type)
            let answer = try await asked(.event(.put, key, .object(sent.body)))
            guard answer.isSuccess else {
                try await refused(answer, sent)
                continue
            }
            guard let seen = try await observe(key, sent, answer.document) else {
                close(
                    .update,
                    .unforeseen(.update, DialectEvidence([.put: .number(answer.status), .after: .word(.eventUnreadable)])))
                throw Stop()
            }
            return seen
        }
    }

    /// An event of an earlier probe that could not be deleted.
    private mutating func leftEvent() async throws -> Int? {
        for key in plan.known.openProbe?.keys ?? [] {
            let answer = try await asked(.event(.get, key.value, accepted: [500, 501]))
            guard answer.isSuccess, let event = answer.document, ProbeMark.isMarked(EventWire(event)) else { continue }
            return key.value
        }
        return try await search(around: plan.day) { ProbeMark.isMarked($0) }?.key
    }

    // MARK: refusals

    /// Selects the next forms after a rejection: those of the members it names, otherwise in order.
    private mutating func refused(_ answer: DialectAnswer, _ sent: SentProbeEvent) async throws {
        let status = answer.status
        guard [400, 404, 422].contains(status) else {
            stop(.refused(.kind, status: status))
            throw Stop()
        }
        try await lookAtResource(status)
        refusedForms.insert(form(dialect))
        let refusal = Refusal(answer.document)
        var next = dialect
        if refusal.names(EventName.flag) || refusal.names(EventName.type) {
            next.kind = try await kinds().first { !$0.isNamed(in: refusal, sent: sent.body) } ?? next.kind
        }
        if let reason = PlanningDialect.Reason.allCases.first(where: {
            refusal.names($0.rawValue) && sent.body[$0.rawValue] == nil
        }) {
            next.reason = reason
        } else if refusal.names(dialect.reason.rawValue) {
            next.reason = reasons().first { $0 != dialect.reason && !isRefused(next, reason: $0) } ?? next.reason
        }
        if refusal.names(EventName.status) { next.status = nil }
        if refusal.names(EventName.start) || refusal.names(EventName.end) { next.time = next.time == .local ? .utc : .local }
        if refusedForms.contains(form(next)) {
            if let untried = try await untried() {
                next = untried
            } else if plan.known.findings[.status]?.origin == .person, next.status != nil {
                // The status set by an operator may not exist.
                next.kind = try await kinds().first ?? next.kind
                next.reason = reasons().first ?? next.reason
                next.status = nil
            } else {
                stop(.refused(.kind, status: status))
                throw Stop()
            }
        }
        dialect = next
    }

    private func form(_ dialect: PlanningDialect) -> RefusedForm {
        RefusedForm(kind: dialect.kind, reason: dialect.reason, time: dialect.time, status: dialect.status)
    }

    private func isRefused(_ dialect: PlanningDialect, reason: PlanningDialect.Reason) -> Bool {
        var dialect = dialect
        dialect.reason = reason
        return refusedForms.contains(form(dialect))
    }

    private mutating func untried() async throws -> PlanningDialect? {
        let kinds = resolved[.kind] == nil ? try await kinds() : [dialect.kind]
        for reason in resolved[.reason] == nil ? reasons() : [dialect.reason] {
            for kind in kinds where !triedKinds.contains(kind) {
                var next = dialect
                next.kind = kind
                next.reason = reason
                if !refusedForms.contains(form(next)) { return next }
            }
        }
        return nil
    }

    /// Before trying other forms: does the resource exist?
    private mutating func lookAtResource(_ status: Int) async throws {
        guard !isResourceKnown else { return }
        isResourceKnown = true
        let path = "\(PlanningPMEAssumptions.Path.resources)/\(plan.resource)"
        let answer = try await asked(DialectCall(method: .get, path: path, accepted: [500, 501]))
        // Brands without such a call answer alike; a search in the list would cost too many requests.
        guard !answer.isSuccess || answer.document?["key"]?.whole == nil else {
            guard answer.document?["notValid"]?.truth == true else { return }
            stop(.refused(.kind, status: status))
            throw Stop()
        }
        stop(.resourceUnknown(plan.resource))
        throw Stop()
    }

    // MARK: candidates

    /// The forms that may make an event an unavailability, likeliest first.
    mutating func kinds() async throws -> [PlanningDialect.Kind] {
        try await loadConfiguration()
        let value = enumerations?.unavailability
        var kinds = [plan.known.dialect.kind, .flag, .type(.name(value?.name ?? PlanningPMEAssumptions.unavailability))]
        if let number = value?.number { kinds.append(.type(.number(number))) }
        var distinct: [PlanningDialect.Kind] = []
        for kind in kinds where !distinct.contains(kind) { distinct.append(kind) }
        return distinct
    }

    func reasons() -> [PlanningDialect.Reason] {
        [plan.known.dialect.reason] + PlanningDialect.Reason.allCases.filter { $0 != plan.known.dialect.reason }
    }
}

extension PlanningDialect.Kind {
    /// Whether a rejection concerns this form: it names a member that was sent, or another one than this form's.
    fileprivate func isNamed(in refusal: Refusal, sent: JSONObject) -> Bool {
        switch self {
        case .flag: !refusal.names(EventName.flag) || sent[EventName.flag] != nil
        case .type(let value):
            !refusal.names(EventName.type)
                || {
                    switch (value, sent[EventName.type]) {
                    case (_, nil): false
                    case (.name, .text?), (.number, .number?): true
                    default: false
                    }
                }()
        }
    }
}
