import SyncCore
import SyncTestKit
import Testing

@Suite("ResourceMatcher")
struct ResourceMatcherTests {
    private func employee(_ id: EmployeeID, _ number: String = "", mail: String = "") -> Employee {
        Employee(id: id, mail: mail, employeeNumber: number, departmentID: "1")
    }

    private func resource(_ key: ResourceKey, _ number: String = "", mail: String = "") -> Resource {
        Resource(key: key, email: mail, registrationNumber: number)
    }

    private func matches(
        _ employees: [Employee], _ resources: [Resource], linked: [EmployeeID: ResourceKey] = [:], matchEmail: Bool = true
    ) -> [EmployeeID: ResourceMatcher.Match] {
        ResourceMatcher(
            resources: resources, employees: employees, linked: linked, identifier: .employeeNumber, matchEmail: matchEmail
        ).matches
    }

    @Test func identifierComesFirst() {
        let found = matches(
            [employee("1", "007", mail: "a@acme.fr")], [resource(1, mail: "a@acme.fr"), resource(2, "007")])
        #expect(found == ["1": .byIdentifier(2)])
    }

    @Test func eMailComesSecondIgnoringCaseIfAllowed() {
        let people = [employee("1", "007", mail: "Zoe@Acme.fr ")]
        let resources = [resource(1, "8", mail: "zoe@acme.FR")]
        #expect(matches(people, resources) == ["1": .byMail(1)])
        #expect(matches(people, resources, matchEmail: false) == ["1": .none])
    }

    @Test(arguments: [("007", "7"), ("7", "007"), ("0070", "007"), ("A1", "a1")])
    func identifiersAreTexts(number: String, other: String) {
        #expect(matches([employee("1", number)], [resource(1, other)]) == ["1": .none])
    }

    @Test func spacesAroundAnIdentifierDoNotCount() {
        #expect(matches([employee("1", " 007")], [resource(1, "007 ")]) == ["1": .byIdentifier(1)])
    }

    @Test func blankNeverMatchesBlank() {
        #expect(
            matches([employee("1"), employee("2", " ", mail: " ")], [resource(1), resource(2, " ", mail: " ")]) == [
                "1": .none, "2": .none,
            ])
    }

    @Test func twoCandidatesOnEitherSideDecideNothing() {
        #expect(
            matches([employee("1", "7")], [resource(1, "7"), resource(2, "7")])
                == ["1": .ambiguous(.severalResourcesWithIdentifier)])
        #expect(
            matches([employee("1", "7"), employee("2", "7")], [resource(1, "7")])
                == ["1": .ambiguous(.sharedIdentifier), "2": .ambiguous(.sharedIdentifier)])
        #expect(
            matches([employee("1", mail: "a@b")], [resource(1, mail: "a@b"), resource(2, mail: "A@b")])
                == ["1": .ambiguous(.severalResourcesWithMail)])
        #expect(
            matches([employee("1", mail: "a@b"), employee("2", mail: "A@B")], [resource(1, mail: "a@b")])
                == ["1": .ambiguous(.sharedMail), "2": .ambiguous(.sharedMail)])
    }

    @Test func aLinkedResourceIsNobodyElses() {
        let people = [employee("1", "8"), employee("2", "7")]
        #expect(matches(people, [resource(1, "7")], linked: ["1": 1]) == ["2": .ambiguous(.resourceOfSomeoneElse)])
        // Nor does an e-mail win over an identifier.
        let mailed = [employee("1", "7"), employee("2", "8", mail: "a@b")]
        #expect(
            matches(mailed, [resource(1, "7", mail: "a@b")]) == ["1": .byIdentifier(1), "2": .ambiguous(.resourceOfSomeoneElse)])
    }

    @Test func aLinkedEmployeeIsNotSearchedForButStillCounts() {
        let people = [employee("1", "7"), employee("2", "7")]
        #expect(matches(people, [resource(1, "9"), resource(2, "7")], linked: ["1": 1]) == ["2": .ambiguous(.sharedIdentifier)])
    }

    @Test func theTenantChoosesTheIdentifier() {
        let someone = Employee(id: "42", login: "zoe", employeeNumber: "7", departmentID: "1")
        func found(_ choice: EmployeeIdentifier) -> ResourceMatcher.Match? {
            ResourceMatcher(
                resources: [resource(1, "7"), resource(2, "zoe"), resource(3, "42")], employees: [someone], linked: [:],
                identifier: choice, matchEmail: false
            ).matches["42"]
        }
        #expect(found(.employeeNumber) == .byIdentifier(1))
        #expect(found(.login) == .byIdentifier(2))
        #expect(found(.luccaID) == .byIdentifier(3))
    }
}
