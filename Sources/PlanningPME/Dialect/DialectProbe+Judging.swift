import Foundation
import HTTPTransport
import JSONText
import SyncCore
import SyncEngine

extension DialectProbe {
    /// Compares an event with what was sent, and selects the next form of each wrong point.
    mutating func judge(_ seen: ProbeObservation) async throws {
        let wire = seen.wire
        guard !wire.isRecurring else {
            close(
                .kind,
                .unforeseen(
                    .kind, [.member(EventName.recurrence): .word(seen.object?[EventName.recurrence]?.typeWord ?? .ofNewEvent)]))
            throw Stop()
        }
        if !wire.resources.contains(plan.resource.value), seen.object != nil || !wire.resources.isEmpty {
            stop(.resourceUnknown(plan.resource))
            throw Stop()
        }
        if case .number = wire.kind { try await loadConfiguration() }
        if try await judgeKind(seen) { judgeReason(seen) }
        if seen.sent.event.hours != nil { judgeTimes(seen) }
        try await judgeStatus(seen)
    }

    /// - Returns: false if it became something else than an unavailability, which may have labels of its own.
    private mutating func judgeKind(_ seen: ProbeObservation) async throws -> Bool {
        let sent = seen.sent.dialect
        switch codec.kind(of: seen.wire) {
        case .unavailability:
            resolve(.kind, [.sent: .text(sent[.kind]), .found: .text(Self.shown(seen.wire.kind))])
            return true
        case .unsaid:
            if resolved[.kind] == nil { close(.kind, .unforeseen(.kind, Evidence.shape(of: seen.object))) }
            return true
        case .other:
            triedKinds.append(sent.kind)
            resolved[.kind] = nil
            guard let next = try await kinds().first(where: { !triedKinds.contains($0) }) else {
                close(.kind, .unforeseen(.kind, Evidence.shape(of: seen.object)))
                throw Stop()
            }
            dialect.kind = next
            return false
        }
    }

    private static func shown(_ kind: EventWire.Kind?) -> String {
        var dialect = PlanningDialect()
        switch kind {
        case .name(let name): dialect.kind = .type(.name(name))
        case .number(let number): dialect.kind = .type(.number(number))
        case .flag, nil: break
        }
        return dialect[.kind]
    }

    private mutating func judgeReason(_ seen: ProbeObservation) {
        let sent = seen.sent.dialect.reason
        let found = seen.wire.reason(sent)
        if let found, found.key == type {
            return resolve(
                .reason,
                [
                    .sent: .text(sent.rawValue), .found: .text(found.form.rawValue), .key: .number(type), .types: .number(type),
                ])
        }
        guard !closed.contains(.reason) else { return }
        resolved[.reason] = nil
        triedReasons.append(sent)
        let others = (seen.object?.members ?? []).filter { member in
            !EventName.reasons.contains(member.name) && member.value["key"]?.whole == type && Evidence.isProducts(member.name)
                && ![EventName.status, "category", "project"].contains(member.name)
        }
        guard others.isEmpty, let next = reasons().first(where: { !triedReasons.contains($0) }) else {
            let facts = others.isEmpty ? Evidence.shape(of: seen.object) : [.member(others[0].name): .word(.typeKeyObject)]
            return close(.reason, .unforeseen(.reason, facts))
        }
        dialect.reason = next
    }

    // MARK: status

    private mutating func judgeStatus(_ seen: ProbeObservation) async throws {
        guard !closed.contains(.status), resolved[.status] == nil, let object = seen.object else { return }
        if object[EventName.status]?["type"]?.whole != nil { try await loadConfiguration() }
        let found = EventStatus(object, enumerations)
        let sent = seen.sent.dialect.status
        var evidence: [EvidenceFact: EvidenceValue] = [.sent: .number(sent), .found: .number(found?.key)]
        if let persons = personsStatus, sent != persons || found.map({ $0.key != persons || $0.isNoAbsence }) ?? false {
            dialect.status = nil
            return close(.status, .statusUnknown(created: found?.key))
        }
        if found == nil, let persons = personsStatus { return close(.status, .statusNotShown(persons)) }
        guard let found else {
            dialect.status = nil
            return resolve(.status, evidence)
        }
        evidence[.meaning] = .word(found.meaning.word)
        if sent == found.key, !found.isNoAbsence { return resolve(.status, evidence) }
        if found.meaning == .approved {
            dialect.status = nil
            return resolve(.status, evidence)
        }
        guard sent == nil, let next = try await statusToGive(found) else {
            dialect.status = nil
            return close(.status, .statusUnknown(created: found.key))
        }
        switch next {
        case .give(let key): dialect.status = key
        case .none, .open: resolve(.status, evidence)
        }
    }

