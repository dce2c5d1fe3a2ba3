package import HTTPTransport
package import SyncCore
package import SyncEngine
import Synchronization

/// The secrets of an application that a customer's administrator declared in Lucca.
package struct LuccaApplicationCredentials: Sendable {
    let id: Secret
    let secret: Secret

    /// - Parameters: as the customer copied them; surrounding spaces do no harm.
    package init(id: Secret, secret: Secret) {
        self.id = id
        self.secret = secret
    }
}

/// One tenant's Lucca (generation 2, application), for the length of one run.
///
/// For 500 employees it sends a request for the token, one for the departments, five for the employees, and one for each 100 absences.
package final class LuccaApplicationSource: HRSource {
    let reader: ApplicationListReader
    let tokenRequest: ApplicationTokenRequest
    let today: CalendarDay
    /// Those whose reading `check` tests.
    let fields: [LuccaField]
    /// Absences are asked for by person: the last people read, and of which departments; nil for all.
    private let people = Mutex<(departments: Set<DepartmentID>?, employees: [Employee])?>(nil)

    /// Sends nothing yet.
    /// - Parameters:
    ///   - client: for the tenant's Lucca address.
    ///   - tokenClient: for Lucca's token host.
    ///   - tokenPath: of the tokens there.
    ///   - clock: which tells when a token ends.
    ///   - today: in the tenant's zone: the day whose extra data is read.
    ///   - fields: the extra fields in use; `check` alone needs them.
    package init(
        client: RemoteClient, tokenClient: RemoteClient, tokenPath: String, application: LuccaApplicationCredentials,
        clock: SteadyClock = .system, today: CalendarDay, fields: [LuccaField] = []
    ) {
        let request = ApplicationTokenRequest(client: tokenClient, path: tokenPath, application: application)
        tokenRequest = request
        reader = ApplicationListReader(
            api: ApplicationAPI(
                client: client, tokens: ApplicationTokens(clock: clock) { try await request.send(for: $0) }))
        self.today = today
        self.fields = fields
    }

    package var requestCount: Int {
        get async { reader.api.requestCount + tokenRequest.client.requestCount }
    }

    package func departments() async throws -> Reading<Department> {
        try await refusalsInWords { [reader] in
            var limit = ApplicationAPI.page
            let list = try await reader.rows(of: .departments, as: DepartmentRow.self, limit: &limit)
            return ApplicationDepartmentMapping.departments(list.rows, missing: list.missing)
        }
    }

    package func employees(in departments: [DepartmentID]?, with fields: [LuccaField]) async throws -> EmployeeReading {
        if let departments, departments.isEmpty { return EmployeeReading(Reading(rows: [])) }
        let reading = try await refusalsInWords { [self] in
            let list = try await readEmployees(in: departments)
            let fields = try await ApplicationFieldReader(reader, today: today).values(of: fields, list.rows)
            return EmployeeReading(EmployeeMapping.employees(list.rows, missing: list.missing), fields: fields)
        }
        people.withLock { $0 = (departments.map { Set($0) }, reading.employees.rows) }
        return reading
    }

    package func everyone() async throws -> Reading<Employee> {
        try await refusalsInWords { [reader] in
            var limit = ApplicationAPI.page
            let list = try await reader.rows(of: .everyone, as: EmployeeRow.self, limit: &limit)
            return EmployeeMapping.employees(list.rows, missing: list.missing)
        }
    }

    package func offeredFields(in departments: [DepartmentID]?) async throws -> [OfferedField] {
        try await refusalsInWords { [self] in
            let rows = try await readEmployees(in: departments).rows.filter { row in
                departments?.contains { $0.value == row.departmentID } ?? true
            }
            return try await ApplicationFieldReader(reader, today: today).offered(rows)
        }
    }

    package func leaves(
        ofEmployeesIn departments: [DepartmentID], from: CalendarDay, through: CalendarDay
    ) async throws -> LeaveReading {
        guard from <= through, !departments.isEmpty else { return LeaveReading(leaves: [], accounts: []) }
        let wanted = Set(departments)
        let ids = try await employees(of: wanted).filter { wanted.contains($0.departmentID) }.map(\.id.value).sorted()
        return try await refusalsInWords { [reader] in
            var mapping = AbsenceMapping(from: from, through: through)
            var limit = ApplicationAPI.page
            for chunk in ids.chunks(of: ApplicationAPI.ids).flatMap({ IdentifierChunks.lists($0) }) {
                let list = ApplicationList.leaves(of: chunk, through: through)
                let read = try await reader.rows(of: list, as: AbsenceRow.self, limit: &limit)
                mapping.add(read.rows, of: Set(chunk), missing: read.missing)
            }
            reader.api.note(unknown: mapping.unknownStatuses, of: .status, in: .leaves(of: [], through: through))
            return mapping.result()
        }
    }

    private func employees(of departments: Set<DepartmentID>) async throws -> [Employee] {
        let known = people.withLock { known in
            known.flatMap { $0.departments?.isSuperset(of: departments) ?? true ? $0.employees : nil }
        }
        if let known { return known }
        return try await employees(in: departments.sorted()).rows
    }

    /// Those who work there, and future joiners. Former employees are not read: someone who left is in no list.
    func readEmployees(in departments: [DepartmentID]?) async throws -> ApplicationListReader.Reading<EmployeeRow> {
        var list = ApplicationList.employees
        // More departments than fit one request: everyone is read instead. Someone who moves between two lists while they are
        // read would be missing from both, and look gone.
        if let ids = departments?.map(\.value), ids.count <= ApplicationAPI.ids, IdentifierChunks.lists(ids).count == 1 {
            list.query.append((name: "applicableJobPosition.department.id", value: ids.joined(separator: ",")))
        }
        var limit = ApplicationAPI.page
        return try await reader.rows(of: list, as: EmployeeRow.self, limit: &limit)
    }

    /// Reads on the threads for that: rows by the ten thousand are made of answers here.
    private func refusalsInWords<Result: Sendable>(_ read: @escaping @Sendable () async throws -> Result) async throws -> Result {
        do {
            return try await Decoding.run(read)
        } catch let refusal as ApplicationRefusal {
            throw refusal.error
        }
    }
}

extension ApplicationList {
    static let departments = ApplicationList(
        path: "departments", subject: .departments, scopes: Set(LuccaScope.standard))

    static let employees = ApplicationList(
        path: "employees", subject: .employees, scopes: Set(LuccaScope.standard),
        query: [(name: "status", value: "active,upcoming")])

    static let everyone = ApplicationList(
        path: "employees", subject: .employees, scopes: Set(LuccaScope.standard),
        query: [(name: "status", value: "active,upcoming,deactivated")])

    static func leaves(of employees: [String], through: CalendarDay) -> ApplicationList {
        ApplicationList(
            path: "leaves", subject: .leaves, scopes: Set(LuccaScope.standard),
            query: LuccaAssumptions.absenceFilters(of: employees, through: through), name: employees.first ?? "")
    }
}
