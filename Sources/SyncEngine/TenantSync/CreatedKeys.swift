import SyncCore

/// The keys of what a plan created on the planning.
struct CreatedKeys: Hashable, Sendable {
    var types: [String: UnavailabilityTypeKey] = [:]
    var departments: [DepartmentID: PlanningDepartmentKey] = [:]
    var resources: [EmployeeID: ResourceKey] = [:]

    func key(_ type: TypeReference) -> UnavailabilityTypeKey? {
        switch type {
        case .existing(let key): key
        case .new(let label): types[label]
        }
    }

    func key(_ department: DepartmentReference) -> PlanningDepartmentKey? {
        switch department {
        case .existing(let key): key
        case .new(let id): departments[id]
        }
    }

    func key(_ resource: ResourceReference) -> ResourceKey? {
        switch resource {
        case .existing(let key): key
        case .new(let employee): resources[employee]
        }
    }

    /// nil when the event's resource or type could not be created.
    func draft(of event: DesiredEvent) -> EventFacts? {
        guard let resource = key(event.resource), let type = key(event.type) else { return nil }
        return event.on(resource, as: type)
    }
}
