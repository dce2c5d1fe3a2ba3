import SyncCore
import Testing

@Suite("What is known of a dialect")
struct TenantDialectTests {
    private static let now = Instant(secondsSince1970: 1_800_000_000)

    private static func finding(_ value: String, _ origin: TenantDialect.Origin) -> TenantDialect.Finding {
        .init(value: value, origin: origin, foundAt: now)
    }

    @Test(
        "Weaker evidence does not replace stronger evidence", arguments: TenantDialect.Origin.allCases,
        TenantDialect.Origin.allCases)
    func rank(known: TenantDialect.Origin, found: TenantDialect.Origin) {
        let order: [TenantDialect.Origin] = [.surveyed, .kept, .probed, .person]
        var dialect = TenantDialect()
        dialect.take([.status: Self.finding("1", known)])
        dialect.take([.status: Self.finding("2", found)])
        let replaces = (order.firstIndex(of: found) ?? 0) >= (order.firstIndex(of: known) ?? 0)
        #expect(dialect.dialect.status == (replaces ? 2 : 1))
    }

    @Test("A person sets a status and a zone, and unsets them")
    func person() {
        var dialect = TenantDialect()
        let areTaken = [dialect.say(.status, "007", at: Self.now), dialect.say(.zone, "Indian/Reunion", at: Self.now)]
        #expect(areTaken == [true, true])
        #expect(dialect.dialect.status == 7 && dialect.dialect.zone == "Indian/Reunion")
        #expect(dialect.findings[.status] == Self.finding("7", .person))
        let areTakenBack = [dialect.say(.status, "none", at: Self.now), dialect.say(.zone, "tenant", at: Self.now)]
        #expect(areTakenBack == [true, true])
        #expect(dialect.findings.isEmpty)
    }

    @Test(
        "Every other value is rejected",
        arguments: [
            (DialectPoint.status, "0"), (.status, "-3"), (.status, "approved"), (.status, ""), (.zone, "Europe/Paname"),
            (.zone, ""),
            (.kind, "isUnavailability"), (.time, "utc"),
        ])
    func refused(_ point: DialectPoint, _ text: String) {
        var dialect = TenantDialect()
        let isTaken = dialect.say(point, text, at: Self.now)
        #expect(!isTaken)
        #expect(dialect == TenantDialect())
    }

    @Test("A finished probe closes only itself, and stays open while its events exist")
    func openProbe() {
        let first = TenantDialect.OpenProbe(resource: 1, days: [], keys: [], startedAt: Self.now)
        let second = TenantDialect.OpenProbe(resource: 1, days: [], keys: [], startedAt: Self.now.adding(seconds: 1))
        var dialect = TenantDialect()
        dialect.openProbe = second
        dialect.noteProbe(.made(8), of: first)
        dialect.closeProbe(first, leaving: ProbeRemains())
        #expect(dialect.openProbe == second)
        dialect.noteProbe(.made(9), of: second)
        dialect.noteProbe(.made(9), of: second)
        #expect(dialect.openProbe?.keys == [9])
        dialect.closeProbe(second, leaving: ProbeRemains(keys: [9]))
        #expect(dialect.openProbe?.keys == [9])
        dialect.closeProbe(second, leaving: ProbeRemains())
        #expect(dialect.openProbe == nil)
    }
}
