extension PlanBuilder {
    private var departmentsByID: [DepartmentID: Department] {
        Dictionary(input.departments.map { ($0.id, $0) }) { first, _ in first }
    }

    /// With the directory: the resources to create, and what has to change in those that exist.
    mutating func planDepartments(of directory: Directory, _ matcher: ResourceMatcher) {
        let standing = Dictionary(directory.resources.map { ($0.key, $0) }) { first, _ in first }
        let departments = departmentsByID
        let counterparts = DepartmentMatcher(
            links: input.departmentLinks, departments: directory.departments, mayCreate: settings.create.contains(.departments))
        let planningKeys = Set(directory.departments.map(\.key))
        var found: [DepartmentID: Counterpart] = [:]
        var created: [String: DepartmentID] = [:]

        for employee in employees {
            guard let resource = resources[employee.id], let department = departments[employee.departmentID] else { continue }
            let counterpart: Counterpart
            if let known = found[department.id] {
                counterpart = known
            } else {
                counterpart = resolve(department, counterparts, planningKeys, &created)
                found[department.id] = counterpart
            }
            links[employee.id]?.department = counterpart.isSettled ? department.id : nil
            switch resource {
            case .new:
                plan.resourceCreations.append(
                    ResourceCreation(
                        employee: employee, identifier: employee.trimmedIdentifier(settings.identifier),
                        department: counterpart.reference))
            case .existing(let key):
                guard let resource = standing[key] else { continue }
                var update = ResourceUpdate(
                    employeeID: employee.id, key: key, department: nil,
                    registrationNumber: registrationNumber(of: employee, resource, matcher))
                switch counterpart.reference {
                case .existing(let key) where resource.departments.contains(key): break
                case let reference: update.department = reference
                }
                if update.department != nil || update.registrationNumber != nil { plan.resourceUpdates.append(update) }
            }
        }
        plan.departmentCreations.sort { $0.id < $1.id }
        plan.departmentLinks.sort { $0.departmentID < $1.departmentID }
    }

    private struct Counterpart {
        var reference: DepartmentReference?
        /// Whether there is nothing left to find out: the employee's link remembers the department.
        var isSettled: Bool
    }

    private mutating func resolve(
        _ department: Department, _ matcher: DepartmentMatcher, _ planningKeys: Set<PlanningDepartmentKey>,
        _ created: inout [String: DepartmentID]
    ) -> Counterpart {
        switch matcher.match(department) {
        case .existing(let key):
            guard planningKeys.contains(key) || input.directory?.unreadable[.departments] != nil else {
                // An operator's mapping to a department that is gone.
                plan.problems.append(Problem(.department(department.id), .departmentMappedToNothing(key: key)))
                return Counterpart(reference: nil, isSettled: true)
            }
            remember(DepartmentLink(departmentID: department.id, planningDepartment: key, isExplicit: false), over: matcher)
            return Counterpart(reference: .existing(key), isSettled: true)
        case .new:
            // Two departments of one name share their counterpart, as they would had it been there.
            let label = LabelFolding.fold(department.name)
            if let same = created[label] { return Counterpart(reference: .new(same), isSettled: true) }
            created[label] = department.id
            plan.departmentCreations.append(department)
            return Counterpart(reference: .new(department.id), isSettled: true)
        case .unmapped, .ambiguous, .unknown:
            plan.problems.append(
                .departmentUnmapped(department.id, isAmbiguous: matcher.match(department) == .ambiguous, input.tenant))
            remember(DepartmentLink(departmentID: department.id, planningDepartment: nil, isExplicit: false), over: matcher)
            return Counterpart(reference: nil, isSettled: false)
        }
    }

    private mutating func remember(_ link: DepartmentLink, over matcher: DepartmentMatcher) {
        let known = matcher.link(link.departmentID)
        if let known, known.isExplicit, known.planningDepartment != nil { return }
        if known != link { plan.departmentLinks.append(link) }
    }

    /// Without the directory: whether someone moved, and what was not found when it was last read.
    mutating func recallDepartments() {
        let departments = departmentsByID
        let counterparts = DepartmentMatcher(links: input.departmentLinks, departments: nil, mayCreate: false)
        var reported: Set<DepartmentID> = []
        for employee in employees {
            guard resources[employee.id] != nil, remembered[employee.id]?.department != employee.departmentID,
                let department = departments[employee.departmentID]
            else { continue }
            switch counterparts.match(department) {
            case .existing, .new, .unknown: need.reasons.insert(.changedDepartment)
            case .unmapped, .ambiguous:
                if settings.create.contains(.departments) { need.reasons.insert(.changedDepartment) }
                if input.directoryIsStale { need.reasons.insert(.searchedLongAgo) }
                if reported.insert(department.id).inserted {
                    plan.problems.append(.departmentUnmapped(department.id, isAmbiguous: false, input.tenant))
                }
            }
        }
    }
}
