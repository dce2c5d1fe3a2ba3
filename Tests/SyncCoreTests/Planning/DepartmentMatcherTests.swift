import SyncCore
import Testing

@Suite("DepartmentMatcher")
struct DepartmentMatcherTests {
    private let north = Department(id: "2", name: "Région Nord", hierarchy: "/1/2/")

    private func match(
        links: [DepartmentLink] = [], _ departments: [PlanningDepartment]?, mayCreate: Bool = false
    ) -> DepartmentMatcher.Match {
        DepartmentMatcher(links: links, departments: departments, mayCreate: mayCreate).match(north)
    }

    @Test func explicitMappingHoldsEvenUnread() {
        let links = [DepartmentLink(departmentID: "2", planningDepartment: 9, isExplicit: true)]
        #expect(match(links: links, nil) == .existing(9))
        #expect(match(links: links, [.init(key: 1, label: "Région Nord")]) == .existing(9))
    }

    @Test func labelsMatchWithoutCaseAndAccents() {
        #expect(match([.init(key: 1, label: "Sud"), .init(key: 2, label: "REGION  NORD")]) == .existing(2))
    }

    @Test func theExactLabelWinsAndAlikeOnesDecideNothing() {
        #expect(match([.init(key: 1, label: "REGION NORD"), .init(key: 2, label: "Région Nord")]) == .existing(2))
        let twins: [PlanningDepartment] = [.init(key: 1, label: "REGION NORD"), .init(key: 2, label: "region nord")]
        #expect(match(twins, mayCreate: true) == .ambiguous)
    }

    @Test func noneIsCreatedOnlyIfAllowed() {
        #expect(match([], mayCreate: true) == .new)
        #expect(match([], mayCreate: false) == .unmapped)
        let unnamed = Department(id: "2", name: " ", hierarchy: "/1/")
        #expect(DepartmentMatcher(links: [], departments: [], mayCreate: true).match(unnamed) == .unmapped)
    }

    @Test func withoutTheCatalogOnlyMemoryCounts() {
        #expect(match(nil) == .unknown)
        #expect(match(links: [.init(departmentID: "2", planningDepartment: 4, isExplicit: false)], nil) == .existing(4))
        #expect(match(links: [.init(departmentID: "2", planningDepartment: nil, isExplicit: false)], nil) == .unmapped)
    }

    @Test func aRememberedDepartmentThatIsGoneIsLookedForAgain() {
        let links = [DepartmentLink(departmentID: "2", planningDepartment: 4, isExplicit: false)]
        #expect(match(links: links, [.init(key: 4, label: "Renommé")]) == .existing(4))
        #expect(match(links: links, [.init(key: 5, label: "region nord")]) == .existing(5))
    }
}
