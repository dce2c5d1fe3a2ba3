import Foundation
package import SyncCore
import SyncEngine

/// Whom an operation is about, as a person names them. A name and an e-mail address are looked up in Lucca and forgotten: they are not
/// stored, logged or shown, not even in errors.
package enum EmployeeSelector: Sendable, Hashable {
    /// Lucca's id, or the identifier that the tenant matches by.
    case id(String)
    /// The identifier that the tenant matches by.
    case identifier(String)
    /// Words of the name, in any order.
    case name(String)
    case email(String)

    /// What was typed.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case identifier
        case name
        case email
    }
}

extension EmployeeSelector: ExpressibleByStringLiteral {
    package init(stringLiteral value: String) { self = .id(value) }
}

/// Never prints what was typed.
extension EmployeeSelector: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String {
        switch self {
        case .id: "by id"
        case .identifier: "by identifier"
        case .name: "by name"
        case .email: "by e-mail"
        }
    }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// One of several people who match: nothing that names them.
package struct EmployeeMatch: Sendable, Hashable {
    package let id: EmployeeID
    /// The one that the tenant matches by; blank if Lucca has none.
    package let identifier: String
    package let department: DepartmentID
    /// nil if Lucca does not show the department.
    package let departmentName: String?
    /// Of those whose contract ends or has ended.
    package let lastDay: CalendarDay?

    package init(
        id: EmployeeID, identifier: String, department: DepartmentID, departmentName: String?, lastDay: CalendarDay?
    ) {
        self.id = id
        self.identifier = identifier
        self.department = department
        self.departmentName = departmentName
        self.lastDay = lastDay
    }
}

extension Services {
    /// Looks the person up in Lucca, former employees included. An id is left to the explanation, which knows more ids than Lucca.
    /// - Throws: `Refused` if no one matches, or several people do.
    func find(_ selector: EmployeeSelector, of tenant: Tenant) async throws -> WantedEmployee {
        guard let (kind, matching) = selector.rule(of: tenant) else {
            // Lucca may have forgotten whom runs remember.
            let known = try await records.changes(of: EmployeeID(selector.text), in: tenant.id, before: nil, limit: 1)
            return .named(selector.text, isRecorded: !known.isEmpty)
        }
        let lucca = try await source(tenant)
        var seen: Set<EmployeeID> = []
        let found = matching(try await lucca.everyone().rows).filter { seen.insert($0.id).inserted }
        guard let first = found.first else { throw Refused(.employeeNotFound(by: kind, tenant.slug)) }
        guard found.count > 1 else { return .found(first) }
        let names = Dictionary(try await lucca.departments().rows.map { ($0.id, $0.name) }) { first, _ in first }
        let matches = found.map { employee in
            EmployeeMatch(
                id: employee.id, identifier: employee.identifier(of: tenant), department: employee.departmentID,
                departmentName: names[employee.departmentID], lastDay: employee.contractEnd)
        }
        throw Refused(.employeesAlike(matches.sorted { $0.order < $1.order }, by: kind, tenant.slug))
    }
}

extension EmployeeMatch {
    /// 9 before 10.
    fileprivate var order: (Int, EmployeeID) { (Int(id.value) ?? .max, id) }
}

extension EmployeeSelector {
    fileprivate var text: String {
        switch self {
        case .id(let text), .identifier(let text), .name(let text), .email(let text): text
        }
    }

    /// nil for an id.
    fileprivate func rule(of tenant: Tenant) -> (Kind, ([Employee]) -> [Employee])? {
        switch self {
        case .id: nil
        case .identifier(let text): (.identifier, { $0.filter { $0.identifier(of: tenant) == text } })
        case .name(let text): (.name, { NameMatching.find(text, among: $0) })
        case .email(let text):
            (
                .email,
                { employees in
                    let wanted = LabelFolding.fold(text)
                    return employees.filter { !wanted.isEmpty && LabelFolding.fold($0.mail) == wanted }
                }
            )
        }
    }
}

extension Employee {
    /// The one that the tenant matches by, without spaces around it.
    fileprivate func identifier(of tenant: Tenant) -> String {
        identifier(tenant.settings.identifier).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
