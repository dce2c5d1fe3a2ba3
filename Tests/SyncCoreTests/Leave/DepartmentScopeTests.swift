import SyncCore
import SyncTestKit
import Testing

@Suite("DepartmentScope")
struct DepartmentScopeTests {
    private let departments = [
        Department(id: "1", name: "Groupe", hierarchy: "/1/"),
        Department(id: "2", name: "Nord", hierarchy: "/1/2/"),
        Department(id: "3", name: "Atelier", hierarchy: "/1/2/1/"),
        Department(id: "4", name: "Quai", hierarchy: "/1/2/1/4/", isActive: false),
        Department(id: "5", name: "Sud", hierarchy: "/1/21/"),
        Department(id: "6", name: "Sans", hierarchy: ""),
        Department(id: "7", name: "Ouvert", hierarchy: "/1/3"),
        Department(id: "8", name: "Fils", hierarchy: "/1/3/1/"),
    ]

    @Test(
        arguments: [
            ([("2", true)], ["2", "3", "4"], []),
            ([("2", false)], ["2"], []),
            ([("1", true)], ["1", "2", "3", "4", "5", "7", "8"], []),
            // A path without its last slash is the same path.
            ([("7", true)], ["7", "8"], []),
            // No path, no descendants: no one rather than everyone.
            ([("6", true)], ["6"], []),
            ([("2", false), ("3", true)], ["2", "3", "4"], []),
            ([("2", false), ("2", true)], ["2", "3", "4"], []),
            ([("99", true), ("4", true), ("98", false), ("99", false)], ["4"], ["98", "99"]),
            ([], [], []),
        ] as [([(String, Bool)], [String], [String])])
    func holdsItsBasesAndTheirDescendants(bases: [(String, Bool)], expected: [String], missing: [String]) {
        let scope = DepartmentScope(bases: bases.map { .init(id: DepartmentID($0.0), withDescendants: $0.1) })
        let resolved = scope.resolve(in: departments)
        #expect(resolved.departments == Set(expected.map { DepartmentID($0) }))
        #expect(resolved.missing == missing.map { DepartmentID($0) })
    }

    @Test func aRootWhosePathIsASlashAloneHasEveryDescendant() {
        let resolved = DepartmentScope(bases: [.init(id: "r", withDescendants: true)])
            .resolve(in: departments + [Department(id: "r", name: "R", hierarchy: "/")])
        #expect(resolved.departments == ["r", "1", "2", "3", "4", "5", "7", "8"])
    }
}
