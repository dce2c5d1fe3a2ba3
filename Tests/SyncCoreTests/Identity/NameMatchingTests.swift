import SyncCore
import Testing

@Suite("Finding people by what is typed")
struct NameMatchingTests {
    private let people = [
        Employee(id: "1", firstName: "Marie", lastName: "Dupont", departmentID: "1"),
        Employee(id: "2", firstName: "Marie-Claire", lastName: "Dupont", departmentID: "1"),
        Employee(id: "3", firstName: "Zoé", lastName: "L’Hôte", departmentID: "1"),
        Employee(id: "4", firstName: "Jean", lastName: "Le Cœur", departmentID: "1"),
        Employee(id: "5", firstName: "", lastName: "Müller", departmentID: "1"),
    ]

    @Test(arguments: [
        ("Marie Dupont", ["1"]), ("dupont MARIE", ["1"]), ("  dupont,marie ", ["1"]), ("Dupont", ["1", "2"]),
        ("claire dupont", ["2"]), ("Zoe L'Hote", ["3"]), ("hôte zoé l", ["3"]), ("le coeur", ["4"]), ("MULLER", ["5"]),
        ("Dupont Dupont", []), ("Mari", []), ("Paul", []), ("", []), ("  -  ", []),
    ])
    func accentsCapitalsAndOrderDoNotMatter(typed: String, ids: [EmployeeID]) {
        #expect(NameMatching.find(typed, among: people).map(\.id) == ids)
    }
}
