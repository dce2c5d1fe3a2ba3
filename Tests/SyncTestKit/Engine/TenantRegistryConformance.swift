import Foundation
import SyncCore
import SyncEngine

/// What every `TenantRegistry` does, beside the stores that it shares its rows with.
package enum TenantRegistryConformance {
    package static let all: [ConformanceCase] = [
        ConformanceCase("anUnprobedTenantThatComesIntoProductionIsPaused", anUnprobedTenantThatComesIntoProductionIsPaused),
        ConformanceCase("oneWhoseDialectIsAnsweredForStaysActive", oneWhoseDialectIsAnsweredForStaysActive),
        ConformanceCase("anotherPlanningPausesATenantInProduction", anotherPlanningPausesATenantInProduction),
        ConformanceCase("anotherPlanningOrCompanyPausesAnyTenant", anotherPlanningOrCompanyPausesAnyTenant),
        ConformanceCase("otherEditsPauseNobody", otherEditsPauseNobody),
        ConformanceCase("anEditOfAnOldRevisionIsRefused", anEditOfAnOldRevisionIsRefused),
        ConformanceCase("everySettingComesBack", everySettingComesBack),
        ConformanceCase("aSettingOutOfRangeIsRefused", aSettingOutOfRangeIsRefused),
        ConformanceCase("unknownTenantsAreRefused", unknownTenantsAreRefused),
        ConformanceCase("aStateIsLeftOnlyFromTheStatesNamed", aStateIsLeftOnlyFromTheStatesNamed),
        ConformanceCase("aDoubtIsRaisedOnce", aDoubtIsRaisedOnce),
        ConformanceCase("aSlugIsTakenOnce", aSlugIsTakenOnce),
        ConformanceCase("anAccountFeedsAPlanningOnce", anAccountFeedsAPlanningOnce),
        ConformanceCase("aFormerAccountIsOfOneTenantOfAPlanning", aFormerAccountIsOfOneTenantOfAPlanning),
        ConformanceCase("anotherPlanningForgetsWhatWasRemembered", anotherPlanningForgetsWhatWasRemembered),
        ConformanceCase("aRenamedAccountKeepsWhatIsRemembered", aRenamedAccountKeepsWhatIsRemembered),
        ConformanceCase("anotherFieldNeutralTypeOrDepartmentIsLookedFor", anotherFieldNeutralTypeOrDepartmentIsLookedFor),
        ConformanceCase("anotherHostForgetsTheSecretsOfTheOldOne", anotherHostForgetsTheSecretsOfTheOldOne),
        ConformanceCase("anOperatorsDepartmentLinkIsTakenBack", anOperatorsDepartmentLinkIsTakenBack),
        ConformanceCase("rulesAndLinksAreReplacedAndRemoved", rulesAndLinksAreReplacedAndRemoved),
        ConformanceCase("aRunThatIsWorkedKeepsItsTenant", aRunThatIsWorkedKeepsItsTenant),
    ]

    private static let moment = Instant(secondsSince1970: 1_790_000_000)

    private static func answers() -> [@Sendable (inout TenantDialect) -> Void] {
        [
            { $0.probedAt = moment }, { $0.assumedAt = moment },
            { $0.findings = [.time: .init(value: "utc", origin: .kept, foundAt: moment)] },
        ]
    }

    private static func edited(
        _ tenant: Tenant, _ store: ConformanceHarness, _ edit: (inout Tenant) -> Void
    ) async throws -> Tenant {
        var tenant = try await store.registry.tenant(tenant.id)
        edit(&tenant)
        try await store.registry.update(tenant)
        return try await store.registry.tenant(tenant.id)
    }

    private static func anUnprobedTenantThatComesIntoProductionIsPaused(_ store: ConformanceHarness) async throws {
        let tenant = try await store.activeTenant()
        let after = try await edited(tenant, store) { $0.environment = .production }
        try expectEqual(after.state, .paused, "nobody answers for its dialect")
        try expectEqual(after.environment, .production, "the edit itself happened")
    }

    private static func oneWhoseDialectIsAnsweredForStaysActive(_ store: ConformanceHarness) async throws {
        for (index, answer) in answers().enumerated() {
            let tenant = try await store.activeTenant("acme-\(index)")
            try await store.registry.changeDialect(of: tenant.id, answer)
            let after = try await edited(tenant, store) { $0.environment = .production }
            try expectEqual(after.state, .active, "answer \(index)")
        }
    }

    private static func anotherPlanningPausesATenantInProduction(_ store: ConformanceHarness) async throws {
        let tenant = try await store.activeTenant()
        try await store.registry.changeDialect(of: tenant.id) { $0.probedAt = moment }
        var after = try await edited(tenant, store) { $0.environment = .production }
        try expectEqual(after.state, .active, "it was probed")
        after = try await edited(tenant, store) { $0.planningPMEURL = "https://api.planningpme.com/ACME/" }
        try expectEqual(after.state, .active, "the same planning, spelt otherwise")
        after = try await edited(tenant, store) { $0.planningPMEURL = "https://api.planningpme.com/other/" }
        try expectEqual(after.state, .paused, "nothing is known of that one")
        try expectEqual(after.dialect, TenantDialect(), "nothing is known of that one")
    }

    private static func anotherPlanningOrCompanyPausesAnyTenant(_ store: ConformanceHarness) async throws {
        let planning = try await store.activeTenant("planning")
        var after = try await edited(planning, store) { $0.planningPMEURL = "https://api.planningpme.com/other/" }
        try expectEqual(after.state, .paused, "its mappings are gone")
        var lucca = try await store.activeTenant("lucca")
        lucca.luccaURL = "https://other.ilucca.net"
        try await store.registry.update(lucca)
        try expectEqual(try await store.registry.tenant(lucca.id).state, .paused, "its keys are gone")
        var renamed = try await store.activeTenant("renamed")
        renamed.luccaURL = "https://new-name.ilucca.net"
        try await store.registry.update(renamed, isSameAccount: true)
        try expectEqual(try await store.registry.tenant(renamed.id).state, .active, "the same account")
        var local = try await store.activeTenant("local")
        (local.luccaURL, local.planningPMEURL) = ("http://local.localhost:1", "http://127.0.0.1:1/local/")
        try await store.registry.update(local, isSameAccount: true)
        try await store.registry.setState(.active, of: local.id, from: [.paused])
        after = try await edited(local, store) { $0.planningPMEURL = "http://127.0.0.1:2/local/" }
        try expectEqual(after.state, .active, "a simulator that was started again")
    }

    private static func anEditOfAnOldRevisionIsRefused(_ store: ConformanceHarness) async throws {
        let seen = try await store.makeTenant()
        try expectEqual(seen.revision, 1, "its first revision")
        func edit(_ change: (inout Tenant) -> Void) async throws {
            var tenant = seen
            change(&tenant)
            try await store.registry.update(tenant, isSameAccount: false, ifRevision: seen.revision) { _ in }
        }
        try await edit { $0.settings.horizonMonths = 7 }
        let second = try await store.registry.tenant(seen.id)
        try expectEqual(second.revision, 2, "one more")
        do {
            try await edit { $0.settings.brake.count = 3 }
            throw ConformanceFailure("the second of two operators is refused", #fileID, #line)
        } catch let error as SyncError {
            try expectEqual(
                error.failure, .tenant(.changedMeanwhile(slug: seen.slug, shown: 1, revision: 2, since: [])),
                "with both revisions")
        }
        try expectEqual(try await store.registry.tenant(seen.id), second, "nothing was overwritten")
        // What no operator sets is no other revision.
        try await store.registry.setState(.active, of: seen.id, from: [.draft])
        try await store.registry.changeDialect(of: seen.id) { dialect in
            dialect.probedAt = moment
            dialect.findings[.time] = .init(value: "utc", origin: .probed, foundAt: moment)
        }
        try expectEqual(try await store.registry.tenant(seen.id).revision, 2, "neither a state nor a finding")
        try await store.registry.changeDialect(of: seen.id) { $0.say(.status, "3", at: moment) }
        try expectEqual(try await store.registry.tenant(seen.id).revision, 3, "an operator set it")
    }

    private static func otherEditsPauseNobody(_ store: ConformanceHarness) async throws {
        let draft = try await store.makeTenant("draft")
        var after = try await edited(draft, store) { $0.environment = .production }
        try expectEqual(after.state, .draft, "activation will ask")
        let active = try await store.activeTenant("active")
        try await store.registry.changeDialect(of: active.id) { $0.probedAt = moment }
        _ = try await edited(active, store) { $0.environment = .production }
        // A probe with obstacles.
        try await store.registry.changeDialect(of: active.id) { $0.probedAt = nil }
        after = try await edited(active, store) { $0.name = "Other" }
        try expectEqual(after.state, .active, "a name changes nothing of what was answered for")
    }

    // MARK: What is kept

    private static func everySettingComesBack(_ store: ConformanceHarness) async throws {
        var tenant = try await store.makeTenant()
        try expectEqual(tenant.state, .draft, "its first state")
        try expectEqual(tenant.scope, DepartmentScope(bases: []), "no scope yet")
        tenant.name = "Élodie & Fils"
        tenant.environment = .production
        tenant.contact = "it@acme.test"
        tenant.formerAccounts = ["older"]
        guard let zone = TimeZone(identifier: "America/Martinique"), let hours = DayHours(start: 480, midday: 750, end: 1080)
        else {
            throw ConformanceFailure("a zone and hours exist", #fileID, #line)
        }
        tenant.settings.calendar = TenantCalendar(
            zone: zone, hours: hours, daysOff: [.monday, .friday, .sunday], holidays: .alsaceMoselle)
        tenant.settings.identifier = .luccaID
        tenant.settings.matchEmail = true
        tenant.settings.create = []
        tenant.settings.includePending = true
        tenant.settings.neutralType = "Indisponible"
        tenant.settings.luccaAPI = .second
        tenant.settings.luccaRequests = 12
        tenant.settings.hourlyRequests = 500
        tenant.settings.rowLimit = 10_000
        tenant.settings.horizonMonths = 24
        tenant.settings.dailyAt = 0
        tenant.settings.initialFrom = CalendarDay("2026-01-01")
        tenant.settings.brake = Brake(count: 3, percent: 100)
        tenant.settings.referenceField = "ref_lucca"
        tenant.settings.alertRecipient = "lea@integrator.test"
        try await store.registry.update(tenant)
        tenant.scope = DepartmentScope(bases: [
            .init(id: "12", withDescendants: true), .init(id: "3", withDescendants: false),
        ])
        try await store.registry.setScope(tenant.scope, of: tenant.id)
        let revision = try await store.registry.tenant(tenant.id).revision
        try expect(revision > tenant.revision, "two changes")
        tenant.revision = revision
        try expectEqual(try await store.registry.tenant(tenant.id), tenant, "by its id")
        try expectEqual(try await store.registry.tenant(tenant.slug), tenant, "by its slug")
        try expectEqual(try await store.registry.list(), [tenant], "in the list")
    }

    private static func anOperatorsDepartmentLinkIsTakenBack(_ store: ConformanceHarness) async throws {
        let (tenant, other) = (try await store.makeTenant(), try await store.makeTenant("other"))
        for owner in [tenant, other] {
            try await store.registry.setDepartmentLink(
                DepartmentLink(departmentID: "3", planningDepartment: 9, isExplicit: true), of: owner.id)
        }
        try await store.registry.setDepartmentLink(
            DepartmentLink(departmentID: "4", planningDepartment: 8, isExplicit: false), of: tenant.id)
        try expect(try await !store.registry.removeDepartmentLink(of: "4", tenant.id), "a run found that one")
        try expect(try await store.registry.removeDepartmentLink(of: "3", tenant.id), "an operator's")
        try expect(try await !store.registry.removeDepartmentLink(of: "3", tenant.id), "it is gone")
        try expectEqual(try await store.registry.departmentLinks(of: tenant.id).map(\.departmentID), ["4"], "the others stay")
        try expectEqual(try await store.registry.departmentLinks(of: other.id).count, 1, "another tenant's stays")
    }

    private static func aSettingOutOfRangeIsRefused(_ store: ConformanceHarness) async throws {
        let stored = try await store.makeTenant()
        for rule in TenantSettings.Rule.allCases {
            for settings in [rule.range.lowerBound - 1, rule.range.upperBound + 1].compactMap({
                stored.settings.with($0, for: rule)
            }) {
                var tenant = stored
                tenant.settings = settings
                try expectEqual(settings.brokenRule, rule, "what is broken")
                let code = try await store.code { [tenant] in try await store.registry.update(tenant) }
                try expectEqual(code, .invalidInput, "\(rule)")
            }
            for settings in [rule.range.lowerBound, rule.range.upperBound].compactMap({ stored.settings.with($0, for: rule) }) {
                var tenant = stored
                tenant.settings = settings
                try expectEqual(settings.brokenRule, nil, "\(rule)")
                try await store.registry.update(tenant)
            }
        }
        try await store.registry.update(stored)
        var after = try await store.registry.tenant(stored.id)
        after.revision = stored.revision
        try expectEqual(after, stored, "as before")
    }

    private static func unknownTenantsAreRefused(_ store: ConformanceHarness) async throws {
        let gone = try await store.makeTenant()
        try await store.registry.delete(gone.id)
        let rule = ReasonRule(accountID: "1", destination: .ignore, origin: .operator)
        let link = DepartmentLink(departmentID: "3", planningDepartment: nil, isExplicit: true)
        let uses: [@Sendable () async throws -> Void] = [
            { _ = try await store.registry.tenant(gone.slug) }, { _ = try await store.registry.tenant(gone.id) },
            { try await store.registry.update(gone) }, { try await store.registry.setScope(gone.scope, of: gone.id) },
            { try await store.registry.setState(.active, of: gone.id, from: [.draft]) },
            { try await store.registry.changeDialect(of: gone.id) { $0 = TenantDialect() } },
            { try await store.registry.changeDialect(of: gone.id) { $0.probedAt = nil } },
            { try await store.registry.setReasonRule(rule, of: gone.id) },
            { try await store.registry.setDepartmentLink(link, of: gone.id) }, { try await store.registry.delete(gone.id) },
        ]
        for (index, use) in uses.enumerated() {
            do {
                try await use()
                throw ConformanceFailure("use \(index) of an unknown tenant is refused", #fileID, #line)
            } catch let error as SyncError {
                try expectEqual(error.code, .tenantUnknown, "use \(index)")
                try expectEqual(error.failureClass, .rejected, "the class of use \(index)")
            }
        }
    }

    private static func aStateIsLeftOnlyFromTheStatesNamed(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        let code = try await store.code { try await store.registry.setState(.paused, of: tenant.id, from: [.active]) }
        try expectEqual(code, .tenantStateRefused, "a draft is not paused")
        try await store.registry.setState(.active, of: tenant.id, from: [.draft, .paused])
        try expectEqual(try await store.registry.tenant(tenant.id).state, .active, "its state")
    }

    private static func aDoubtIsRaisedOnce(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        let first = TenantDialect.Doubt(point: .kind, since: moment, run: 7)
        let second = TenantDialect.Doubt(point: .time, since: moment, run: 8)
        try expect(try await store.registry.doubtDialect(first, of: tenant.id), "the first doubt")
        try expect(try await !store.registry.doubtDialect(second, of: tenant.id), "it is in doubt already")
        try expectEqual(try await store.registry.tenant(tenant.id).dialect.doubt, first, "the first one stays")
    }

    // MARK: Whose events are whose

    private static func aSlugIsTakenOnce(_ store: ConformanceHarness) async throws {
        let first = try await store.makeTenant()
        let code = try await store.code { _ = try await store.makeTenant() }
        try expectEqual(code, .tenantExists, "the same slug")
        try await store.registry.delete(first.id)
        let again = try await store.makeTenant()
        try expect(again.id != first.id, "another id under the free slug")
    }

    private static func anAccountFeedsAPlanningOnce(_ store: ConformanceHarness) async throws {
        let first = try await store.makeTenant("acme")
        // Another account may feed the same planning.
        var second = try await store.makeTenant("twin", planning: "ACME")
        second.luccaURL = "https://ACME.ilucca.net"
        let edited = try await store.code { [second] in try await store.registry.update(second) }
        try expectEqual(edited, .tenantExists, "the account of another tenant of this planning")
        let created = try await store.code { _ = try await store.makeTenant("third", lucca: "acme", planning: "acme") }
        try expectEqual(created, .tenantExists, "the same, new")
        _ = try await store.makeTenant("fourth", lucca: "acme", planning: "elsewhere")
        try expectEqual(try await store.registry.tenant(first.id), first, "the first one is as it was")
    }

    private static func aFormerAccountIsOfOneTenantOfAPlanning(_ store: ConformanceHarness) async throws {
        var first = try await store.makeTenant("acme")
        let second = try await store.makeTenant("twin", planning: "acme")
        func refused(_ tenant: Tenant, _ claim: String) async throws {
            let code = try await store.code { try await store.registry.update(tenant) }
            try expectEqual(code, .tenantExists, claim)
        }
        first.formerAccounts = ["twin"]
        try await refused(first, "the name of another one of today")
        first.formerAccounts = ["acme-old"]
        try await store.registry.update(first)
        var late = second
        late.luccaURL = "https://ACME-old.ilucca.net"
        try await refused(late, "the former name of another one")
        let created = try await store.code {
            _ = try await store.makeTenant("late", planning: "acme", formerAccounts: ["acme"])
        }
        try expectEqual(created, .tenantExists, "the name of another one of today, said to be a former one")
        first.formerAccounts = []
        try await store.registry.update(first)
        try await store.registry.update(late)
    }

    // MARK: What an edit forgets

    private static let hidden = ReasonRule(accountID: "1", destination: .hide, origin: .operator)
    private static let typed = ReasonRule(accountID: "2", destination: .type(3), origin: .operator)

    /// An event, a link, two rules, and a planning that was read whole.
    private static func remembered(_ tenant: Tenant, _ store: ConformanceHarness) async throws -> LeaseTerm {
        for rule in [hidden, typed] { try await store.registry.setReasonRule(rule, of: tenant.id) }
        let lease = try await store.start(tenant).lease
        let change = RunStoreConformance.change(.done)
        let entry = LedgerEntry(change.event, key: 1)
        try await store.ledger.settle(LedgerSettlement(remove: [], write: [entry], isWholePlanning: true), lease)
        var update = MemoryUpdate()
        update.links = [
            ResourceLink(employeeID: "1", resource: 5, identityDigest: "a", department: "3"),
            ResourceLink(employeeID: "2", resource: 6, identityDigest: "b", department: "4"),
        ]
        update.neutralType = 9
        update.catalogWasRead = true
        try await store.ledger.remember(update, lease)
        return lease
    }

    private static func anotherPlanningForgetsWhatWasRemembered(_ store: ConformanceHarness) async throws {
        var tenant = try await store.makeTenant()
        let lease = try await remembered(tenant, store)
        tenant.name = "Acme, renamed"
        try await store.registry.update(tenant)
        try expectEqual(try await store.ledger.load(tenant.id).entries.count, 1, "a name forgets nothing")
        tenant.planningPMEURL = "https://api.planningpme.com/other/"
        let code = try await store.code { [tenant] in try await store.registry.update(tenant) }
        try expectEqual(code, .runActive, "a run would write what it knows of the old planning")
        try await store.runs.finish(lease, RunOutcome(state: .succeeded), withheld: [])
        try await store.registry.update(tenant)
        var memory = try await store.ledger.load(tenant.id)
        try expect(
            memory.entries.isEmpty && memory.links.isEmpty && memory.reconciledAt == nil, "the other planning is forgotten")
        try expect(memory.neutralType == nil && memory.catalogReadAt == nil, "so are its keys")
        try expectEqual(memory.reasonRules, [hidden], "what an operator hides stays hidden")
        tenant.luccaURL = "https://other.ilucca-test.net"
        try await store.registry.update(tenant)
        memory = try await store.ledger.load(tenant.id)
        try expectEqual(memory.reasonRules, [], "another Lucca has other leave accounts")
    }

    private static func aRenamedAccountKeepsWhatIsRemembered(_ store: ConformanceHarness) async throws {
        var tenant = try await store.makeTenant()
        let lease = try await remembered(tenant, store)
        tenant.luccaURL = "https://nouveau.ilucca-test.net"
        tenant.formerAccounts = ["acme"]
        let code = try await store.code { [tenant] in try await store.registry.update(tenant, isSameAccount: true) }
        try expectEqual(code, .runActive, "a run is under way")
        try await store.runs.finish(lease, RunOutcome(state: .succeeded), withheld: [])
        try await store.registry.update(tenant, isSameAccount: true)
        var memory = try await store.ledger.load(tenant.id)
        try expect(memory.entries.count == 1 && memory.reasonRules == [hidden, typed], "it is the same account")
        try expect(memory.reconciledAt != nil, "nothing is to be found")
        tenant.formerAccounts = ["acme", "older"]
        try await store.registry.update(tenant)
        memory = try await store.ledger.load(tenant.id)
        try expect(memory.entries.count == 1 && memory.reconciledAt == nil, "events under another name are to be found")
    }

    private static func anotherFieldNeutralTypeOrDepartmentIsLookedFor(_ store: ConformanceHarness) async throws {
        var tenant = try await store.makeTenant()
        _ = try await remembered(tenant, store)
        tenant.settings.neutralType = "Indisponible"
        try await store.registry.update(tenant)
        var memory = try await store.ledger.load(tenant.id)
        try expect(memory.neutralType == nil && memory.catalogReadAt == nil, "the new type's key is to be found")
        try expect(memory.reconciledAt != nil, "its events are where they were")
        tenant.settings.referenceField = "ref_lucca"
        try await store.registry.update(tenant)
        try expect(try await store.ledger.load(tenant.id).reconciledAt == nil, "references in the other place are to be found")
        try await store.registry.setDepartmentLink(
            DepartmentLink(departmentID: "3", planningDepartment: 7, isExplicit: true), of: tenant.id)
        memory = try await store.ledger.load(tenant.id)
        try expectEqual(memory.links.map(\.department), [nil, "4"], "resources of that department are to be moved")
    }

    private static func anotherHostForgetsTheSecretsOfTheOldOne(_ store: ConformanceHarness) async throws {
        var tenant = try await store.makeTenant()
        for kind in CredentialKind.allCases { try await store.vault.set(Secret("x"), kind, of: tenant) }
        let all = Set(CredentialKind.allCases)
        func stored() async throws -> Set<CredentialKind> { Set(try await store.vault.list(of: tenant.id).map(\.kind)) }
        tenant.planningPMEURL = "https://api.planningpme.com/other/"
        try await store.registry.update(tenant)
        try expectEqual(try await stored(), all, "another brand of the same host")
        tenant.luccaURL = "https://acme.ilucca.net"
        try await store.registry.update(tenant)
        try expectEqual(try await stored(), all.filter { $0.system == .planningPME }, "another host of Lucca")
        tenant.planningPMEURL = "https://planning.acme.test/acme/"
        try await store.registry.update(tenant)
        try expectEqual(try await stored(), [], "another host of PlanningPME")
    }

    // MARK: Rules, links, the end

    private static func rulesAndLinksAreReplacedAndRemoved(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        try await store.registry.setReasonRule(typed, of: tenant.id)
        try await store.registry.setReasonRule(hidden, of: tenant.id)
        let other = ReasonRule(accountID: "2", destination: .ignore, origin: .operator)
        try await store.registry.setReasonRule(other, of: tenant.id)
        try expectEqual(try await store.registry.reasonRules(of: tenant.id), [hidden, other], "by leave account")
        try await store.registry.removeReasonRule(of: "1", tenant.id)
        try await store.registry.removeReasonRule(of: "9", tenant.id)
        try expectEqual(try await store.registry.reasonRules(of: tenant.id), [other], "what is left")
        for key in [7, 8] as [PlanningDepartmentKey] {
            try await store.registry.setDepartmentLink(
                DepartmentLink(departmentID: "3", planningDepartment: key, isExplicit: true), of: tenant.id)
        }
        try expectEqual(try await store.registry.departmentLinks(of: tenant.id).map(\.planningDepartment), [8], "the last one")
    }

    private static func aRunThatIsWorkedKeepsItsTenant(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        let claimed = try await remembered(tenant, store)
        let code = try await store.code { try await store.registry.delete(tenant.id) }
        try expectEqual(code, .runActive, "a worker has its run")
        try await store.expireLease(claimed.runID)
        try await store.registry.delete(tenant.id)
        try expectEqual(try await store.registry.list(), [], "nobody has it")
        try expectEqual(try await store.runs.list(RunFilter()), [], "its runs went")
        try expect(try await store.ledger.load(tenant.id).entries.isEmpty, "so did its memory")
    }
}

extension TenantSettings {
    /// These settings with that value where `rule` looks; nil where no setting can have it.
    fileprivate func with(_ value: Int, for rule: Rule) -> TenantSettings? {
        var settings = self
        switch rule {
        case .horizonMonths: settings.horizonMonths = value
        case .luccaRequests: settings.luccaRequests = value
        case .hourlyRequests: settings.hourlyRequests = value
        case .rowLimit: settings.rowLimit = value
        case .brakeCount:
            // The type of the column ends where the range does.
            guard value <= Int(Int32.max) else { return nil }
            settings.brake.count = value
        case .brakePercent: settings.brake.percent = value
        case .dailyAt: settings.dailyAt = value
        case .referenceField, .neutralType:
            guard value >= 0 else { return nil }
            let text = String(repeating: "é", count: value)
            if rule == .neutralType { settings.neutralType = text } else { settings.referenceField = text }
        case .alertRecipient:
            guard value >= 0 else { return nil }
            settings.alertRecipient = String(repeating: "a", count: value)
        case .workDays:
            guard (0...7).contains(value) else { return nil }
            settings.calendar.daysOff = Set(Weekday.allCases.prefix(7 - value))
        }
        return settings
    }
}
