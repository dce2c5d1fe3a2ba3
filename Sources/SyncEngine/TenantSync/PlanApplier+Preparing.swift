import SyncCore

/// Types, departments and resources. They need no reference: types and departments are found again by label, resources by
/// registration number, so that a run after a crash finds them in the catalog. Each is remembered as soon as its key is known.
///
/// They need other rights than events: if creating them is forbidden, each one is a problem, and the run continues.
extension PlanApplier {
    struct Preparation {
        /// After this many consecutive rejections, no more of that kind are tried.
        static let forbiddenLimit = 5

        var done = 0
        var total = 0
        private var phase = SyncProgress.Phase.preparing
        private var forbidden = 0
        /// The last of these rejections.
        private(set) var prohibition: SyncError?

        var progress: SyncProgress { SyncProgress(phase, done: done, total: total) }

        /// - Parameter total: things of that phase.
        mutating func begin(_ phase: SyncProgress.Phase, _ total: Int) {
            (self.phase, self.done, self.total) = (phase, 0, total)
            beginKind()
        }

        fileprivate mutating func beginKind() { (forbidden, prohibition) = (0, nil) }

        /// - Parameter prohibition: nil if it was not forbidden.
        fileprivate mutating func note(prohibition error: SyncError?) {
            guard let error else { return beginKind() }
            forbidden += 1
            if forbidden >= Self.forbiddenLimit { prohibition = error }
        }
    }

    mutating func prepare(_ plan: SyncPlan, catalogWasRead: Bool) async throws {
        preparation.total =
            plan.typeCreations.count + plan.departmentCreations.count + plan.resourceCreations.count + plan.resourceUpdates.count
        let pending = Set(plan.resourceCreations.map(\.employee.id) + plan.resourceUpdates.map(\.employeeID))
        var update = MemoryUpdate()
        update.links = plan.links.filter { !pending.contains($0.employeeID) } + plan.placedLinks
        update.reasonRules = plan.reasonRules
        update.departmentLinks = plan.departmentLinks
        if case .existing(let key) = plan.neutralType { update.neutralType = key }
        update.catalogWasRead = catalogWasRead
        // They have no intents of their own: after a crash, the next run must know that one may still be created.
        if preparation.total > 0 { update.isMaking = true } else if around.isMaking { update.isMaking = false }
        try await remember(update)

        let links = Dictionary(plan.links.map { ($0.employeeID, $0) }) { first, _ in first }
        for label in plan.typeCreations { try await createType(label, plan) }
        preparation.beginKind()
        for department in plan.departmentCreations { try await createDepartment(department) }
        preparation.beginKind()
        for creation in plan.resourceCreations { try await createResource(creation, links[creation.employee.id]) }
        preparation.beginKind()
        for change in plan.resourceUpdates { try await updateResource(change, links[change.employeeID]) }
        if preparation.total > 0 {
            var update = MemoryUpdate()
            update.isMaking = false
            try await remember(update)
        }
    }

    private mutating func createType(_ label: String, _ plan: SyncPlan) async throws {
        let (target, accounts) = (around.target, plan.reasonsOfNewTypes.filter { $0.value == label }.map(\.key).sorted())
        let key = try await create {
            try await target.createType(label: label)
        } found: {
            let folded = LabelFolding.fold(label)
            return try await target.types().filter { LabelFolding.fold($0.label) == folded }.map(\.key).min()
        } rejected: {
            .typeRejected(accounts, $0)
        }
        try await around.faults.reach(.afterTypeCreated)
        guard let key else { return }
        keys.types[label] = key
        var update = MemoryUpdate()
        update.reasonRules = accounts.map { ReasonRule(accountID: $0, destination: .type(key), origin: .automatic) }
        if plan.neutralType == .new(label) { update.neutralType = key }
        try await remember(update)
    }

    private mutating func createDepartment(_ department: Department) async throws {
        let target = around.target
        let key = try await create {
            try await target.createDepartment(label: department.name)
        } found: {
            let folded = LabelFolding.fold(department.name)
            return try await target.departments().filter { LabelFolding.fold($0.label) == folded }.map(\.key).min()
        } rejected: {
            .departmentRejected(department.id, $0)
        }
        try await around.faults.reach(.afterDepartmentCreated)
        guard let key else { return }
        keys.departments[department.id] = key
        var update = MemoryUpdate()
        update.departmentLinks = [DepartmentLink(departmentID: department.id, planningDepartment: key, isExplicit: false)]
        try await remember(update)
    }

