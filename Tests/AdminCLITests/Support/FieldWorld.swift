import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@testable import AdminCLI

/// A tenant with two people in scope, one who left and one outside it, extra data in Lucca and custom fields on the planning.
struct FieldWorld {
    var bench = CommandLineBench()

    static let shown = [
        ResourceField(target: .custom("Site"), form: .text), ResourceField(target: .custom("Fin CACES"), form: .date),
        ResourceField(target: .custom("Conducteur"), form: .boolean), ResourceField(target: .custom("Km"), form: .number),
        ResourceField(target: .custom("Badge"), form: nil), ResourceField(target: .mobile, form: .text),
    ]

    /// - Parameter shown: the fields of the planning's resources.
    init(shown: [ResourceField] = Self.shown, shape: ConsoleShape = ConsoleShape()) async {
        bench.shape = shape
        bench.connector.target = StubTarget(fields: shown)
        bench.connector.source.rows = [
            Department(id: "1", name: "Acme", hierarchy: "/1/"), Department(id: "2", name: "Ailleurs", hierarchy: "/2/"),
        ]
        bench.connector.source.people = [
            Employee(id: "42", employeeNumber: "00042", departmentID: "1"),
            Employee(id: "43", employeeNumber: "00043", departmentID: "1"),
            Employee(id: "44", employeeNumber: "00044", departmentID: "2"),
            Employee(id: "45", employeeNumber: "00045", departmentID: "1", contractEnd: Sample.day("2026-11-30")),
        ]
        bench.connector.source.offered = Self.offered
        await bench.register()
        _ = await bench.run("scope", "set", "acme", "--department", "1")
    }

    static let offered: [OfferedField] = [
        offer("e_Site-chantier", .list, "Site du chantier", "Planning", ["42", "43", "44", "45"]),
        offer("e_caces_fin", .date, "Fin du CACES", "Planning", ["42"]), offer("e_permis", .boolean, "Permis B", "Véhicules"),
        offer("e_cles", .number, "Clés", "Véhicules", ["43"]),
        offer("e_langues", .list, "Langues", "Planning", ["42"], isMultiple: true),
        offer("e_vehicule", .composite, "Véhicule", "Véhicules", ["42"]),
        offer("e_vehicule/e_immat", .text, "Immatriculation", "Véhicules", ["42"]), offer("e_photo", .file, "Photo", "Véhicules"),
        offer("e_etrange", .other, nil, nil), offer("jobTitle", .text, nil, nil, ["42"]),
        offer("mobile", .text, nil, nil, ["43"]),
        offer("phone", .text, nil, nil),
    ]

    private static func offer(
        _ id: String, _ format: FieldFormat, _ label: String?, _ section: String?, _ holders: Set<EmployeeID> = [],
        isMultiple: Bool = false
    ) -> OfferedField {
        OfferedField(
            field: LuccaField(id: FieldID(id) ?? FieldID(.standard(.establishment)), format: format), label: label,
            section: section, isMultiple: isMultiple, holders: holders)
    }

    func run(_ arguments: String...) async -> CommandLineBench.Outcome { await bench.run(arguments) }

    var rules: [FieldRule] {
        get async throws {
            let registry = InMemoryTenantRegistry(bench.database)
            return try await registry.fieldRules(of: try await registry.tenant(try TenantSlug("acme")).id)
        }
    }
}
