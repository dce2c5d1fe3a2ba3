import PostgresClient
import PostgresTestKit
import SyncCore
import SyncEngine
import Testing

@testable import PostgresStore

/// Whoever owns the database can write anything. What he wrote is found.
@Suite("Tampering with the audit log")
struct AuditTamperingTests {
    struct Tampering: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let sql: String
        let fault: AuditVerdict.Fault
        /// Of the first entry with a fault; the log has the entries 1 to 9.
        let number: Int
        /// Only an anchor shows it.
        var needsAnchor = false
    }

    private static let columns: [(String, String)] = [
        ("recorded_at", "recorded_at + interval '1 microsecond'"), ("login", "'tom'"), ("claimed", "'tom@srv'"),
        ("kind", "'read'"), ("operation", "'x'"), ("object", "'x'"), ("tenant", "gen_random_uuid()"), ("slug", "'globex'"),
        ("run", "7"), ("code", "'x'"), ("release", "'x'"), ("life", "'1.1.1.1'"),
        ("is_proven", "not is_proven"), ("text_digest", "repeat('a', 64)"), ("hash", "repeat('a', 64)"),
    ]

    static let all: [Tampering] =
        columns.map { column, value in
            Tampering(
                testDescription: "another \(column)", sql: "update audit_entry set \(column) = \(value) where number = 5",
                fault: .altered, number: 5)
        } + [
            Tampering(
                testDescription: "another predecessor", sql: "update audit_entry set previous = repeat('a', 64) where number = 5",
                fault: .unlinked, number: 5),
            Tampering(
                testDescription: "another reason", sql: "update audit_text set reason = 'x' where number = 5",
                fault: .textAltered,
                number: 5),
            Tampering(
                testDescription: "other values",
                sql: "update audit_text set changes = replace(changes, '1', '2') where number = 5",
                fault: .textAltered, number: 5),
            Tampering(
                testDescription: "another salt", sql: "update audit_text set salt = 'x' where number = 5", fault: .textAltered,
                number: 5),
            Tampering(
                testDescription: "an emptied text",
                sql: "update audit_text set salt = null, reason = null, subject = null, changes = null where number = 5",
                fault: .textRemoved, number: 5),
            Tampering(
                testDescription: "a text that is gone", sql: "delete from audit_text where number = 5", fault: .textRemoved,
                number: 5),
            Tampering(
                testDescription: "an entry that is gone", sql: "delete from audit_entry where number = 5", fault: .missing,
                number: 5),
            Tampering(
                testDescription: "an entry that is gone, and the others moved up",
                sql: "delete from audit_entry where number = 5; update audit_entry set number = number - 1 where number > 5",
                fault: .unlinked, number: 5),
            Tampering(
                testDescription: "two entries in each other's place",
                sql: """
                    update audit_entry set number = 105 where number = 5; update audit_entry set number = 5 where number = 6;
                    update audit_entry set number = 6 where number = 105
                    """, fault: .unlinked, number: 5),
            Tampering(
                testDescription: "an end that is gone", sql: "delete from audit_entry where number > 7", fault: .missing,
                number: 8),
            Tampering(
                testDescription: "an end that is gone, and no longer known", sql: Self.cut, fault: .truncated, number: 8,
                needsAnchor: true),
            Tampering(
                testDescription: "an entry in the place of the head", sql: "update audit_head set hash = repeat('a', 64)",
                fault: .headDiffers, number: 9),
            Tampering(
                testDescription: "a log that was written again from an entry on", sql: Self.rewrite, fault: .rewritten, number: 9,
                needsAnchor: true),
            Tampering(
                testDescription: "a log written again as after a restore",
                sql: "update audit_entry set life = '1.1.1.1' where number >= 5; \(Self.rewrite)", fault: .rewritten, number: 9,
                needsAnchor: true),
        ]

    private static let cut = """
        delete from audit_entry where number > 7; delete from audit_text where number > 7;
        update audit_head set (number, hash) = (select number, hash from audit_entry where number = 7)
        """

    /// With the database's own functions: each entry from the fifth one on, in its order.
    private static let rewrite = """
        do $$
        declare
            entry record;
            last text := (select hash from audit_entry where number = 4);
        begin
            update audit_entry set login = 'tom' where number = 5;
            for entry in select * from audit_entry where number >= 5 order by number loop
                update audit_entry set previous = last, hash = audit_digest(
                    entry.number::text, (extract(epoch from entry.recorded_at) * 1000000)::bigint::text, entry.login, entry.claimed,
                    entry.kind, entry.operation, entry.object, entry.tenant::text, entry.slug, entry.run::text, entry.code,
                    entry.release, entry.life, entry.text_digest, last, entry.is_proven::text)
                where number = entry.number returning hash into last;
            end loop;
            update audit_head set hash = last;
        end $$
        """

    private func withNine(
        _ body: @Sendable (TestDatabase, PostgresAuditLog, AuditAnchor) async throws -> Void
    ) async throws {
        try await withTestDatabase { database, worker in
            let registry = PostgresTenantRegistry(
                pool: worker, audit: AuditContext(operation: "tenant.edit", reason: "because"))
            var tenant = try await registry.create(Samples.newTenant("acme"))
            for count in 11...17 {
                tenant.settings.brake.count = count
                try await registry.update(tenant)
            }
            let log = PostgresAuditLog(pool: worker, pageSize: 4)
            let verdict = try await log.verify(against: [])
            #expect(verdict.finding == .whole && verdict.entries == 9)
            try await body(database, log, verdict.last)
        }
    }

    private func tamper(_ sql: String, _ database: TestDatabase) async throws {
        try await database.superuser.withConnection { connection in
            try await connection.executeScript(
                """
                alter table audit_entry disable trigger all; alter table audit_text disable trigger all;
                alter table audit_head disable trigger all; alter table audit_entry drop constraint audit_entry_kind_known;
                alter table audit_text drop constraint audit_text_all_or_nothing; \(sql)
                """)
        }
    }

    @Test(arguments: all) func isFound(_ tampering: Tampering) async throws {
        try await withNine { database, log, anchor in
            try await tamper(tampering.sql, database)
            let found = try await log.verify(against: [anchor]).finding
            #expect(found == .broken(number: tampering.number, tampering.fault))
            let alone = try await log.verify(against: []).finding
            #expect((alone == .whole) == tampering.needsAnchor)
        }
    }

    /// A copy of the database is another one: its log ends where the copy was made.
    @Test func aRestoredDatabaseIsNotTakenForATamperedOne() async throws {
        try await withNine { database, log, anchor in
            // As in a dump from before the last two entries, restored: another life, which the server alone names.
            try await tamper(Self.cut, database)
            let place = anchor.life.split(separator: ".").prefix(2).joined(separator: ".")
            let old = AuditAnchor(number: anchor.number, hash: anchor.hash, life: place + ".3.00000001")
            #expect(try await log.verify(against: [old]).finding == .restored(number: 0, lost: 9))
        }
    }

    @Test func anAnchorOfAnotherDatabaseIsNotTakenForARestoredOne() async throws {
        try await withNine { _, log, anchor in
            let other = AuditAnchor(number: 12, hash: anchor.hash, life: "1.2.3.00000001")
            let verdict = try await log.verify(against: [anchor, other])
            #expect(verdict.finding == .whole && verdict.unrelated == 1)
        }
    }

    /// Otherwise the owner could make what was cut off look restored.
    @Test func aReplacedNameOfTheDatabasesLifeIsFound() async throws {
        try await withNine { database, log, anchor in
            try await tamper(
                """
                \(Self.cut); create or replace function database_life() returns text language sql stable as
                $$ select '\(anchor.life.split(separator: ".").prefix(2).joined(separator: ".")).7.00000001' $$
                """, database)
            #expect(try await log.verify(against: [anchor]).finding == .broken(number: 7, .lifeForged))
        }
    }

    /// Each byte, in memory: the chain is pure.
    @Test func anyChangedCharacterOfAnEntryChangesItsHash() async throws {
        try await withNine { database, _, _ in
            let rows = try await database.superuser.query(ReadAudit(after: 0, atMost: 100))
            for row in rows {
                #expect(row.computedHash == row.hash && row.text.computedDigest == row.textDigest)
            }
            // Values may not move from one column to the next.
            #expect(AuditDigest.of(["ab", "c"]) != AuditDigest.of(["a", "bc"]))
            #expect(AuditDigest.of([nil, "a"]) != AuditDigest.of(["a", nil]))
            #expect(AuditDigest.of([nil]) != AuditDigest.of([""]) && AuditDigest.of([]) != AuditDigest.of([nil]))
        }
    }
}
