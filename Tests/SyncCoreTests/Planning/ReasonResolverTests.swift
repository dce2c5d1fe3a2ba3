import SyncCore
import SyncTestKit
import Testing

@Suite("ReasonResolver")
struct ReasonResolverTests {
    private let paidLeave = LeaveAccount(id: "7", name: "Congés payés")
    private let types = [UnavailabilityType(key: 1, label: "Absent"), UnavailabilityType(key: 2, label: "conges PAYES")]

    private func resolve(
        _ account: LeaveAccount? = nil, rule: ReasonRule? = nil, types: [UnavailabilityType]?,
        neutral: UnavailabilityTypeKey? = nil,
        mayCreate: Bool = false, isStale: Bool = false
    ) -> ReasonResolver.Resolution {
        var settings = TenantSettings(calendar: TenantCalendar(zone: Sample.zone()))
        settings.create = mayCreate ? [.types] : []
        return ReasonResolver(
            rules: rule.map { [$0] } ?? [], types: types, neutralType: neutral, settings: settings, catalogIsStale: isStale
        ).resolve(account ?? paidLeave)
    }

    private func rule(_ destination: ReasonRule.Destination, _ origin: ReasonRule.Origin) -> ReasonRule {
        ReasonRule(accountID: "7", destination: destination, origin: origin)
    }

    @Test func withoutRuleTheTypeOfTheSameLabel() {
        #expect(resolve(types: types) == .type(.existing(2)))
        #expect(resolve(types: types.reversed() + [.init(key: 3, label: "conges PAYES")]) == .type(.existing(2)))
    }

    @Test func elseANewOneIfAllowedElseTheNeutralOne() {
        #expect(resolve(types: [types[0]], mayCreate: true) == .type(.new("Congés payés")))
        #expect(resolve(types: [types[0]]) == .fallback(.existing(1)))
        #expect(resolve(types: []) == .unavailable)
        #expect(resolve(LeaveAccount(id: "8", name: " "), types: [], mayCreate: true) == .fallback(.new("Absent")))
    }

    @Test func operatorsRulesComeFirst() {
        #expect(resolve(rule: rule(.type(9), .operator), types: types) == .type(.existing(9)))
        #expect(resolve(rule: rule(.ignore, .operator), types: types) == .ignored)
        #expect(resolve(rule: rule(.hide, .operator), types: types) == .type(.existing(1)))
        #expect(resolve(rule: rule(.hide, .operator), types: [], mayCreate: true) == .type(.new("Absent")))
        #expect(resolve(rule: rule(.hide, .operator), types: [types[1]]) == .unavailable)
    }

    @Test func aRenamedAccountKeepsItsType() {
        #expect(
            resolve(LeaveAccount(id: "7", name: "Autre nom"), rule: rule(.type(2), .automatic), types: types)
                == .type(.existing(2)))
        // Even when the new name is that of remote work.
        #expect(
            resolve(LeaveAccount(id: "7", name: "Télétravail"), rule: rule(.type(2), .automatic), types: types)
                == .type(.existing(2)))
    }

    @Test func anAutomaticTypeThatIsGoneIsLookedForAgain() {
        #expect(resolve(rule: rule(.type(5), .automatic), types: types) == .type(.existing(2)))
        #expect(resolve(rule: rule(.type(5), .automatic), types: nil) == .type(.existing(5)))
    }

    @Test func remoteWorkIsIgnoredUnlessAnOperatorSaysOtherwise() {
        let remote = LeaveAccount(id: "7", name: "X", isRemoteWork: true)
        #expect(resolve(remote, types: nil) == .ignored)
        #expect(resolve(remote, rule: rule(.type(2), .operator), types: nil) == .type(.existing(2)))
    }

    @Test(arguments: [
        ("Télétravail", true), ("TELETRAVAIL régulier", true), ("Jour de télé-travail", true), ("Travail à distance", true),
        ("Remote work", true), ("Home-Office", true), ("Congés payés", false), ("Accident du travail", false), ("Remotes", false),
        ("Téléconsultation", false), ("", false),
    ])
    func remoteWorkIsRecognizedByItsNameToo(name: String, isRemote: Bool) {
        #expect(LeaveAccount(id: "1", name: name).meansRemoteWork == isRemote)
    }

    @Test func withoutTypesOnlyMemoryCounts() {
        #expect(resolve(types: nil) == .unknown)
        #expect(resolve(rule: rule(.hide, .fallback), types: nil, neutral: 1) == .fallback(.existing(1)))
        #expect(resolve(rule: rule(.hide, .fallback), types: nil, neutral: 1, mayCreate: true) == .unknown)
        #expect(resolve(rule: rule(.hide, .operator), types: nil, neutral: 1) == .type(.existing(1)))
        #expect(resolve(rule: rule(.hide, .operator), types: nil) == .unavailable)
        #expect(resolve(rule: rule(.hide, .operator), types: nil, isStale: true) == .unknown)
        #expect(resolve(rule: rule(.hide, .operator), types: nil, mayCreate: true) == .unknown)
    }

    @Test func aFallbackIsLookedForAgain() {
        #expect(resolve(rule: rule(.hide, .fallback), types: types) == .type(.existing(2)))
        #expect(resolve(rule: rule(.hide, .fallback), types: [types[0]], mayCreate: true) == .type(.new("Congés payés")))
    }

    @Test func theNeutralTypeKeepsItsKeyWhenItIsRenamed() {
        let renamed = [UnavailabilityType(key: 1, label: "Indisponible")]
        #expect(resolve(types: renamed, neutral: 1) == .fallback(.existing(1)))
        #expect(resolve(types: types, neutral: 8) == .type(.existing(2)))
        #expect(resolve(rule: rule(.hide, .operator), types: types, neutral: 8) == .type(.existing(1)))
    }
}
