import PostgresClient

/// A database whose clock a test moves: the real statements, functions and defaults read it, since `clock_timestamp()` itself is
/// replaced in this one database. The planner inlines the built-in function's replacement, so every new plan has it.
package struct TestClock: Sendable {
    /// Run by a superuser before any other connection: an earlier plan keeps the true clock.
    package static let installation = """
        create schema test_clock;
        grant usage on schema test_clock to public;
        create table test_clock.shift (seconds double precision not null);
        insert into test_clock.shift values (0);
        create function test_clock.now() returns timestamptz language plpgsql volatile security definer set search_path = pg_catalog
            as $$ begin return timeofday()::timestamptz + make_interval(secs => (select seconds from test_clock.shift)); end $$;
        create or replace function pg_catalog.clock_timestamp() returns timestamptz language sql volatile
            as 'select test_clock.now()';
        """

    /// - Parameter seconds: how far the clock is ahead of the true time from now on; negative: behind.
    package static func setting(secondsAhead seconds: Int) -> String { "update test_clock.shift set seconds = \(seconds)" }

    private let superuser: PostgresPool

    /// - Parameter database: none of its other pools has been used yet.
    package init(in database: TestDatabase) async throws {
        superuser = database.superuser
        try await superuser.withConnection { try await $0.executeScript(Self.installation) }
    }

    /// - Parameter seconds: as in `setting(secondsAhead:)`.
    package func set(secondsAhead seconds: Int) async throws {
        try await superuser.withConnection { try await $0.executeScript(Self.setting(secondsAhead: seconds)) }
    }
}
