import SyncCore
import SyncEngine

/// What every `APINoticeStore` does, with the run store that saves notices at the end of a run.
package enum APINoticeConformance {
    package static let all: [ConformanceCase] = [
        ConformanceCase("nothingIsKeptAtFirst", nothingIsKeptAtFirst),
        ConformanceCase("aNoticeIsKeptFromTheFirstTimeToTheLast", aNoticeIsKeptFromTheFirstTimeToTheLast),
        ConformanceCase("aDateIsReplacedByALaterAnswerAndNeverLost", aDateIsReplacedByALaterAnswerAndNeverLost),
        ConformanceCase("noticesOfARunAreSavedWithItsEnd", noticesOfARunAreSavedWithItsEnd),
        ConformanceCase("aRunWithALostLeaseSavesNone", aRunWithALostLeaseSavesNone),
        ConformanceCase("whatWasNotSeenForAWeekIsNotRecent", whatWasNotSeenForAWeekIsNotRecent),
        ConformanceCase("theOverviewCountsTenantsAndNamesNone", theOverviewCountsTenantsAndNamesNone),
        ConformanceCase("noticesGoWithTheirTenant", noticesGoWithTheirTenant),
        ConformanceCase("whatWasNotSeenFor13MonthsGoesWhenARunEnds", whatWasNotSeenFor13MonthsGoesWhenARunEnds),
    ]

    private static let users = APIEndpoint(.lucca, "GET", path: "api/v3/users")
    private static let leaves = APIEndpoint(.lucca, "GET", path: "api/v3/leaves")
    private static let events = APIEndpoint(.planningPME, "PUT", path: "api/do/17")
    private static let may = Instant(secondsSince1970: 1_809_000_000)
    private static let june = Instant(secondsSince1970: 1_812_000_000)
    private static let day = 86_400

    private static func sunset(_ endpoint: APIEndpoint, deprecated: Instant? = nil, at sunset: Instant? = nil) -> APINotice {
        APINotice(APINotice.Key(.sunset, endpoint), deprecatedAt: deprecated, sunsetAt: sunset)
    }

    private static func value(_ endpoint: APIEndpoint, _ property: String, count: Int = 1) -> APINotice {
        APINotice(APINotice.Key(.valueUnknown, endpoint, property: property), count: count)
    }

    private static func nothingIsKeptAtFirst(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        try await store.notices.save([], of: tenant.id)
        try expectEqual(try await store.notices.recentNotices(of: tenant.id), [], "of the tenant")
        try expectEqual(try await store.notices.overview(), [], "of all")
    }

    private static func aNoticeIsKeptFromTheFirstTimeToTheLast(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        try await store.notices.save([value(leaves, "isAm", count: 2), sunset(users, at: may)], of: tenant.id)
        let first = try await store.notices.recentNotices(of: tenant.id)
        try expectEqual(first.map(\.notice), [value(leaves, "isAm", count: 2), sunset(users, at: may)], "by endpoint")
        try expect(first.allSatisfy { $0.firstSeenAt == $0.lastSeenAt }, "once")
        try await store.advance(3 * day)
        try await store.notices.save([value(leaves, "isAm", count: 5), value(leaves, "isActive")], of: tenant.id)
        let second = try await store.notices.recentNotices(of: tenant.id)
        try expectEqual(
            second.map(\.notice), [value(leaves, "isActive"), value(leaves, "isAm", count: 7), sunset(users, at: may)],
            "counts add up")
        try expectEqual(second[1].firstSeenAt, first[0].firstSeenAt, "the first time stays")
        try expect(second[1].lastSeenAt >= first[0].lastSeenAt.adding(seconds: 3 * day), "the last time is the store's")
        try expectEqual(second[2], first[1], "the other one is as before")
    }

    private static func aDateIsReplacedByALaterAnswerAndNeverLost(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        for notice in [sunset(users, deprecated: may), sunset(users, at: june), sunset(users)] {
            try await store.notices.save([notice], of: tenant.id)
        }
        let kept = try await store.notices.recentNotices(of: tenant.id)
        try expectEqual(kept.map(\.notice.deprecatedAt), [may], "since when")
        try expectEqual(kept.map(\.notice.sunsetAt), [june], "until when")
        try await store.notices.save([sunset(users, at: may)], of: tenant.id)
        try expectEqual(try await store.notices.recentNotices(of: tenant.id).map(\.notice.sunsetAt), [may], "an earlier end")
    }

    private static func noticesOfARunAreSavedWithItsEnd(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        for state in [RunState.succeeded, .failed, .cancelled] {
            let lease = try await store.start(tenant).lease
            try await store.runs.finish(
                lease, RunOutcome(state: state, notices: [sunset(users, at: may), value(leaves, "isAm")]), withheld: [])
        }
        let kept = try await store.notices.recentNotices(of: tenant.id)
        try expectEqual(kept.map(\.notice.count), [3, 3], "each run's")
    }

    private static func aRunWithALostLeaseSavesNone(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        let claimed = try await store.start(tenant)
        try await store.expireLease(claimed.run.id)
        let code = try await store.code {
            try await store.runs.finish(
                claimed.lease, RunOutcome(state: .succeeded, notices: [sunset(users, at: may)]), withheld: [])
        }
        try expectEqual(code, .leaseLost, "another worker's run")
        try expectEqual(try await store.notices.recentNotices(of: tenant.id), [], "nothing is kept")
    }

    private static func whatWasNotSeenForAWeekIsNotRecent(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        try await store.notices.save([sunset(users, at: may)], of: tenant.id)
        try await store.advance(6 * day)
        try await store.notices.save([value(leaves, "isAm")], of: tenant.id)
        try expectEqual(try await store.notices.recentNotices(of: tenant.id).count, 2, "within a week")
        try await store.advance(2 * day)
        try expectEqual(
            try await store.notices.recentNotices(of: tenant.id).map(\.notice), [value(leaves, "isAm")], "the later one")
        let overview = try await store.notices.overview()
        try expectEqual(overview.map(\.tenants), [1, 0], "the overview still shows it, for no tenant")
        try expectEqual(overview.map(\.notice.sunsetAt), [nil, nil], "its date concerns no one")
    }

    private static func theOverviewCountsTenantsAndNamesNone(_ store: ConformanceHarness) async throws {
        let (acme, globex) = (try await store.makeTenant("acme"), try await store.makeTenant("globex"))
        try await store.notices.save([sunset(users, at: june), value(events, "type", count: 4)], of: acme.id)
        try await store.advance(60)
        try await store.notices.save([sunset(users, deprecated: may, at: may)], of: globex.id)
        let first = try await store.notices.recentNotices(of: acme.id)
        let last = try await store.notices.recentNotices(of: globex.id)
        let overview = try await store.notices.overview()
        try expectEqual(
            overview.map(\.notice.endpoint.name), ["GET /api/v3/users", "PUT /api/do/{id}"], "by remote and endpoint")
        try expectEqual(overview.map(\.tenants), [2, 1], "tenants")
        try expectEqual(overview[0].notice.count, 2, "answers")
        try expectEqual(overview[0].notice.sunsetAt, may, "the earliest end")
        try expectEqual(overview[0].notice.deprecatedAt, may, "the earliest deprecation")
        try expectEqual(overview[0].firstSeenAt, first[0].firstSeenAt, "first seen")
        try expectEqual(overview[0].lastSeenAt, last[0].lastSeenAt, "last seen")
        try expectEqual(overview[1].notice.count, 4, "values")
    }

    private static func noticesGoWithTheirTenant(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        try await store.notices.save([sunset(users, at: may)], of: tenant.id)
        try await store.registry.delete(tenant.id)
        try expectEqual(try await store.notices.overview(), [], "nothing is left")
    }

    private static func whatWasNotSeenFor13MonthsGoesWhenARunEnds(_ store: ConformanceHarness) async throws {
        let tenant = try await store.makeTenant()
        func end(_ notices: [APINotice]) async throws {
            let lease = try await store.start(tenant).lease
            try await store.runs.finish(lease, RunOutcome(state: .succeeded, notices: notices), withheld: [])
        }
        try await end([sunset(users, at: may)])
        try await store.advance(360 * day)
        try await end([value(leaves, "isAm")])
        try expectEqual(try await store.notices.overview().count, 2, "a year later")
        // A clock is believed once three of its days were seen.
        for _ in 0..<6 {
            try await store.advance(12 * day)
            try await end([])
        }
        try expectEqual(try await store.notices.overview().map(\.notice), [value(leaves, "isAm")], "what is left")
    }
}
