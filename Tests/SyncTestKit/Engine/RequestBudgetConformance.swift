import SyncCore
import SyncEngine

/// What every `RequestBudget` does. A store may free a request up to a sixtieth of the window late.
package enum RequestBudgetConformance {
    package static let all: [ConformanceCase] = [
        ConformanceCase("manyTakersTogetherNeverExceedTheLimit", manyTakersTogetherNeverExceedTheLimit),
        ConformanceCase("severalAreTakenAtOnceAndGivenBack", severalAreTakenAtOnceAndGivenBack),
        ConformanceCase("anotherScopeHasItsOwnCount", anotherScopeHasItsOwnCount),
        ConformanceCase("whatLeftTheWindowIsFreeAgain", whatLeftTheWindowIsFreeAgain),
        ConformanceCase("aRefusalSaysHowLongToWait", aRefusalSaysHowLongToWait),
        ConformanceCase("aBlockHoldsEveryoneAndIsNeverShortened", aBlockHoldsEveryoneAndIsNeverShortened),
    ]

    private static func scope(_ limit: Int, window: Int = 60, _ name: String = "lucca:acme.ilucca.net") -> BudgetScope {
        BudgetScope(name: name, limit: limit, windowSeconds: window)
    }

    private static func manyTakersTogetherNeverExceedTheLimit(_ store: ConformanceHarness) async throws {
        let taken = try await withThrowingTaskGroup(of: Double?.self) { group in
            for _ in 0..<30 { group.addTask { try await store.budget.take(scope(20, window: 3600)) } }
            return try await group.reduce(into: 0) { count, wait in if wait == nil { count += 1 } }
        }
        try expectEqual(taken, 20, "requests taken")
    }

    private static func severalAreTakenAtOnceAndGivenBack(_ store: ConformanceHarness) async throws {
        let scope = scope(5, window: 3600)
        func take(_ count: Int, givingBack unused: Int = 0) async throws -> Int {
            guard case .taken(let taken) = try await store.budget.take(scope, count, givingBack: unused) else { return 0 }
            return taken
        }
        try expectEqual(try await take(4), 4, "as many as were asked for")
        try expectEqual(try await take(4), 1, "what is left")
        try expectEqual(try await take(1), 0, "nothing is left")
        try expectEqual(try await take(2, givingBack: 3), 2, "of three that were given back")
        try expectEqual(try await take(2), 1, "and the third")
        try expectEqual(try await take(1), 0, "nothing is left again")
    }

    private static func anotherScopeHasItsOwnCount(_ store: ConformanceHarness) async throws {
        for name in ["planningpme:a", "planningpme:b"] {
            try expect(try await store.budget.take(scope(1, name)) == nil, "the first of \(name)")
            try expect(try await store.budget.take(scope(1, name)) != nil, "the second of \(name)")
        }
    }

    private static func whatLeftTheWindowIsFreeAgain(_ store: ConformanceHarness) async throws {
        for _ in 0..<2 { try expect(try await store.budget.take(scope(2)) == nil, "within the limit") }
        try await store.advance(40)
        try expect(try await store.budget.take(scope(2)) != nil, "still within the window")
        try await store.advance(22)
        try expect(try await store.budget.take(scope(2)) == nil, "the window is over")
    }

    private static func aRefusalSaysHowLongToWait(_ store: ConformanceHarness) async throws {
        _ = try await store.budget.take(scope(1, window: 3600))
        let wait = try await store.budget.take(scope(1, window: 3600)) ?? 0
        try expect(wait > 3500 && wait <= 3660, "\(wait) seconds of 3600, and a sixtieth more at most")
        try await store.advance(Int(wait) + 1)
        try expect(try await store.budget.take(scope(1, window: 3600)) == nil, "after so long")
    }

    private static func aBlockHoldsEveryoneAndIsNeverShortened(_ store: ConformanceHarness) async throws {
        try await store.budget.block(scope(10), seconds: 500)
        try await store.budget.block(scope(10), seconds: 0.5)
        let wait = try await store.budget.take(scope(10)) ?? 0
        try expect(wait > 400 && wait <= 500, "\(wait) seconds of 500")
        try expect(try await store.budget.take(scope(10, "lucca:other.ilucca.net")) == nil, "another account is not blocked")
        try await store.advance(501)
        try expect(try await store.budget.take(scope(10)) == nil, "the block is over")
    }
}
