import SyncCore
import SyncEngine
import SyncTestKit
import Testing

/// What planners do with our events, and renames of a Lucca account.
extension SyncBench {
    static let reconciling = SyncOptions(reconcile: true)

    /// Events that carry a reference of the account, under any of its names.
    var ours: [FakePlanning.Event] {
        let world = planning.current
        return world.events.values.filter { event in
            EventReference.all(in: event.remark).contains { world.accounts.contains($0.account) }
        }.sorted { $0.key < $1.key }
    }

    /// The one event of that leave period.
    func event(of period: LeavePeriodID, sourceLocation: SourceLocation = #_sourceLocation) throws -> FakePlanning.Event {
        let found = ours.filter { EventReference.all(in: $0.remark).contains { $0.periodID == period } }
        try #require(found.count == 1, "\(found.count) events of period \(period)", sourceLocation: sourceLocation)
        return try #require(found.first)
    }

    /// A planner copies an event, remark included.
    @discardableResult
    func copy(
        _ event: FakePlanning.Event, to resource: ResourceKey? = nil, days: Int = 0, longerByDays: Int = 0, note: String = ""
    ) -> EventKey {
        var made = EventKey(0)
        planning.change { world in
            made = world.add(
                resources: resource.map { [$0] } ?? event.resources, type: event.type,
                start: event.start.adding(seconds: days * 86_400),
                end: event.end.adding(seconds: (days + longerByDays) * 86_400), remark: event.remark + note)
        }
        return made
    }

    /// The Lucca account is renamed, and the operator enters the new name.
    func rename(to name: String) async throws {
        var tenant = try await ports.registry.tenant(tenant.id)
        let before = tenant.luccaAccount
        tenant.luccaURL = "https://\(name).ilucca-test.net"
        tenant.formerAccounts = tenant.formerAccounts.union([before]).subtracting([name])
        let accounts = tenant.luccaAccounts
        try await ports.registry.update(tenant, isSameAccount: true)
        planning.change { $0.accounts = accounts }
    }

    /// Each absence is there exactly once, under the account's current name, and the ledger matches.
    func expectOnce(_ account: String = "acme", sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let world = planning.current
        let start = tenant.settings.calendar.startOfDay(Self.today)
        let future = ours.filter { $0.end > start }
        let shown = future.map { event in
            Shown(
                resource: event.resources.map { key in
                    world.resources.first { $0.key == key }?.registrationNumber ?? "?"
                }.joined(separator: "+"),
                type: world.types.first { $0.key == event.type }?.label ?? "none", start: event.start, end: event.end)
        }
        #expect(shown.sorted() == expected(requests), sourceLocation: sourceLocation)
        #expect(
            future.allSatisfy {
                Set(EventReference.all(in: $0.remark).map(\.account).filter(world.accounts.contains)) == [account]
            },
            sourceLocation: sourceLocation)
        let entries = try await ports.ledger.load(tenant.id).entries
        #expect(entries.allSatisfy { $0.openIntent == nil }, sourceLocation: sourceLocation)
        #expect(Set(entries.map(\.eventKey)) == Set(ours.map(\.key)), sourceLocation: sourceLocation)
        let planners = world.events.values.filter { $0.remark.contains("[lucca:other/") }
        #expect(planners.count == 1, sourceLocation: sourceLocation)
    }
}
