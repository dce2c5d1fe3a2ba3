/// Events that nothing asks for: which of them are deleted, which stay because something could not be read, and which the brake
/// withholds.
extension PlanBuilder {
    /// Of events that nothing asks for, those that may be deleted. The others are kept because a row could not be read.
    mutating func deletable(_ entries: [LedgerEntry], _ stuck: Stuck, _ bounds: PlanBounds) -> [LedgerEntry] {
        var deletable: [LedgerEntry] = []
        var unidentified: [LedgerEntry] = []
        for entry in entries.inOrder() {
            guard isReadable(entry.employeeID) else { continue }
            if inScope.contains(entry.employeeID) {
                if bounds.isJudged(entry), !stuck.covers(entry) { deletable.append(entry) }
            } else if input.unidentifiedEmployees > 0, !roster.inSomeRow.contains(entry.employeeID) {
                // One of the rows without an id may be theirs.
                unidentified.append(entry)
            } else {
                deletable.append(entry)
            }
        }
        if input.unidentifiedEmployees > 0 {
            plan.problems.append(
                Problem(
                    .tenant(slug),
                    .employeeRowsWithoutID(
                        rows: input.unidentifiedEmployees, kept: unidentified.count,
                        employees: Set(unidentified.map(\.employeeID)).count)))
        }
        return deletable
    }

    /// Withholds what a cause explains, and nothing else; then the limits judge the rest.
    mutating func planDeletions(_ entries: [LedgerEntry], futureEvents: Int) {
        let approved = entries.filter { input.approvedDeletions.contains($0.reference) }
        var rest = entries.filter { !input.approvedDeletions.contains($0.reference) }
        defer {
            let deleted = (approved + rest).inOrder()
            plan.operations += deleted.map(SyncOperation.delete)
        }

        let isEmptyScope = employees.isEmpty && input.lastSuccessEmployees ?? 0 > 0
        let isExplainedByRows = !unreadable.isEmpty || input.unidentifiedEmployees > 0
        if isEmptyScope, !rest.isEmpty || !isExplainedByRows {
            return withhold(take(&rest) { _ in true }, .noEmployeeLeft(before: input.lastSuccessEmployees ?? 0))
        }
        let lost = take(&rest) { departmentLost(by: $0.employeeID) != nil }
        if !lost.isEmpty {
            let departments = Set(lost.compactMap { departmentLost(by: $0.employeeID) }).sorted()
            withhold(lost, .departmentsLost(departments: departments, employees: Set(lost.map(\.employeeID)).count))
        }
        if isSomeDepartmentLost {
            let unknown = take(&rest) { isNowhere($0.employeeID) && remembered[$0.employeeID]?.lineage == nil }
            if !unknown.isEmpty { withhold(unknown, .departmentUnknown(employees: Set(unknown.map(\.employeeID)).count)) }
        }
        // Whoever approved deletions of people in scope says that the empty read is right.
        if input.leaves.isEmpty, input.unownedLeaves == 0, !approved.contains(where: { inScope.contains($0.employeeID) }) {
            let vanished = Set(rest.map(\.employeeID)).intersection(inScope)
            if vanished.count > 1 {
                withhold(take(&rest) { vanished.contains($0.employeeID) }, .nothingRead(employees: vanished.count))
            }
        }
        if settings.brake.holds(deletions: rest.count, futureEvents: futureEvents) {
            let reason = BrakeReason.tooManyDeletions(deletions: rest.count, futureEvents: futureEvents)
            withhold(take(&rest) { _ in true }, reason)
        }
    }

    private mutating func withhold(_ entries: [LedgerEntry], _ reason: BrakeReason) {
        plan.brakeReasons.append(reason)
        plan.withheld = (plan.withheld + entries).inOrder()
        plan.problems.append(Problem(.tenant(slug), .deletionsWithheld(count: entries.count, reason: reason)))
    }

    private func take(_ entries: inout [LedgerEntry], where isTaken: (LedgerEntry) -> Bool) -> [LedgerEntry] {
        let taken = entries.filter(isTaken)
        if !taken.isEmpty { entries.removeAll(where: isTaken) }
        return taken
    }

    /// The department that an employee was last seen in, when the scope as it is set today covered it then and covers it no longer,
    /// and no row says that they left or are somewhere else.
    func departmentLost(by employee: EmployeeID) -> DepartmentID? {
        guard !inScope.contains(employee), let lineage = remembered[employee]?.lineage,
            !scope.contains(lineage.department), input.tenant.scope.covers(lineage)
        else { return nil }
        guard roster.inSomeRow.contains(employee) else { return lineage.department }
        let isStillThere = input.employees.contains {
            $0.id == employee && $0.departmentID == lineage.department
                && ($0.contractEnd ?? input.window.asOf) >= input.window.asOf
        }
        return isStillThere ? lineage.department : nil
    }

    private func isNowhere(_ employee: EmployeeID) -> Bool {
        !inScope.contains(employee) && !roster.inSomeRow.contains(employee)
    }

    /// Whether the scope covers less than it did, so that someone who is in no row may have been in what it lost.
    private var isSomeDepartmentLost: Bool {
        guard let before = input.lastSuccessDepartments else { return false }
        return !scope.missing.isEmpty || scope.departments.count < before
    }
}
