import SyncCore

/// Extra data, last of all: absences never wait for it, also where it uses up the hourly plan.
///
/// What is about to be written is remembered before (`FieldMemory.State.writing`), so that the next run knows Passerelle's own text
/// whatever became of it. Each person's outcome is remembered at once, so that a paused or killed run goes on after the last one.
extension PlanApplier {
    struct FieldSurroundings: Sendable {
        /// As remembered before this run.
        let links: [ResourceLink]
        let digest: FieldDigest
    }

    /// - Throws: what ends the run.
    mutating func writeFields(_ plan: SyncPlan) async throws {
        guard let fields = around.fields else { return }
        let links = plan.links + fields.links
        // A resource that could not be created is a problem already.
        let updates = plan.fieldUpdates.compactMap { update in keys.key(update.resource).map { (update, $0) } }
        guard !updates.isEmpty else { return }
        preparation.begin(.fields, updates.count)
        for (index, (update, key)) in updates.enumerated() {
            if let cause = preparation.prohibition {
                note(
                    Problem(
                        .tenant(around.tenant), .resourcesNotChanged(count: updates.count - index, cause: cause.failure)))
                report.fieldsRejected.formUnion(updates[index...].map(\.0.employeeID))
                break
            }
            if index.isMultiple(of: Self.chunkSize) { try await open(Array(updates[index...].prefix(Self.chunkSize))) }
            try await write(update, to: key, fields.digest, links)
        }
        var update = MemoryUpdate()
        update.isMaking = false
        try await remember(update)
        if let outage = streak.outage { throw outage }
    }

    /// After a crash, the next run also waits until a write must have taken effect.
    private func open(_ chunk: [(FieldUpdate, ResourceKey)]) async throws {
        var memory = MemoryUpdate()
        memory.isMaking = true
        memory.fields = chunk.flatMap { update, key in update.values.map { update.row($0, key, .writing, written: $0.written) } }
        try await remember(memory)
    }

    private mutating func write(
        _ update: FieldUpdate, to key: ResourceKey, _ digest: FieldDigest, _ links: [ResourceLink]
    ) async throws {
        let (target, employee) = (around.target, update.employeeID)
        let writes = update.values.map { value in
            FieldWrite(target: value.target, text: value.text, form: value.form, replaces: value.replaces) { standing in
                !value.written.isEmpty && value.written.contains(digest.of(standing, employee, value.target))
            }
        }
        var (isGone, isRejected) = (false, false)
        let written = try await create {
            try await target.updateResource(key, ResourceChange(fields: writes))
        } found: {
            // The next run tries it again, and finds what was written.
            nil
        } rejected: { error in
            isRejected = true
            if case .planning(.gone) = error.failure { isGone = true }
            return .fieldsNotWritten(update, key, error)
        }
        try await around.faults.reach(.afterFieldsUpdated)
        if isGone { try await lookAgain(for: employee, key, links) }
        if isRejected { report.fieldsRejected.insert(employee) }
        guard let written else { return }
        weigh(written, employee, identifier: update.identifier)
        try await remember(outcomes(written, of: update, digest))
        if written.fields.values.contains(.written) { report.resourcesUpdated += 1 }
        let done = update.values.filter { written.fields[$0.target] == .written }
        if done.contains(where: { !$0.clears }) { report.fieldsWritten += 1 }
        if done.contains(where: \.clears) { report.fieldsCleared += 1 }
        let (counts, requests) = await around.tally(report)
        try await around.runs.progress(around.lease, counts: counts, requests: requests)
        if let failure = disagreements.failure(around.tenant) { throw failure }
    }

    /// What is known afterwards of each target. One without an outcome was written and could not be read back: the next run
    /// tries it again.
    private mutating func outcomes(
        _ written: WrittenResource, of update: FieldUpdate, _ digest: FieldDigest
    ) -> MemoryUpdate {
        var memory = MemoryUpdate()
        let key = written.key
        for value in update.values {
            switch (written.fields[value.target], value.clears) {
            case (nil, _): continue
            case (.written?, false): memory.fields.append(update.row(value, key, .written))
            case (.kept?, false):
                memory.fields.append(update.row(value, key, .kept, written: value.written))
                find(.kept, value, update)
            // A planner has replaced what Passerelle wrote: there is nothing left to clear.
            case (.written?, true), (.kept?, true): memory.clearedFields[update.employeeID, default: []].insert(value.target)
            case (.refused?, _):
                // What the planning stored instead, such as the part that fitted, is Passerelle's too.
                let stored = written.stored[value.target].flatMap { text in
                    text.isEmpty ? nil : digest.of(text, update.employeeID, value.target)
                }
                memory.fields.append(update.row(value, key, .refused, written: stored.map { [$0] } ?? value.written))
                find(.notStored(untried: value.clears ? nil : value.untriedForm), value, update)
            }
        }
        return memory
    }

    private mutating func find(_ kind: FieldFinding.Kind, _ value: FieldUpdate.Value, _ update: FieldUpdate) {
        report.fieldFindings.append(
            FieldFinding(update.employeeID, update.identifier, value.field, value.target, kind))
    }

    /// The resource no longer exists: the next run reads the catalog for this employee, as if their identity had changed.
    private func lookAgain(for employee: EmployeeID, _ key: ResourceKey, _ links: [ResourceLink]) async throws {
        guard let link = links.first(where: { $0.employeeID == employee }) else { return }
        var update = MemoryUpdate()
        update.links = [
            ResourceLink(
                employeeID: employee, resource: key, identityDigest: "", department: link.department,
                lineage: link.lineage)
        ]
        try await remember(update)
    }
}

extension FieldUpdate {
    fileprivate func row(
        _ value: Value, _ key: ResourceKey, _ state: FieldMemory.State, written: [String] = []
    ) -> FieldMemory {
        FieldMemory(
            employeeID: employeeID, target: value.target, resource: key, digest: value.digest, state: state, written: written)
    }
}

extension Problem {
    fileprivate static func fieldsNotWritten(_ update: FieldUpdate, _ key: ResourceKey, _ error: SyncError) -> Problem {
        Problem(
            .employee(update.employeeID, identifier: update.identifier),
            .resourceNotChanged(resource: key, cause: error.failure))
    }
}
