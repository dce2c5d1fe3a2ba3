import SyncCore
import SyncEngine

/// The extra fields that Lucca offers a tenant's key, and the people of its scope.
struct FieldOffer: Sendable {
    /// Lucca's own fields first, then the customer's by id.
    let fields: [OfferedField]
    /// Those whom a sync would carry fields for: in scope, and not gone.
    let people: Set<EmployeeID>

    /// Without a scope everyone is read, so that fields can be chosen before it, and no one is counted.
    /// - Throws: `SyncError`.
    static func read(of tenant: Tenant, _ services: Services) async throws -> FieldOffer {
        let source = try await services.source(tenant)
        let scope = tenant.scope.resolve(in: try await source.departments().rows)
        let departments = scope.departments.isEmpty ? nil : scope.departments.sorted()
        let offered = try await source.offeredFields(in: departments)
        var people: Set<EmployeeID> = []
        if departments != nil {
            let today = try await services.today(of: tenant)
            let employees = try await source.employees(in: departments).rows
            people = Set(
                employees.filter { scope.contains($0.departmentID) && ($0.contractEnd ?? today) >= today }.map(\.id))
        }
        return FieldOffer(fields: offered.sorted { order($0.field.id) < order($1.field.id) }, people: people)
    }

    private static func order(_ id: FieldID) -> (Int, String) {
        if case .standard(let field) = id.kind, let place = StandardField.allCases.firstIndex(of: field) { return (place, "") }
        return (StandardField.allCases.count, id.value)
    }

    subscript(_ id: FieldID) -> OfferedField? { fields.first { $0.field.id == id } }

    /// The people with a value.
    func holders(of field: OfferedField) -> Set<EmployeeID> { field.holders.intersection(people) }

    /// The parts of a composite field.
    func parts(of id: FieldID) -> [FieldID] {
        fields.map(\.field.id).filter { if case .part(let composite, _) = $0.kind { composite == id.value } else { false } }
    }

    /// What someone may have meant by `text`: an id, or the label that Lucca shows.
    func alike(_ text: String) -> [FieldID] {
        NearNames.of(text, among: fields.map { ($0.field.id, texts: [$0.field.id.value] + ($0.label.map { [$0] } ?? [])) })
    }
}
