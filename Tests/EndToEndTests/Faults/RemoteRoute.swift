import Simulators
import SyncCore
import Testing

/// Every route of the two remote systems that a sync sends a request to. Written out a second time: these tests know the program
/// from outside.
enum RemoteRoute: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case users, departments, leaves
    case passwordToken, assertionToken
    case resources, resource, newResource, changedResource
    case planningDepartments, newDepartment
    case types, newType
    case eventList, event, newEvent, changedEvent, deletedEvent
    /// Of Lucca's generation 2.
    case applicationToken, applicationDepartments, applicationEmployees, applicationAttributes, applicationEstablishments
    case applicationLeaves

    var testDescription: String { rawValue }

    var remote: SimulatedRemote {
        switch self {
        case .users, .departments, .leaves: .lucca
        default: isOfSecondGeneration ? .lucca : .planningpme
        }
    }

    /// Only a tenant of Lucca's generation 2 sends requests there.
    var isOfSecondGeneration: Bool {
        switch self {
        case .applicationToken, .applicationDepartments, .applicationEmployees, .applicationAttributes,
            .applicationEstablishments, .applicationLeaves:
            true
        default: false
        }
    }

    var call: RemoteCall {
        let (method, path) = request
        return RemoteCall(remote: remote, method: method, path: path)
    }

    private var request: (method: String, path: String) {
        switch self {
        case .users: ("GET", "/api/v3/users")
        case .departments: ("GET", "/organization/structure/api/departments")
        case .leaves: ("GET", "/api/v3/leaves")
        case .passwordToken: ("POST", "/token")
        case .assertionToken: ("PUT", "/token")
        case .resources: ("GET", "/api/resource")
        case .resource: ("GET", "/api/resource/*")
        case .newResource: ("POST", "/api/resource")
        case .changedResource: ("PUT", "/api/resource/*")
        case .planningDepartments: ("GET", "/api/department")
        case .newDepartment: ("POST", "/api/department")
        case .types: ("GET", "/api/unavailability")
        case .newType: ("POST", "/api/unavailability")
        case .eventList: ("POST", "/api/do/list")
        case .event: ("GET", "/api/do/*")
        case .newEvent: ("POST", "/api/do")
        case .changedEvent: ("PUT", "/api/do/*")
        case .deletedEvent: ("DELETE", "/api/do/*")
        case .applicationToken: ("POST", "/connect/token")
        case .applicationDepartments: ("GET", "/lucca-api/departments")
        case .applicationEmployees: ("GET", "/lucca-api/employees")
        case .applicationAttributes: ("GET", "/lucca-api/employee-attributes")
        case .applicationEstablishments: ("GET", "/lucca-api/business-establishments")
        case .applicationLeaves: ("GET", "/lucca-api/leaves")
        }
    }

    /// Makes something that a second request would make a second time.
    var isCreation: Bool {
        switch self {
        case .newResource, .newDepartment, .newType, .newEvent: true
        default: false
        }
    }

    /// Its requests carry a token.
    var needsToken: Bool {
        switch self {
        case .passwordToken, .assertionToken, .applicationToken: false
        default: remote == .planningpme || isOfSecondGeneration
        }
    }

    /// What a run may tell when its requests there fail, and go on.
    var problems: Set<Problem.Code> {
        switch self {
        case .users, .departments, .leaves, .passwordToken, .assertionToken: []
        case .resources, .planningDepartments, .types, .eventList: []
        case .resource, .newResource, .changedResource: [.resourceRejected]
        case .newDepartment: [.departmentRejected]
        case .newType: [.typeRejected]
        case .event, .newEvent, .changedEvent, .deletedEvent: [.eventRefused, .eventUnconfirmed]
        case .applicationToken, .applicationDepartments, .applicationEmployees, .applicationLeaves: []
        case .applicationAttributes, .applicationEstablishments: [.fieldUnreadable]
        }
    }

    /// Its answers come in pages. Those of generation 1's employees and departments are too large for these tests' small worlds.
    var hasPages: Bool {
        switch self {
        case .leaves, .resources, .planningDepartments, .types, .eventList: true
        case .applicationDepartments, .applicationEmployees, .applicationAttributes, .applicationLeaves: true
        default: false
        }
    }

    /// Rows of a page on PlanningPME, so that the small worlds have several; nil for as many as are asked for.
    var pageSize: Int? {
        switch self {
        case .resources: 9
        case .planningDepartments, .types: 4
        case .eventList: 20
        default: nil
        }
    }
}
