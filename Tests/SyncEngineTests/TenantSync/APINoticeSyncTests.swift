import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@Suite("Notices of interfaces in a run")
struct APINoticeSyncTests {
    private let users = APIEndpoint(.lucca, "GET", path: "api/v3/users")
    private let sunset = Instant(secondsSince1970: 1_812_297_600)

    private func bench() async throws -> SyncBench {
        let bench = try await SyncBench()
        let (users, sunset) = (users, sunset)
        bench.connector.announce { $0.announced(at: users, deprecatedAt: nil, sunsetAt: sunset) }
        return bench
    }

    private func kept(_ bench: SyncBench) async throws -> [APINotice] {
        try await InMemoryAPINoticeStore(bench.database).recentNotices(of: bench.tenant.id).map(\.notice)
    }

    private func notice(_ count: Int) -> APINotice {
        APINotice(APINotice.Key(.sunset, users), count: count, sunsetAt: sunset)
    }

    @Test func aRunSucceedsWithThemAndKeepsThem() async throws {
        let bench = try await bench()
        for number in 1...2 {
            #expect(try await bench.sync() == .ended(RunID(number), .succeeded, nil))
            #expect(try await kept(bench) == [notice(number)])
        }
        #expect(try await bench.run.problems().isEmpty)
        bench.expectExact()
    }

    @Test func aFailedRunKeepsThemToo() async throws {
        let bench = try await bench()
        let outage = SyncError(.lucca(.keyUnknown))
        bench.source.change { $0.outage = outage }
        #expect(try await bench.sync() == .ended(1, .failed, outage))
        #expect(try await kept(bench) == [notice(1)])
    }

    @Test func aPreviewKeepsNothing() async throws {
        let bench = try await bench()
        _ = try await bench.preview()
        #expect(try await kept(bench).isEmpty)
    }

    /// They are saved with the end of the run: no write is added, with notices or without.
    @Test func aRunWritesAsOftenWithThemAsWithout() async throws {
        var writes: [Int] = []
        for bench in [try await SyncBench(), try await bench()] {
            try await bench.sync()
            let before = bench.database.writeCount
            try await bench.sync()
            writes.append(bench.database.writeCount - before)
        }
        #expect(Set(writes).count == 1, "\(writes)")
    }

    @Test func collectingIsSafeFromManyThreads() async {
        let notices = APINotices()
        let users = users
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<500 { notices.unknownValue(of: Property.status, at: users, count: 2) }
                    notices.unknownShape(of: Property.status, at: users, count: 0)
                }
            }
        }
        #expect(
            notices.collected == [APINotice(APINotice.Key(.valueUnknown, users, property: "status"), count: 8 * 500 * 2)])
    }

    private enum Property: String {
        case status
    }
}