    private mutating func createResource(_ creation: ResourceCreation, _ link: ResourceLink?) async throws {
        let target = around.target
        let employee = creation.employee
        let draft = ResourceDraft(
            label: creation.label, lastName: employee.lastName, firstName: employee.firstName, email: employee.mail,
            registrationNumber: creation.identifier, department: creation.department.flatMap { keys.key($0) })
        let made = try await create {
            try await target.createResource(draft)
        } found: {
            try await target.resources().filter { $0.registrationNumber == draft.registrationNumber }.min { $0.key < $1.key }
                .map(draft.compared)
        } rejected: {
            .resourceNotCreated(creation, $0)
        }
        try await around.faults.reach(.afterResourceCreated)
        guard let made else { return }
        keys.resources[employee.id] = made.key
        let isRight = weigh(made, employee.id, identifier: creation.identifier)
        if var link {
            link.resource = made.key
            if !isRight || creation.department != nil && draft.department == nil { link.department = nil }
            var update = MemoryUpdate()
            update.links = [link]
            try await remember(update)
        }
        if let failure = disagreements.failure(around.tenant) { throw failure }
    }

    private mutating func updateResource(_ change: ResourceUpdate, _ link: ResourceLink?) async throws {
        let department = change.department.flatMap { keys.key($0) }
        var isRight = change.department == nil || department != nil
        // Nothing to change if the only change was a department that could not be created.
        if department != nil || change.registrationNumber != nil {
            let target = around.target
            let written = try await create {
                try await target.updateResource(
                    change.key, ResourceChange(department: department, registrationNumber: change.registrationNumber))
            } found: {
                // It is idempotent: the next run compares the resource again and updates it if needed.
                nil
            } rejected: {
                .resourceNotUpdated(change, $0)
            }
            try await around.faults.reach(.afterResourceUpdated)
            guard let written else { return }
            if !weigh(written, change.employeeID, identifier: change.registrationNumber ?? "") { isRight = false }
        } else {
            preparation.done += 1
        }
        if var link {
            if !isRight { link.department = nil }
            var update = MemoryUpdate()
            update.links = [link]
            try await remember(update)
        }
        if let failure = disagreements.failure(around.tenant) { throw failure }
    }

    /// Counts the write of a resource like those of events, and adds a problem if it differs. A resource that differs from what
    /// was sent is remembered without its department, so that the next run reads it again and writes the difference.
    /// - Returns: whether it matches what was sent.
    @discardableResult
    mutating func weigh(_ written: WrittenResource, _ employee: EmployeeID, identifier: String) -> Bool {
        disagreements.note(WriteResult(written), sentAfter: disagreements.count)
        if let disagreement = written.disagreement {
            note(.resourceDisagrees(written.key, employee, identifier: identifier, disagreement))
        } else if !written.isVerified {
            note(.resourceUnverified(written.key, employee, identifier: identifier))
        } else {
            return true
        }
        return false
    }

    /// - Parameters:
    ///   - found: searches for what `make` was to create, if its answer was lost and it must have taken effect by then.
    ///   - rejected: the problem to add if it was not created.
    /// - Returns: nil if it was not created.
    /// - Throws: what ends the run.
    mutating func create<Key: Sendable>(
        _ make: () async throws -> Key, found: () async throws -> Key?, rejected: (SyncError) -> Problem
    ) async throws -> Key? {
        try around.trust.check()
        if Task.isCancelled { throw SyncError.stopped }
        defer {
            preparation.done += 1
            around.onProgress(preparation.progress)
        }
        if let error = preparation.prohibition {
            note(rejected(error))
            return nil
        }
        let result: WriteResult
        do {
            let key = try await make()
            preparation.note(prohibition: nil)
            streak.endRow()
            return key
        } catch {
            result = WriteResult(failure: error)
        }
        preparation.note(prohibition: result.prohibition)
        if result.prohibition != nil { streak.noteAnswer() }
        if result.prohibition == nil, let error = streak.note(result) { throw error }
        switch result {
        case .unconfirmed(let error):
            around.onProgress(SyncProgress(.landing))
            try await around.trust.wait(seconds: around.target.landingSeconds)
            if let key = try await found() {
                streak.noteAnswer()
                return key
            }
            note(rejected(error))
        case .refused(let error):
            note(rejected(error))
        case .done, .disagrees, .unverified, .eventIsGone, .notSent: break
        }
        return nil
    }

    func remember(_ update: MemoryUpdate) async throws {
        guard update != MemoryUpdate() else { return }
        let (ledger, lease) = (around.ledger, around.lease)
        try await uncancellable { try await ledger.remember(update, lease) }
        try await around.faults.reach(.afterMemory)
    }
}
