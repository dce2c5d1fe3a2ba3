import Foundation
import SyncCore
import SyncEngine

/// What every `TenantRegistry` and every `EventLedger` do about extra data.
package enum FieldConformance {
    package static let all: [ConformanceCase] = [
        ConformanceCase("rulesAreReplacedAndRemoved", rulesAreReplacedAndRemoved),
        ConformanceCase("everyKindOfRuleComesBack", everyKindOfRuleComesBack),
        ConformanceCase("aNameThatIsTooLongIsRefused", aNameThatIsTooLongIsRefused),
        ConformanceCase("unknownTenantsAreRefused", unknownTenantsAreRefused),
        ConformanceCase("whatWasWrittenIsRemembered", whatWasWrittenIsRemembered),
        ConformanceCase("withoutARuleNothingIsLoaded", withoutARuleNothingIsLoaded),
        ConformanceCase("aRuleThatIsSetAgainTriesAgain", aRuleThatIsSetAgainTriesAgain),
        ConformanceCase("aLostLeaseRemembersNothing", aLostLeaseRemembersNothing),
        ConformanceCase("anotherAddressForgetsWhatItMust", anotherAddressForgetsWhatItMust),
        ConformanceCase("aRenamedAccountKeepsEverything", aRenamedAccountKeepsEverything),
        ConformanceCase("tenantsDoNotShareExtraData", tenantsDoNotShareExtraData),
    ]

    private static let caces = FieldTarget.custom("CACES é")
    private static let license = FieldID(.custom("e_Caces-9"))

    private static func rule(
        _ field: FieldID = license, _ format: FieldFormat = .text, to target: FieldTarget = caces, form: FieldRule.Form = .text,
        clears: Bool = false, replaces: Bool = false
    ) -> FieldRule {
        FieldRule(
            field: LuccaField(id: field, format: format), target: target, form: form, clearsWhenEmpty: clears, replaces: replaces)
    }

    private static func memory(
        _ employee: EmployeeID, _ target: FieldTarget = caces, _ digest: String = "d", _ state: FieldMemory.State = .written,
        written: [String] = []
    ) -> FieldMemory {
        FieldMemory(employeeID: employee, target: target, resource: 51, digest: digest, state: state, written: written)
    }

    private static func remember(
        _ fields: [FieldMemory], clearing: [EmployeeID: Set<FieldTarget>] = [:], _ store: ConformanceHarness, _ lease: LeaseTerm
    ) async throws {
        var update = MemoryUpdate()
        update.fields = fields
        update.clearedFields = clearing
        try await store.ledger.remember(update, lease)
    }

    private static func rulesAreReplacedAndRemoved(_ store: ConformanceHarness) async throws {
        let (registry, tenant) = (store.registry, try await store.makeTenant())
        try expectEqual(try await registry.fieldRules(of: tenant.id), [], "at first")
        let mobile = rule(FieldID(.standard(.mobile)), to: .mobile)
        try await registry.setFieldRule(mobile, of: tenant.id)
        try await registry.setFieldRule(rule(), of: tenant.id)
        let other = rule(FieldID(.part(of: "e_vehicule", "e_immat")), .date, form: .date, clears: true, replaces: true)
        try await registry.setFieldRule(other, of: tenant.id)
        try expectEqual(try await registry.fieldRules(of: tenant.id), [other, mobile], "by target")
        try expectEqual(try await store.ledger.load(tenant.id).fieldRules, [other, mobile], "a sync sees the same")
        try expect(try await registry.removeFieldRule(for: caces, tenant.id), "there was one")
        try expect(try await !registry.removeFieldRule(for: caces, tenant.id), "there is none")
        try expectEqual(try await registry.fieldRules(of: tenant.id), [mobile], "what is left")
        try await registry.delete(tenant.id)
        try expectEqual(try await registry.fieldRules(of: tenant.id), [], "of no tenant")
    }

    private static func everyKindOfRuleComesBack(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        var rules: [FieldRule] = []
        for (index, format) in FieldFormat.allCases.enumerated() {
            rules.append(rule(license, format, to: .custom("f\(index)")))
        }
        for (index, form) in FieldRule.Form.allCases.enumerated() { rules.append(rule(to: .custom("g\(index)"), form: form)) }
        for (index, field) in StandardField.allCases.enumerated() {
            rules.append(rule(FieldID(.standard(field)), to: .custom("h\(index)")))
        }
        for target in [FieldTarget.mobile, .phone, .email] { rules.append(rule(to: target)) }
        rules.append(rule(to: .custom(String(repeating: "é", count: FieldTarget.longestName))))
        for rule in rules { try await store.registry.setFieldRule(rule, of: tenant.id) }
        try expectEqual(
            try await store.registry.fieldRules(of: tenant.id), rules.sorted { $0.target < $1.target }, "the rules")
    }

    private static func aNameThatIsTooLongIsRefused(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        let long = rule(to: .custom(String(repeating: "é", count: FieldTarget.longestName + 1)))
        let code = try await store.code { try await store.registry.setFieldRule(long, of: tenant.id) }
        try expectEqual(code, .invalidInput, "the refusal")
        try expectEqual(try await store.registry.fieldRules(of: tenant.id), [], "the rules")
    }

    private static func unknownTenantsAreRefused(_ store: ConformanceHarness) async throws {
        let gone = try await store.makeTenant()
        try await store.registry.delete(gone.id)
        let code = try await store.code { try await store.registry.setFieldRule(rule(), of: gone.id) }
        try expectEqual(code, .tenantUnknown, "a rule of an unknown tenant")
        try expect(try await !store.registry.removeFieldRule(for: caces, gone.id), "it has none")
    }

    private static func whatWasWrittenIsRemembered(_ store: ConformanceHarness) async throws {
        let claimed = try await store.start()
        try await store.registry.setFieldRule(rule(), of: claimed.run.tenantID)
        let first = [
            memory("1"), memory("1", .mobile), memory("2", caces, "d2", .kept),
            memory("3", caces, "", .refused, written: ["w", "v"]),
        ]
        try await remember(first, store, claimed.lease)
        try expectEqual(try await store.ledger.load(claimed.run.tenantID).fields, first, "everything, by employee and target")
        let second = [memory("2", caces, "d3", .writing, written: ["d2"]), memory("1", .phone), memory("1", .phone, "later")]
        try await remember(second, clearing: ["1": [caces, .email], "9": [caces]], store, claimed.lease)
        try expectEqual(
            try await store.ledger.load(claimed.run.tenantID).fields, [first[1], second[2], second[0], first[3]],
            "what is not named stays")
        try await remember([memory("1")], clearing: ["1": [caces]], store, claimed.lease)
        try expect(try await store.ledger.load(claimed.run.tenantID).fields.contains(memory("1")), "cleared, then written")
    }

    private static func withoutARuleNothingIsLoaded(_ store: ConformanceHarness) async throws {
        let claimed = try await store.start()
        let tenant = claimed.run.tenantID
        try await store.registry.setFieldRule(rule(), of: tenant)
        try await remember([memory("1")], store, claimed.lease)
        _ = try await store.registry.removeFieldRule(for: caces, tenant)
        let memory = try await store.ledger.load(tenant)
        try expect(memory.fieldRules.isEmpty && memory.fields.isEmpty, "nothing is loaded")
        try await store.registry.setFieldRule(rule(to: .phone), of: tenant)
        try expectEqual(try await store.ledger.load(tenant).fields, [self.memory("1")], "it tells what was written")
    }

    private static func aRuleThatIsSetAgainTriesAgain(_ store: ConformanceHarness) async throws {
        let claimed = try await store.start()
        let tenant = claimed.run.tenantID
        let all = [
            memory("1"), memory("2", caces, "d", .kept), memory("3", caces, "d", .refused, written: ["w"]),
            memory("4", .phone, "d", .kept), memory("5", caces, "d", .writing),
        ]
        try await remember(all, store, claimed.lease)
        try await store.registry.setFieldRule(rule(replaces: true), of: tenant)
        try expectEqual(
            try await store.ledger.load(tenant).fields,
            [all[0], memory("2", caces, "", .kept), memory("3", caces, "", .refused, written: ["w"]), all[3], all[4]],
            "what was kept out or refused at that target has no digest any more")
    }

    private static func aLostLeaseRemembersNothing(_ store: ConformanceHarness) async throws {
        let claimed = try await store.start()
        try await store.registry.setFieldRule(rule(), of: claimed.run.tenantID)
        try await remember([memory("1")], store, claimed.lease)
        try await store.expireLease(claimed.run.id)
        let code = try await store.code { try await remember([memory("2")], clearing: ["1": [caces]], store, claimed.lease) }
        try expectEqual(code, .leaseLost, "the refusal")
        try expectEqual(try await store.ledger.load(claimed.run.tenantID).fields, [memory("1")], "the memory")
    }

    /// A custom and a standard field, each to a custom target and to a member, and something remembered of each.
    private static func tenantWithRules(_ store: ConformanceHarness) async throws -> Tenant {
        let tenant = try await store.makeTenant()
        let lease = try await store.start(tenant).lease
        let title = FieldID(.standard(.jobTitle))
        for rule in [rule(), rule(to: .mobile), rule(title, to: .custom("Titre")), rule(title, to: .phone)] {
            try await store.registry.setFieldRule(rule, of: tenant.id)
            try await remember([memory("1", rule.target)], store, lease)
        }
        try await store.runs.finish(lease, RunOutcome(state: .succeeded), withheld: [])
        return tenant
    }

    private static func anotherAddressForgetsWhatItMust(_ store: ConformanceHarness) async throws {
        var tenant = try await tenantWithRules(store)
        tenant.planningPMEURL = "https://api.planningpme.com/other/"
        try await store.registry.update(tenant)
        var memory = try await store.ledger.load(tenant.id)
        try expectEqual(memory.fields, [], "resources of another planning")
        try expectEqual(memory.fieldRules.map(\.target), [.mobile, .phone], "custom targets are the former planning's")
        try await store.registry.setFieldRule(rule(), of: tenant.id)
        tenant.luccaURL = "https://other.ilucca-test.net"
        try await store.registry.update(tenant)
        memory = try await store.ledger.load(tenant.id)
        try expectEqual(memory.fieldRules.map(\.target), [.phone], "custom fields are the former Lucca's")
    }

    private static func aRenamedAccountKeepsEverything(_ store: ConformanceHarness) async throws {
        var tenant = try await tenantWithRules(store)
        tenant.luccaURL = "https://nouveau.ilucca-test.net"
        tenant.formerAccounts = ["acme"]
        try await store.registry.update(tenant, isSameAccount: true)
        let memory = try await store.ledger.load(tenant.id)
        try expect(memory.fieldRules.count == 4 && memory.fields.count == 4, "it is the same account")
    }

    private static func tenantsDoNotShareExtraData(_ store: ConformanceHarness) async throws {
        let (one, two) = (try await store.start(), try await store.start("other"))
        try await store.registry.setFieldRule(rule(), of: one.run.tenantID)
        try await remember([memory("1")], store, one.lease)
        try await store.registry.setFieldRule(rule(to: .phone), of: two.run.tenantID)
        try await remember([], clearing: ["1": [caces]], store, two.lease)
        try expectEqual(try await store.ledger.load(two.run.tenantID).fields, [], "two's")
        try expectEqual(try await store.ledger.load(one.run.tenantID).fields, [memory("1")], "one's")
    }
}
