import JSONText
public import SyncCore
public import SyncEngine

/// Writes of resources, each compared with what was sent.
extension PlanningPMETarget {
    private static let path = PlanningPMEAssumptions.Path.resources

    /// A key that an answer named counts once the resource under it shows the registration number, or nothing that speaks against it.
    public func createResource(_ draft: ResourceDraft) async throws -> WrittenResource {
        let what = PlanningSubject.newResource
        var row: Resource?
        let made = try await api.create(Self.path, ThingMapping.body(draft, dialect), what) {
            row = try await find(draft)
            return row?.key.value
        }
        if let row { return draft.compared(with: row) }
        let key = ResourceKey(made.key)
        let written = try await verified(key, made.answer, ResourceExpectation(draft))
        guard written.disagreement?.point == .createdKey else { return written }
        do {
            row = try await find(draft)
        } catch let error as SyncError {
            throw error.markedAmbiguous()
        }
        // It must not be taken for the employee's.
        guard let row else {
            throw PlanningPMEFailure.unreadable(what, because: .otherResource(key: key), isAmbiguous: true)
        }
        guard row.key != key else { return draft.compared(with: row) }
        return WrittenResource(
            key: row.key, disagreement: Disagreement(point: .createdKey, sent: "resource \(key)", found: "resource \(row.key)"),
            compared: [.createdKey])
    }

    private func find(_ draft: ResourceDraft) async throws -> Resource? {
        try await resources().filter { $0.registrationNumber == draft.registrationNumber }.min { $0.key < $1.key }
    }

    /// - Throws: also `planningpme_rejected` when the resource is gone.
    public func updateResource(
        _ key: ResourceKey, department: PlanningDepartmentKey?, registrationNumber: String?
    ) async throws -> WrittenResource {
        let what = PlanningSubject.resource(key: key)
        guard let read = try await api.thing(Self.path, key: key.value, what) else { throw PlanningPMEFailure.gone(what) }
        guard
            let changed = ThingMapping.changed(
                read, department: department, registrationNumber: registrationNumber, dialect)
        else { return WrittenResource(key: key) }
        guard case .done(let answer) = try await api.change(Self.path, key: key.value, changed, what) else {
            throw PlanningPMEFailure.gone(what)
        }
        return try await verified(
            key, answer,
            ResourceExpectation(department: department, registrationNumber: registrationNumber, before: read))
    }

    /// Compares the answer to a write, or the resource by its key where the answer is empty or says less.
    private func verified(
        _ key: ResourceKey, _ answer: JSONValue?, _ expected: ResourceExpectation
    ) async throws -> WrittenResource {
        if let answered = answer?.members, answered["key"]?.whole == key.value, expected.disagreement(answered, key) == nil {
            return WrittenResource(key: key, compared: expected.points)
        }
        do {
            guard let read = try await api.thing(Self.path, key: key.value, .resource(key: key)) else {
                return WrittenResource(
                    key: key, disagreement: Disagreement(point: .createdKey, sent: "resource \(key)", found: "no such resource"),
                    compared: [.createdKey])
            }
            return WrittenResource(key: key, disagreement: expected.disagreement(read, key), compared: expected.points)
        } catch let error as SyncError {
            guard error.failureClass != .cancelled, error.failureClass != .leaseLost else { throw error.markedAmbiguous() }
            return WrittenResource(key: key, isVerified: false)
        }
    }
}
