public import SyncCore

/// A planning in a few dictionaries: what a plan that is carried out to the letter leaves behind.
public struct ModelPlanning: Hashable, Sendable {
    public var resources: [ResourceKey: Resource] = [:]
    public var departments: [PlanningDepartmentKey: PlanningDepartment] = [:]
    public var types: [UnavailabilityTypeKey: UnavailabilityType] = [:]
    public var events: [EventKey: Unavailability] = [:]
    private var lastKey = 1000

    public init() {}

    public var directory: Directory {
        Directory(
            resources: resources.values.sorted { $0.key < $1.key }, departments: departments.values.sorted { $0.key < $1.key },
            types: types.values.sorted { $0.key < $1.key })
    }

    /// Every key is new, whatever it is for.
    public mutating func nextKey() -> Int {
        lastKey += 1
        return lastKey
    }

    @discardableResult
    public mutating func addResource(
        _ number: String = "", email: String = "", label: String = "", departments: [PlanningDepartmentKey] = []
    ) -> ResourceKey {
        let key = ResourceKey(nextKey())
        resources[key] = Resource(key: key, label: label, email: email, registrationNumber: number, departments: departments)
        return key
    }

    @discardableResult
    public mutating func addDepartment(_ label: String) -> PlanningDepartmentKey {
        let key = PlanningDepartmentKey(nextKey())
        departments[key] = PlanningDepartment(key: key, label: label)
        return key
    }

    @discardableResult
    public mutating func addType(_ label: String) -> UnavailabilityTypeKey {
        let key = UnavailabilityTypeKey(nextKey())
        types[key] = UnavailabilityType(key: key, label: label)
        return key
    }
}
