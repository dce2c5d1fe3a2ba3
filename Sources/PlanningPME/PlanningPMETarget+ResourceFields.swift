import Foundation
import JSONText
package import SyncCore
package import SyncEngine

/// Changes of resources, extra data included.
extension PlanningPMETarget {
    /// - Returns: of a resource that could not be read back, only what became of the fields that were not sent or were refused.
    /// - Throws: also `planningpme_rejected` if the resource is gone.
    package func updateResource(_ key: ResourceKey, _ change: ResourceChange) async throws -> WrittenResource {
        let what = PlanningSubject.resource(key: key)
        guard let read = try await api.thing(Self.resourcePath, key: key.value, what) else { throw PlanningPMEFailure.gone(what) }
        var update = ResourceUpdating(read: read, zone: codec.zone)
        let sent = update.decide(change.fields)
        let base = ThingMapping.changes(read, to: change, dialect)
        let changes = base + update.fields.changes(sent)
        if changes.isEmpty { return WrittenResource(key: key, fields: update.outcomes) }
        do {
            update.take(try await put(key, changes, to: read), changes, sent)
        } catch let error as SyncError where !sent.isEmpty && error.refusesAValue {
            if base.isEmpty, sent.count == 1 {
                update.refuse(sent)
            } else {
                try await takeOneByOne(key, base, sent, &update)
            }
        }
        guard update.isWritten else { return WrittenResource(key: key, fields: update.outcomes) }
        let written = try await verified(
            key, update.answer,
            ResourceExpectation(
                department: change.department, registrationNumber: change.registrationNumber, before: read,
                fields: update.written, zone: codec.zone))
        return WrittenResource(
            key: key, disagreement: written.disagreement, compared: written.compared, isVerified: written.isVerified,
            fields: update.outcomes.merging(written.fields) { $1 }, stored: written.stored)
    }

    /// One bad value must not keep the others out.
    private func takeOneByOne(
        _ key: ResourceKey, _ base: [JSONObject.Member], _ sent: [FieldWrite], _ update: inout ResourceUpdating
    ) async throws {
        if !base.isEmpty { update.take(try await put(key, base, to: update.now), base, []) }
        for write in sent.prefix(PlanningPMEAssumptions.singleFields) {
            let changes = update.fields.changes([write])
            do {
                update.take(try await put(key, changes, to: update.now), changes, [write])
            } catch let error as SyncError where error.refusesAValue {
                update.refuse([write])
            }
        }
    }

    /// - Returns: the answer's content; nil if empty.
    private func put(
        _ key: ResourceKey, _ changes: [JSONObject.Member], to read: JSONObject
    ) async throws -> JSONValue? {
        let what = PlanningSubject.resource(key: key)
        let body = ThingMapping.body(changes, to: read, dialect)
        guard case .done(let answer) = try await api.change(Self.resourcePath, key: key.value, body, what) else {
            throw PlanningPMEFailure.gone(what)
        }
        return answer
    }

    /// Custom fields are those that the list of resources shows. Where it shows none, a few resources are read by their keys.
    package func resourceFields() async throws -> [ResourceField] {
        var rows = try await api.list(
            Self.resourcePath, of: ResourceFieldsWire.self, pageSize: PlanningPMEAssumptions.resourcePage, .resources)
        if rows.allSatisfy(\.forms.isEmpty) {
            let keys = rows.filter { !$0.isArchived }.compactMap(\.key).prefix(PlanningPMEAssumptions.sampledResources)
            rows = []
            for key in keys {
                let read = try await api.thing(Self.resourcePath, key: key, .resource(key: ResourceKey(key)))
                if let read { rows.append(ResourceFieldsWire(.object(read))) }
            }
        }
        let members: [FieldTarget] = [.mobile, .phone, .email]
        return members.map { ResourceField(target: $0, form: .text) } + ResourceFieldsWire.fields(of: rows)
    }
}

/// A change of a resource under way: what was sent, and what became of it so far.
private struct ResourceUpdating {
    /// With the changes that were taken.
    private(set) var now: JSONObject
    private(set) var outcomes: [FieldTarget: FieldOutcome] = [:]
    /// Sent, and not refused.
    private(set) var written: [FieldWrite] = []
    private(set) var isWritten = false
    /// Of the last write.
    private(set) var answer: JSONValue?
    private let zone: TimeZone

    init(read: JSONObject, zone: TimeZone) {
        now = read
        self.zone = zone
    }

    var fields: ResourceFields { ResourceFields(now, zone: zone) }

    /// - Returns: the fields to send.
    mutating func decide(_ writes: [FieldWrite]) -> [FieldWrite] {
        let fields = fields
        return writes.filter { write in
            switch fields.step(for: write) {
            case .send: return true
            case .done(let outcome):
                outcomes[write.target] = outcome
                return false
            }
        }
    }

    mutating func take(_ answer: JSONValue?, _ changes: [JSONObject.Member], _ fields: [FieldWrite]) {
        self.answer = answer
        isWritten = true
        written += fields
        now = ThingMapping.changed(now, by: changes)
    }

    mutating func refuse(_ writes: [FieldWrite]) {
        for write in writes { outcomes[write.target] = .refused }
    }
}

extension SyncError {
    /// Whether the planning refused what was written, and not the writing.
    fileprivate var refusesAValue: Bool {
        guard case .planning(.rejected(_, let status, _)) = failure else { return false }
        return PlanningPMEAssumptions.refusedValue.contains(status)
    }
}
