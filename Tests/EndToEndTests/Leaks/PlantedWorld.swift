import Foundation
import Simulators

/// A simulated customer in whose two systems every text about a person is a canary.
struct PlantedWorld {
    let tenant: SimulatedTenant
    private(set) var canaries: [Canary] = []
    /// Typed by planners onto an event: the connector must keep it and show it to no one.
    static let remark = "Kanariremarque: voir avec Brigitte"
    /// Written by employees beside their requests; the connector does not read it.
    static let comment = "Kanaricommentaire: chez le dentiste"

    init(_ tenant: SimulatedTenant) throws {
        self.tenant = tenant
        try plantPeople()
        try plantComments()
        try plantLabels()
        try plantPlanning()
        try plantExtraData()
        canaries.append(Canary(.illness, SimulatedLucca.sickLeaveDetail))
        canaries += EveryWrite.canaries
        canaries += Self.credentials(of: tenant)
        canaries += Self.remoteTexts
    }

    mutating func plant(_ kind: Canary.Kind, _ text: String) -> String {
        canaries.append(Canary(kind, text))
        return text
    }

    private mutating func plantPeople() throws {
        for employee in tenant.lucca.employees {
            let id = employee.id
            try tenant.lucca.apply(
                .editEmployee(
                    employee: id, firstName: plant(.personName, "Kanariprenom\(id)q"),
                    lastName: plant(.personName, "Kanarinom\(id)q"), mail: plant(.email, "kanarimail\(id)q@kanari.example"),
                    login: plant(.login, "kanarilogin\(id)q"), employeeNumber: nil))
        }
    }

    private mutating func plantComments() throws {
        let comment = plant(.comment, Self.comment)
        for period in Set(tenant.lucca.leaves.map(\.period)).sorted() {
            try tenant.lucca.apply(.commentPeriod(period: period, comment: comment))
        }
    }

    private mutating func plantLabels() throws {
        for account in tenant.lucca.leaveAccounts {
            try tenant.lucca.apply(.renameLeaveAccount(account: account.id, name: plant(.reason, "Kanarimotif\(account.id)q")))
        }
        for department in tenant.lucca.departments {
            try tenant.lucca.apply(
                .renameDepartment(department: department.id, name: plant(.department, "Kanariservice\(department.id)q")))
        }
    }

    private mutating func plantPlanning() throws {
        let planning = tenant.planning
        // One type for a leave account, so that it is found by its label, and the neutral one; the others match
        // nothing.
        let matched = [tenant.lucca.leaveAccounts.first?.name, "Absent"]
        for (position, type) in planning.types.enumerated() {
            let label = position < matched.count ? matched[position] : nil
            try planning.apply(.renameType(type: type.key, label: label ?? plant(.planningLabel, "Kanaritype\(type.key)q")))
        }
        try planning.apply(.addDepartment(label: plant(.planningLabel, "Kanariatelier")))
        for resource in planning.resources {
            for (member, text) in [
                ("label", "Kanariressource\(resource.key)q"), ("lastName", "Kanarifamille\(resource.key)q"),
                ("mobile", "06 99 88 \(resource.key)q"),
            ] {
                try planning.apply(.editResource(resource: resource.key, member: member, text: plant(.planningLabel, text)))
            }
        }
        if let event = planning.events.first {
            try planning.apply(.editRemark(event: event.key, remark: plant(.remark, Self.remark)))
        }
    }

    /// On every event of the connector's, beside its reference.
    func typeRemarks() throws {
        for event in tenant.planning.events {
            guard let reference = event.reference, reference.contains(tenant.slug) else { continue }
            try tenant.planning.apply(.editRemark(event: event.key, remark: "\(Self.remark) \(reference)"))
        }
    }

    static func credentials(of tenant: SimulatedTenant) -> [Canary] {
        let credentials = tenant.credentials
        return [
            Canary(.luccaKey, credentials.luccaKey), Canary(.luccaClientID, credentials.luccaClientID),
            Canary(.luccaClientSecret, credentials.luccaClientSecret), Canary(.luccaToken, SimulatedLucca.tokenBeginning),
            Canary(.appKey, credentials.appKey),
            Canary(.username, credentials.username), Canary(.password, credentials.password),
            Canary(.authToken, credentials.authToken), Canary(.accessToken, SimulatedPlanning.tokenBeginning),
        ]
    }

    /// The simulators' error texts.
    private static let remoteTexts = [
        Canary(.remoteText, "ApiKeyModule"), Canary(.remoteText, "HttpApplication.ExecuteStep"),
        Canary(.remoteText, "momentanément indisponible"), Canary(.remoteText, "This answer was planned"),
        Canary(.remoteText, "The api key is unknown"), Canary(.remoteText, "user name or password is incorrect"),
        Canary(.remoteText, "AppKey is missing or unknown"),
    ]
}