    /// The status set by an operator: if the planning does not keep it, or it has another meaning, it is an error, not a finding.
    private var personsStatus: Int? {
        plan.known.findings[.status]?.origin == .person ? plan.known.dialect.status : nil
    }

    /// What existing unavailabilities show about the status to send; nil if nothing.
    private mutating func statusToGive(_ created: EventStatus) async throws -> StatusConclusion? {
        guard !hasLookedForStatuses else { return nil }
        hasLookedForStatuses = true
        var statuses: [EventStatus?] = []
        for form in listForms where statuses.isEmpty {
            let query = EventListQuery(
                from: now.adding(seconds: -45 * Self.day), to: now.adding(seconds: 90 * Self.day),
                resources: PlanningPMEAssumptions.allResources, isByName: form.isByName, page: form.page,
                pageSize: PlanningPMEAssumptions.resourcePage)
            let rows = try await asked(.list(query, codec)).page?.items ?? []
            let codec = codec
            let enumerations = enumerations
            statuses = rows.filter { row in
                let wire = EventWire(row)
                return codec.kind(of: wire) != .other && EventReference.all(in: codec.texts(of: wire)).isEmpty
                    && !ProbeMark.isMarked(wire)
            }.compactMap(\.members).map { EventStatus($0, enumerations) }
        }
        switch StatusConclusion(statuses) {
        case .give(let key): return key == created.key ? StatusConclusion.none : .give(key)
        case .none where created.meaning == .unknown && statuses.contains { $0?.key == created.key }: return StatusConclusion.none
        case .none, .open: return nil
        }
    }

    // MARK: remark

    mutating func judgeRemark(_ seen: ProbeObservation) {
        let sent = seen.sent.mark.remark
        let found = seen.wire.remark
        let evidence = DialectEvidence([
            .sentLength: .number(sent.utf8.count), .foundLength: .number(found?.utf8.count ?? 0),
        ])
        switch RemarkVerdict(sent: sent, found: found) {
        case .found(let remark):
            dialect.remark = remark
            resolve(.remark, evidence)
            if remark == .cut, plan.referenceField == nil { report.obstacles.append(.remarkTooShort) }
        case .unforeseen: close(.remark, .unforeseen(.remark, evidence))
        }
    }

    /// Only for an event that became an unavailability: others may have no such field.
    mutating func judgeField(_ seen: ProbeObservation) {
        guard let field = plan.referenceField, resolved[.kind] != nil else { return }
        let isKept = seen.wire.fields.contains { kept in
            kept.name == field && EventReference.all(in: HTMLEntities.decode(kept.text)).contains(seen.sent.mark.reference)
        }
        if !isKept { report.obstacles.append(.referenceFieldLost(field)) }
    }

    // MARK: whole days

    mutating func judgeWholeDay(_ seen: ProbeObservation) {
        // Days in an unknown zone are not whole.
        if closed.contains(.time) { closed.insert(.wholeDay) }
        guard !closed.contains(.wholeDay), resolved[.wholeDay] == nil else { return }
        let sent = seen.sent
        let bounds = codec.bounds(of: seen.wire)
        let evidence = DialectEvidence([
            .sent: .text("\(sent.start)/\(sent.end)"), .found: Evidence.bounds(seen.wire.start, seen.wire.end),
            .allDay: .flag(seen.wire.isAllDay),
        ])
        if let bounds, bounds.start == sent.bounds.start, bounds.end == sent.bounds.end {
            let isShort = seen.wire.end.flatMap { PlanningDateTime.read($0, in: codec.zone) } != bounds.end
            // Whatever was known before, the result shows the brand's form.
            if sent.dialect.wholeDay != .bounds { dialect.wholeDay = isShort ? .allDayUntilLastMinute : .allDay }
            return resolve(.wholeDay, evidence)
        }
        triedWholeDays.append(sent.dialect.wholeDay)
        guard let next = PlanningDialect.WholeDay.allCases.first(where: { !triedWholeDays.contains($0) }) else {
            return close(.wholeDay, .unforeseen(.wholeDay, evidence))
        }
        dialect.wholeDay = next
    }

