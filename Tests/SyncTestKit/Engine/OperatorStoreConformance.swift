import SyncCore
import SyncEngine

/// What every `OperatorStore` does, in a session of the store's owner. Real logins are PostgreSQL's own tests.
package enum OperatorStoreConformance {
    package static let all: [ConformanceCase] = [
        ConformanceCase("theOwnerIsAdminWithoutBeingAdded", theOwnerIsAdminWithoutBeingAdded),
        ConformanceCase("anUnknownLoginIsNotAdded", anUnknownLoginIsNotAdded),
        ConformanceCase("whoIsNoOperatorIsNotDisabled", whoIsNoOperatorIsNotDisabled),
        ConformanceCase("theOwnerIsNotAdded", theOwnerIsNotAdded),
    ]

    private static func theOwnerIsAdminWithoutBeingAdded(_ store: ConformanceHarness) async throws {
        let own = try await store.operators.current()
        try expectEqual(own.standing, .person(.admin), "the owner's standing")
        try expect(!own.isRegistered && !own.isShared && !own.isProven, "the owner was not added")
        try expect(Right.allCases.allSatisfy { own.has($0) }, "every right")
        try expect(try await store.operators.list().isEmpty, "nobody was added")
    }

    private static func anUnknownLoginIsNotAdded(_ store: ConformanceHarness) async throws {
        let added = try await store.operators.add("nobody-of-this-server", .viewer, isShared: false, worksToo: true)
        try expectEqual(added, .unknown, "the server has no such login")
        try expect(try await store.operators.list().isEmpty, "and nobody was added")
    }

    private static func whoIsNoOperatorIsNotDisabled(_ store: ConformanceHarness) async throws {
        try expectEqual(try await store.operators.disable("nobody-of-this-server"), .unknown, "nobody to disable")
        try expectEqual(
            try await store.operators.endSessions(of: "nobody-of-this-server"), EndedSessions(ended: 0, open: 0), "no session")
    }

    /// Whatever role it got, it could do everything.
    private static func theOwnerIsNotAdded(_ store: ConformanceHarness) async throws {
        let own = try await store.operators.current().login
        let added = try await store.operators.add(own, .viewer, isShared: false, worksToo: true)
        try expectEqual(added, .owner, "the owner")
        try expect(try await store.operators.list().isEmpty, "and nobody was added")
        try expect(try await !store.operators.strangers().contains { $0.login == own }, "nor is the owner a stranger")
    }
}
