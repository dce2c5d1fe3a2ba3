import Foundation
import Simulators
import SyncEngine
import Testing

/// Which worker held which tenant's run when, recorded by the database itself, for comparison with the simulators' journal.
struct LeaseHistory {
    let installation: Installation

    /// From now on each claim, renewal, release and end adds a row.
    func record() async throws {
        try await installation.sql(
            """
            create table lease_seen (
                number bigint generated always as identity, at timestamptz not null default clock_timestamp(),
                tenant text not null, worker text);
            create function see_lease() returns trigger language plpgsql security definer as $$
            begin
                insert into lease_seen (tenant, worker)
                    select slug, case when tg_op = 'DELETE' then null else new.worker end
                    from tenant where id = coalesce(new.tenant_id, old.tenant_id);
                return null;
            end $$;
            create trigger see_lease after insert or delete or update of worker, lease_until on run
                for each row execute function see_lease();
            """)
    }

    /// What a worker's requests reveal about their sender. Its name is followed by a number of its own.
    private static func process(_ worker: Substring) -> String {
        "\(Release.userAgent) (\(worker.split(separator: ":").prefix(2).joined(separator: ":")))"
    }

    /// Every write to the planning came while its sender held the tenant's run; both clocks are this machine's.
    func expectWritesOfHoldersOnly() async throws {
        let rows = try await installation.sql(
            "select tenant || ' ' || (extract(epoch from at) * 1000)::bigint || ' ' || coalesce(worker, '-') from lease_seen order by number"
        )
        var holders: [String: [(at: Int, worker: Substring)]] = [:]
        for row in rows.split(separator: "\n") {
            let cells = row.split(separator: " ", maxSplits: 2)
            try #require(cells.count == 3, "\(row)")
            holders[String(cells[0]), default: []].append((try #require(Int(cells[1])), cells[2]))
        }
        // No event has the key 0: `tenant check` deletes it to find out whether it may write.
        let writes = installation.world.journal.entries(remote: .planningpme).filter {
            $0.isWrite && !$0.path.hasSuffix("/api/do/0")
        }
        let strays = writes.filter { write in
            // Times are whole milliseconds: two events within the same one have no order.
            let seen = holders[write.tenant] ?? []
            let before = seen.last { $0.at < write.epochMilliseconds }
            let meanwhile = seen.filter { $0.at == write.epochMilliseconds }
            return !([before].compactMap { $0 } + meanwhile).contains { Self.process($0.worker) == write.agent }
        }
        let workers = Set(writes.map(\.agent))
        print(
            "Writes: \(writes.count) by \(workers.count) processes, under \(rows.split(separator: "\n").count) claims, renewals and ends"
        )
        #expect(workers.count > 1, "several processes wrote")
        #expect(strays.isEmpty, "sent without the lease: \(strays.prefix(5))")
    }
}
