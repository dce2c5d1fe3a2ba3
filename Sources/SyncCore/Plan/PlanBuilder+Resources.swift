extension PlanBuilder {
    /// Employees → resources, and changes to the resources themselves.
    mutating func planResources() {
        let linked = standingLinks()
        if let catalog = input.catalog {
            let matcher = ResourceMatcher(
                resources: catalog.resources, employees: employees, linked: linked, identifier: settings.identifier,
                matchEmail: settings.matchEmail)
            match(linked, matcher)
            planDepartments(of: catalog, matcher)
        } else {
            recall(linked)
            recallDepartments()
        }
    }

    /// Links whose resource, as far as is known, exists and belongs to one employee only.
    private func standingLinks() -> [EmployeeID: ResourceKey] {
        var keys = input.catalog.map { Set($0.resources.map(\.key)) }
        // The seemingly missing resource may be the unreadable one.
        if input.catalog?.unreadable[.resources] != nil { keys = nil }
        let withheld = input.catalog?.withheld ?? []
        var holders: [ResourceKey: [EmployeeID]] = [:]
        for employee in employees {
            guard let key = remembered[employee.id]?.resource, keys?.contains(key) ?? true, !withheld.contains(key) else {
                continue
            }
            holders[key, default: []].append(employee.id)
        }
        var linked: [EmployeeID: ResourceKey] = [:]
        for (key, holders) in holders where holders.count == 1 {
            linked[holders[0]] = key
        }
        return linked
    }

    /// Without the catalog: uses the results of its last read.
    private mutating func recall(_ linked: [EmployeeID: ResourceKey]) {
        for employee in employees where isReadable(employee.id) {
            guard let facts = facts[employee.id], let link = remembered[employee.id] else {
                need.reasons.insert(.employeeWithoutLink)
                continue
            }
            if let key = facts.archivedResource(in: link.identityDigest) {
                plan.problems.append(.resourceArchived(employee, key, input.tenant))
                if input.catalogIsStale { need.reasons.insert(.searchedLongAgo) }
                continue
            }
            if let key = linked[employee.id] {
                resources[employee.id] = .existing(key)
                if link.identityDigest != facts.compared { need.reasons.insert(.changedIdentity) }
                continue
            }
            if link.resource != nil {
                // Several employees are linked to it.
                plan.problems.append(.employeeAmbiguous(employee, .resourceOfSomeoneElse, input.tenant))
                if link.identityDigest != facts.compared { need.reasons.insert(.changedIdentity) }
            } else if let ambiguity = facts.ambiguity(in: link.identityDigest) {
                plan.problems.append(.employeeAmbiguous(employee, ambiguity, input.tenant))
            } else if link.identityDigest == facts.compared {
                plan.problems.append(.employeeUnmatched(employee, input.tenant))
                if settings.create.contains(.resources), !employee.trimmedIdentifier(settings.identifier).isEmpty {
                    need.reasons.insert(.employeeWithoutLink)
                }
            } else {
                need.reasons.insert(.changedIdentity)
            }
            if input.catalogIsStale { need.reasons.insert(.searchedLongAgo) }
        }
    }

    private mutating func match(_ linked: [EmployeeID: ResourceKey], _ matcher: ResourceMatcher) {
        for employee in employees where isReadable(employee.id) {
            guard let facts = facts[employee.id] else { continue }
            if let key = linked[employee.id], let link = remembered[employee.id] {
                resources[employee.id] = .existing(key)
                links[employee.id] = ResourceLink(
                    employeeID: employee.id, resource: key, identityDigest: facts.compared, department: link.department,
                    lineage: link.lineage)
                continue
            }
            var digest = facts.compared
            var key: ResourceKey?
            switch matcher.matches[employee.id] ?? .none {
            case .byIdentifier(let found), .byMail(let found):
                resources[employee.id] = .existing(found)
                key = found
            case .ambiguous(let ambiguity):
                plan.problems.append(.employeeAmbiguous(employee, ambiguity, input.tenant))
                digest = facts.ambiguous(ambiguity)
            case .none:
                if let withheld = withheldResource(of: employee, matcher) {
                    plan.problems.append(.resourceArchived(employee, withheld, input.tenant))
                    links[employee.id] = ResourceLink(
                        employeeID: employee.id, resource: linkToKeep(of: employee, withheld),
                        identityDigest: facts.archived(withheld), department: nil)
                    continue
                }
                let identifier = employee.trimmedIdentifier(settings.identifier)
                if !settings.create.contains(.resources) || identifier.isEmpty {
                    plan.problems.append(.employeeUnmatched(employee, input.tenant))
                } else if matcher.isFree(identifier) {
                    resources[employee.id] = .new(employee.id)
                } else {
                    plan.problems.append(.employeeAmbiguous(employee, .sharedIdentifier, input.tenant))
                    digest = facts.ambiguous(.sharedIdentifier)
                }
            }
            links[employee.id] = ResourceLink(employeeID: employee.id, resource: key, identityDigest: digest, department: nil)
        }
    }

    /// An employee's only candidate, if it is archived or our user may not see it. Not detected: an archived resource that is in
    /// no list and was never linked, and a hidden one that the planning also denies by key.
    private func withheldResource(of employee: Employee, _ matcher: ResourceMatcher) -> ResourceKey? {
        if let key = remembered[employee.id]?.resource, input.catalog?.withheld.contains(key) == true { return key }
        return matcher.archivedResource(of: employee)
    }

    /// A link survives archiving, so that the absences return with the resource. A new link is not made.
    private func linkToKeep(of employee: Employee, _ withheld: ResourceKey) -> ResourceKey? {
        remembered[employee.id]?.resource == withheld ? withheld : nil
    }

    /// The registration number to write into an employee's resource; nil to leave it. A blank one is filled, and one that equals
    /// the previous identifier is updated. One that a planner entered stays.
    func registrationNumber(of employee: Employee, _ resource: Resource, _ matcher: ResourceMatcher) -> String? {
        let identifier = employee.trimmedIdentifier(settings.identifier)
        let number = resource.registrationNumber.trimmed
        guard resource.isReadable, number != identifier, matcher.isFree(identifier) else { return nil }
        if number.isEmpty { return identifier }
        guard let link = remembered[employee.id], link.resource == resource.key,
            IdentityFacts.remembers(number, settings.identifier, in: link.identityDigest, digest: input.digest)
        else { return nil }
        return identifier
    }
}

