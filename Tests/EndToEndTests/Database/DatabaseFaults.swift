import Foundation
import PostgresTestKit
import Simulators
import Testing

/// A database that fails during a run. Each part has its own PostgreSQL server, and they run one after the other.
@Suite("Database faults", .serialized)
enum DatabaseFaults {
    /// An installation on its own server; where there is a small disk, its database is on that.
    static func with(
        seed: UInt64, tenants: Int = 1, settings: [String: String] = [:], disk: PrivatePostgres.Disk? = nil,
        _ body: (Installation, PrivatePostgres) async throws -> Void
    ) async throws {
        try await PrivatePostgres.with(settings, disk: disk) { server in
            var options = ""
            if let place = await server.diskFolder {
                try await server.sql("create tablespace tight location '\(place.path)'")
                options = "tablespace tight"
            }
            let world = SimulatorConfiguration(seed: seed, tenants: tenants, employees: 24)
            try await Installation.with(world, on: server.conninfo(), databaseOptions: options) { installation in
                try await body(installation, server)
            }
        }
    }

    /// One customer after the other, each for as many days as fit into its hourly request budget.
    struct Victims {
        private static let days = 8
        private let installation: Installation
        private var current: Victim?

        init(_ installation: Installation) { self.installation = installation }

        /// The number of customers needed for that many days.
        static func tenants(for days: Int) -> Int { (days + Self.days - 1) / Self.days }

        mutating func victim(of day: Int) async throws -> Victim {
            if let current, !day.isMultiple(of: Self.days) { return current }
            let victim = try await Victim.register(installation.world.tenants[day / Self.days], in: installation)
            current = victim
            return victim
        }
    }

    /// Where a run is halted while the database is disturbed.
    struct Moment: Sendable, CustomStringConvertible {
        let place: FaultPlace
        let occurrence: Int

        init(_ place: FaultPlace, _ occurrence: Int = 1) {
            self.place = place
            self.occurrence = occurrence
        }

        var description: String { "\(place.rawValue):\(occurrence)" }

        /// Between any two effects, at the first and at later occurrences.
        static let all = FaultPlace.common.flatMap { place in [1, 3].map { Moment(place, $0) } }
    }
}

extension Victim {
    /// Starts a run, halts it at that moment, disturbs the database, and lets the run continue to its end.
    /// - Returns: nil when the run ended before that moment.
    func halting(
        at moment: DatabaseFaults.Moment, lease: Int? = nil, _ disturb: () async throws -> Void
    ) async throws -> CommandResult? {
        try await starting(fault: "\(moment):stop", lease: lease) { program in
            guard try await program.standsStill() else {
                let ended = try await program.result()
                #expect(ended.status == 0 || ended.status == 3, "\(moment): \(ended.stderr)")
                #expect(moment.occurrence > 1, "no run reaches \(moment)")
                return nil
            }
            try await disturb()
            program.send(SIGCONT)
            return try await program.result()
        }
    }

    /// It ended as without a disturbance.
    func expectUndisturbed(_ ended: CommandResult?, _ what: String, sourceLocation: SourceLocation = #_sourceLocation)
        async throws
    {
        if let ended {
            #expect(ended.status == 0 || ended.status == 3, "\(what): \(ended.stderr)", sourceLocation: sourceLocation)
            #expect(try ended.decode(RunDocument.self).attempt == 1, "\(what)", sourceLocation: sourceLocation)
        }
        #expect(try await liveRun() == nil, "\(what)", sourceLocation: sourceLocation)
        expectExactNow(sourceLocation: sourceLocation)
        try await expectWholeRecords(sourceLocation: sourceLocation)
    }

    /// It ended with that error, its remedy and that status; the next run completes whatever it left.
    func expectNamed(
        _ ended: CommandResult?, _ code: String, status: Int32, says: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let ended = try #require(ended, sourceLocation: sourceLocation)
        #expect(ended.signal == nil && ended.status == status, "\(ended.status): \(ended.stderr)", sourceLocation: sourceLocation)
        #expect(ended.stderr.contains("[\(code)]"), "\(ended.stderr)", sourceLocation: sourceLocation)
        #expect(ended.stderr.contains(says) && ended.stderr.contains("  → "), "\(ended.stderr)", sourceLocation: sourceLocation)
    }
}
