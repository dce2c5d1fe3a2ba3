import SyncCore
import SyncEngine

/// What every `AuditLog` does.
package enum AuditLogConformance {
    package static let all: [ConformanceCase] = [
        ConformanceCase("aReadNamesItsTenantAndItsSubject", aReadNamesItsTenantAndItsSubject),
        ConformanceCase("aRefusalNamesItsCode", aRefusalNamesItsCode),
        ConformanceCase("aRunNamesItsTenant", aRunNamesItsTenant),
        ConformanceCase("whatDoesNotExistIsRecordedToo", whatDoesNotExistIsRecordedToo),
        ConformanceCase("theNewestComeFirst", theNewestComeFirst),
        ConformanceCase("anActorIsALogin", anActorIsALogin),
        ConformanceCase("onlyRecentOnesAreListed", onlyRecentOnesAreListed),
        ConformanceCase("aLogThatNobodyTouchedIsWhole", aLogThatNobodyTouchedIsWhole),
        ConformanceCase("anAnchorBeyondTheEndIsFound", anAnchorBeyondTheEndIsFound),
        ConformanceCase("anAnchorOfAnotherEntryIsFound", anAnchorOfAnotherEntryIsFound),
        ConformanceCase("anAnchorOfAnotherLifeIsARestoredDatabase", anAnchorOfAnotherLifeIsARestoredDatabase),
        ConformanceCase("anAnchorOfAnotherDatabaseSaysNothing", anAnchorOfAnotherDatabaseSaysNothing),
        ConformanceCase("theSameReadWithinAMinuteIsOneEntry", theSameReadWithinAMinuteIsOneEntry),
        ConformanceCase("pagesAreByNumberAndEndWithAMoment", pagesAreByNumberAndEndWithAMoment),
    ]

    /// Those that a test itself recorded: some stores have others.
    private static func noted(_ store: ConformanceHarness, _ tenant: TenantSlug?) async throws -> [AuditEntry] {
        try await store.audit.list(AuditFilter(tenant: tenant)).filter { [.read, .refusal].contains($0.kind) }
    }

    private static func aReadNamesItsTenantAndItsSubject(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        try await store.audit.record(.read(.employee("42", of: tenant.slug)))
        let found = try await noted(store, tenant.slug)
        try expectEqual(found.map(\.kind), [.read], "the kind")
        try expectEqual(found.map(\.object), ["employee"], "the object")
        try expectEqual(found.map(\.subject), ["42"], "the subject")
        try expectEqual(found.map(\.tenant), ["acme"], "the tenant")
        try expectEqual(found.map(\.code), [nil], "no code")
    }

    private static func aRefusalNamesItsCode(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        try await store.audit.record(.refusal(.credential(.luccaAPIKey, of: tenant.slug), code: "keyring_unusable"))
        let found = try await noted(store, tenant.slug)
        try expectEqual(found.map(\.kind), [.refusal], "the kind")
        try expectEqual(found.map(\.code), ["keyring_unusable"], "the code")
        try expectEqual(found.map(\.subject), ["lucca-api-key"], "the kind of secret")
    }

    private static func aRunNamesItsTenant(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        let run = try await store.enqueue(tenant)
        try await store.audit.record(.refusal(.run(run), code: "run_state_refused"))
        let found = try await noted(store, tenant.slug)
        try expectEqual(found.map(\.run), [run], "the run")
    }

    private static func whatDoesNotExistIsRecordedToo(_ store: ConformanceHarness) async throws {
        try await store.audit.record(.refusal(.tenant(try TenantSlug("globex")), code: "tenant_unknown"))
        try await store.audit.record(.refusal(.run(99), code: "run_unknown"))
        let found = try await noted(store, nil)
        try expectEqual(found.map(\.code), ["run_unknown", "tenant_unknown"], "both")
        try expectEqual(found.map(\.tenant), [nil, "globex"], "as asked for")
    }

    private static func theNewestComeFirst(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        for code in ["one", "two", "three"] { try await store.audit.record(.refusal(.tenant(tenant.slug), code: code)) }
        let all = try await store.audit.list(AuditFilter(limit: 2))
        try expectEqual(all.map(\.code), ["three", "two"], "at most two")
        try expectEqual(all[0].number, all[1].number + 1, "numbered without a gap")
    }

    private static func anActorIsALogin(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        try await store.audit.record(.read(.run(of: tenant.slug)))
        let login = try await noted(store, tenant.slug)[0].login
        try expect(try await !store.audit.list(AuditFilter(actor: login)).isEmpty, "its own login's")
        try expect(try await store.audit.list(AuditFilter(actor: "nobody")).isEmpty, "another's")
    }

    private static func onlyRecentOnesAreListed(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        try await store.audit.record(.refusal(.tenant(tenant.slug), code: "old"))
        try await store.advance(3600)
        try await store.audit.record(.refusal(.tenant(tenant.slug), code: "new"))
        let last = try await noted(store, tenant.slug)[0].at
        let found = try await store.audit.list(AuditFilter(tenant: tenant.slug, since: last.adding(seconds: -60)))
        try expectEqual(found.map(\.code), ["new"], "since a minute before")
    }

    private static func aLogThatNobodyTouchedIsWhole(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        let before = try await store.audit.verify(against: [])
        try expectEqual(before.finding, .whole, "before")
        for subject in 1...3 { try await store.audit.record(.read(.employee(EmployeeID("\(subject)"), of: tenant.slug))) }
        let after = try await store.audit.verify(against: [before.last])
        try expectEqual(after.finding, .whole, "after")
        try expectEqual(after.entries, before.entries + 3, "how many")
        try expectEqual(after.last.number, after.entries, "the last one")
    }

    private static func anAnchorBeyondTheEndIsFound(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        try await store.audit.record(.read(.run(of: tenant.slug)))
        let last = try await store.audit.verify(against: []).last
        let later = AuditAnchor(number: last.number + 5, hash: String(repeating: "a", count: 64), life: last.life)
        let found = try await store.audit.verify(against: [last, later]).finding
        try expectEqual(found, .broken(number: last.number + 1, .truncated), "the end is gone")
    }

    private static func anAnchorOfAnotherEntryIsFound(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        try await store.audit.record(.read(.run(of: tenant.slug)))
        let last = try await store.audit.verify(against: []).last
        let other = AuditAnchor(number: last.number, hash: String(repeating: "a", count: 64), life: last.life)
        let found = try await store.audit.verify(against: [other]).finding
        try expectEqual(found, .broken(number: last.number, .rewritten), "another entry of this number")
    }

    private static func anAnchorOfAnotherLifeIsARestoredDatabase(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        try await store.audit.record(.read(.run(of: tenant.slug)))
        let last = try await store.audit.verify(against: []).last
        // Of the same server and database.
        let life = last.life.split(separator: ".").prefix(2).joined(separator: ".") + ".7.00000001"
        let other = AuditAnchor(number: last.number + 2, hash: String(repeating: "a", count: 64), life: life)
        let verdict = try await store.audit.verify(against: [other])
        guard case .restored = verdict.finding, verdict.unrelated == 0 else {
            throw ConformanceFailure("an anchor of another life is no fault", #fileID, #line)
        }
    }

    private static func anAnchorOfAnotherDatabaseSaysNothing(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        try await store.audit.record(.read(.run(of: tenant.slug)))
        let last = try await store.audit.verify(against: []).last
        let hash = String(repeating: "a", count: 64)
        let others = [
            AuditAnchor(number: last.number, hash: hash, life: "7.7.7.00000001"),
            AuditAnchor(number: last.number + 9, hash: hash, life: "7.7.7.00000001"),
            // No log gives it.
            AuditAnchor(number: 0, hash: hash, life: last.life),
        ]
        let verdict = try await store.audit.verify(against: others + [last])
        try expectEqual(verdict.finding, .whole, "the log itself")
        try expectEqual(verdict.unrelated, 3, "those of another database, and the impossible one")
    }

    private static func theSameReadWithinAMinuteIsOneEntry(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        for _ in 0..<3 { try await store.audit.record(.read(.employee("42", of: tenant.slug))) }
        try await store.audit.record(.read(.employee("43", of: tenant.slug)))
        for _ in 0..<2 { try await store.audit.record(.refusal(.tenant(tenant.slug), code: "one")) }
        let found = try await noted(store, tenant.slug)
        try expectEqual(found.map(\.subject), [nil, nil, "43", "42"], "each refusal, and each person once")
    }

    private static func pagesAreByNumberAndEndWithAMoment(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        for code in ["one", "two", "three"] { try await store.audit.record(.refusal(.tenant(tenant.slug), code: code)) }
        let all = try await noted(store, tenant.slug)
        let page = try await store.audit.list(AuditFilter(tenant: tenant.slug, before: all[1].number, limit: 1))
        try expectEqual(page.map(\.code), ["one"], "the page after the second one")
        let none = try await store.audit.list(AuditFilter(tenant: tenant.slug, until: all[2].at))
        try expect(!none.contains { $0.number >= all[2].number && $0.at >= all[2].at }, "before that moment")
        let later = try await store.audit.list(AuditFilter(tenant: tenant.slug, until: all[0].at.adding(seconds: 1)))
        try expectEqual(Array(later.prefix(3)), all, "before a later one")
    }
}