extension PlanBuilder {
    private var departmentsByID: [DepartmentID: Department] {
        Dictionary(input.departments.map { ($0.id, $0) }) { first, _ in first }
    }

    /// With the catalog: the resources to create, and the changes to existing ones.
    mutating func planDepartments(of catalog: Catalog, _ matcher: ResourceMatcher) {
        let standing = Dictionary(catalog.resources.map { ($0.key, $0) }) { first, _ in first }
        let departments = departmentsByID
        let counterparts = DepartmentMatcher(
            links: input.departmentLinks, departments: catalog.departments, mayCreate: settings.create.contains(.departments))
        let planningKeys = Set(catalog.departments.map(\.key))
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
        /// Whether the employee's link already has the department.
        var isSettled: Bool
    }

    private mutating func resolve(
        _ department: Department, _ matcher: DepartmentMatcher, _ planningKeys: Set<PlanningDepartmentKey>,
        _ created: inout [String: DepartmentID]
    ) -> Counterpart {
        switch matcher.match(department) {
        case .existing(let key):
            guard planningKeys.contains(key) || input.catalog?.unreadable[.departments] != nil else {
                // An operator mapped it to a department that no longer exists.
                plan.problems.append(Problem(.department(department.id), .departmentMappedToNothing(key: key)))
                return Counterpart(reference: nil, isSettled: true)
            }
            remember(DepartmentLink(departmentID: department.id, planningDepartment: key, isExplicit: false), over: matcher)
            return Counterpart(reference: .existing(key), isSettled: true)
        case .new:
            // Departments with the same name share one counterpart, as they would if it existed.
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

    /// Without the catalog: whether an employee moved, and what the last read did not find.
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
                if input.catalogIsStale { need.reasons.insert(.searchedLongAgo) }
                if reported.insert(department.id).inserted {
                    plan.problems.append(.departmentUnmapped(department.id, isAmbiguous: false, input.tenant))
                }
            }
        }
    }
}
