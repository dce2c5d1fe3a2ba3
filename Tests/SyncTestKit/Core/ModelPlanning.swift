package import SyncCore

/// A planning in a few dictionaries: the result of carrying out a plan to the letter.
package struct ModelPlanning: Hashable, Sendable {
    package var resources: [ResourceKey: Resource] = [:]
    package var departments: [PlanningDepartmentKey: PlanningDepartment] = [:]
    package var types: [UnavailabilityTypeKey: UnavailabilityType] = [:]
    package var events: [EventKey: Unavailability] = [:]
    private var lastKey = 1000

    package init() {}

    package var catalog: Catalog {
        Catalog(
            resources: resources.values.sorted { $0.key < $1.key }, departments: departments.values.sorted { $0.key < $1.key },
            types: types.values.sorted { $0.key < $1.key })
    }

    /// Every key is new, whatever it identifies.
    package mutating func nextKey() -> Int {
        lastKey += 1
        return lastKey
    }

    @discardableResult
    package mutating func addResource(
        _ number: String = "", email: String = "", label: String = "", departments: [PlanningDepartmentKey] = []
    ) -> ResourceKey {
        let key = ResourceKey(nextKey())
        resources[key] = Resource(key: key, label: label, email: email, registrationNumber: number, departments: departments)
        return key
    }

    @discardableResult
    package mutating func addDepartment(_ label: String) -> PlanningDepartmentKey {
        let key = PlanningDepartmentKey(nextKey())
        departments[key] = PlanningDepartment(key: key, label: label)
        return key
    }

    @discardableResult
    package mutating func addType(_ label: String) -> UnavailabilityTypeKey {
        let key = UnavailabilityTypeKey(nextKey())
        types[key] = UnavailabilityType(key: key, label: label)
        return key
    }
}