    // MARK: deletion

    mutating func tryDeletion(of seen: ProbeObservation) async throws {
        let deletion = try await asked(.event(.delete, seen.key))
        guard deletion.isSuccess || [404, 410].contains(deletion.status) else {
            isDeletionRefused = true
            dialect.deletion = .refused
            if [403, 405].contains(deletion.status) {
                resolve(.deletion, [.delete: .number(deletion.status)])
                stop(.deletionRefused(EventKey(seen.key)))
            } else {
                close(.deletion, .unforeseen(.deletion, [.fact(.delete): .number(deletion.status)]))
            }
            closed.insert(.gone)
            return
        }
        live.removeAll { $0 == seen.key }
        let after = try await asked(.event(.get, seen.key, accepted: [500, 501]))
        var evidence = DialectEvidence([
            .delete: .number(deletion.status), .get: .number(after.status), .body: .word(after.isEmpty ? .empty : .notEmpty),
        ])
        guard !after.isSuccess || after.document?.members == nil else {
            isDeletionRefused = true
            live.append(seen.key)
            close(.deletion, .unforeseen(.deletion, evidence))
            throw Stop()
        }
        dialect.deletion = .works
        deleted = seen.key
        resolve(.deletion, evidence)
        evidence[.fact(.delete)] = nil
        switch (after.status, after.isEmpty) {
        case (404, _), (410, _): dialect.gone = .notFound
        case (200..<300, true): dialect.gone = .emptySuccess
        case (400, true): dialect.gone = .badRequest
        default: return close(.gone, .unforeseen(.gone, evidence))
        }
        resolve(.gone, evidence)
    }

    // MARK: update

    /// Sends only a new start and end.
    mutating func tryUpdate(of before: ProbeObservation) async throws {
        let key = before.key
        let event = event(times.halfToConfirm, 14..<15)
        let sent = SentProbeEvent(event, nextMark(event), codec, resource: plan.resource, type: type)
        let body: JSONObject = [EventName.start: .text(sent.start), EventName.end: .text(sent.end)]
        let answer = try await asked(.event(.put, key, .object(body)))
        guard answer.isSuccess else {
            guard [400, 404, 409, 422].contains(answer.status) else {
                return close(.update, .refused(.update, status: answer.status))
            }
            dialect.update = .replace
            return resolve(.update, [.put: .word(.startAndEnd), .answer: .number(answer.status)])
        }
        var object = answer.document?.members
        if !(object.map(Self.isWhole) ?? false) { object = try await asked(.event(.get, key)).document?.members }
        guard let object else {
            return close(
                .update, .unforeseen(.update, DialectEvidence([.put: .number(answer.status), .after: .word(.eventUnreadable)])))
        }
        let wire = EventWire(.object(object))
        let time = TimeVerdict(sent: sent.start, as: dialect.time, in: codec.zone, found: wire.start)
        guard time != .elsewhere else {
            return close(.update, .unforeseen(.update, DialectEvidence([.put: .word(.startAndEnd), .start: .word(.notAsSent)])))
        }
        let isKept =
            wire.remarkTexts.isEmpty == before.wire.remarkTexts.isEmpty && wire.resources.contains(plan.resource.value)
            && wire.kind == before.wire.kind && wire.reason(dialect.reason)?.key == before.wire.reason(dialect.reason)?.key
        let evidence: [EvidenceFact: EvidenceValue] = [
            .put: .word(.startAndEnd), .remark: .word(wire.remarkTexts.isEmpty ? .gone : .there),
            .type: .word(wire.reason(dialect.reason) == nil ? .gone : .there), .resources: .number(wire.resources.count),
        ]
        dialect.update = isKept ? .merge : .replace
        resolve(.update, evidence)
        judgeTimes(ProbeObservation(key: key, sent: sent, wire: wire, object: object))
    }

    /// Whether an answer shows the event like a GET: one with times and little else does not show what was lost.
    static func isWhole(_ object: JSONObject) -> Bool {
        object[EventName.remark] != nil && EventWire(.object(object)).isEvent
    }

    private mutating func judgeTimes(_ seen: ProbeObservation) {
        var times = times
        times.judge(seen, &self)
        self.times = times
    }
}
