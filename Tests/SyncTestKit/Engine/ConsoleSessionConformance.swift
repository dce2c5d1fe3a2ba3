import SyncCore
import SyncEngine

/// What every `ConsoleSessionStore` does, for the store's owner. People's rights are PostgreSQL's own tests.
package enum ConsoleSessionConformance {
    package static let all: [ConformanceCase] = [
        ConformanceCase("aLinkIsUsedOnce", aLinkIsUsedOnce),
        ConformanceCase("aLinkExpires", aLinkExpires),
        ConformanceCase("anUnknownLinkOpensNothing", anUnknownLinkOpensNothing),
        ConformanceCase("aSessionIsEnteredUntilItIsLeft", aSessionIsEnteredUntilItIsLeft),
        ConformanceCase("anIdleSessionEnds", anIdleSessionEnds),
        ConformanceCase("nobodyVouchesForWhoIsNoOperator", nobodyVouchesForWhoIsNoOperator),
    ]

    private static func aLinkIsUsedOnce(_ store: ConformanceHarness) async throws {
        let (link, first, second) = (ConsoleSecret(), ConsoleSecret(), ConsoleSecret())
        let login = try await store.sessions.open(link)
        try expect(try await store.sessions.redeem(link, for: first), "a new link is good")
        try expect(try await !store.sessions.redeem(link, for: second), "a used one is not")
        try expectEqual(try await store.sessions.enter(first)?.person.login, login, "whose session it is")
        try expect(try await store.sessions.enter(second) == nil, "no session of the second use")
    }

    private static func aLinkExpires(_ store: ConformanceHarness) async throws {
        let (link, session) = (ConsoleSecret(), ConsoleSecret())
        _ = try await store.sessions.open(link)
        try await store.advance(ConsoleSession.linkSeconds + 1)
        try expect(try await !store.sessions.redeem(link, for: session), "an old link")
        try expect(try await store.sessions.enter(session) == nil, "no session")
    }

    private static func anUnknownLinkOpensNothing(_ store: ConformanceHarness) async throws {
        let session = ConsoleSecret()
        try expect(try await !store.sessions.redeem(ConsoleSecret(), for: session), "an unknown link")
        try expect(try await store.sessions.enter(session) == nil, "no session")
        try expect(try await !store.sessions.leave(session), "nothing to leave")
    }

    private static func aSessionIsEnteredUntilItIsLeft(_ store: ConformanceHarness) async throws {
        let (link, session) = (ConsoleSecret(), ConsoleSecret())
        _ = try await store.sessions.open(link)
        _ = try await store.sessions.redeem(link, for: session)
        let entered = try await store.sessions.enter(session)
        try expectEqual(entered, try await store.sessions.enter(session), "the same at each request")
        try expect(entered?.formKey.isEmpty == false, "its forms have a key")
        try expectEqual(entered?.person.standing, .person(.admin), "the owner's right")
        try expect(try await store.sessions.leave(session), "it is left")
        try expect(try await store.sessions.enter(session) == nil, "it ended")
        try expect(try await !store.sessions.leave(session), "once")
    }

    private static func anIdleSessionEnds(_ store: ConformanceHarness) async throws {
        let (link, session) = (ConsoleSecret(), ConsoleSecret())
        _ = try await store.sessions.open(link)
        _ = try await store.sessions.redeem(link, for: session)
        try await store.advance(ConsoleSession.idleSeconds + 1)
        try expect(try await store.sessions.enter(session) == nil, "nobody was there")
    }

    private static func nobodyVouchesForWhoIsNoOperator(_ store: ConformanceHarness) async throws {
        let session = ConsoleSecret()
        try expect(try await !store.sessions.vouch(for: "nobody-of-this-server", session), "no operator")
        try expect(try await store.sessions.enter(session) == nil, "no session")
    }
}
