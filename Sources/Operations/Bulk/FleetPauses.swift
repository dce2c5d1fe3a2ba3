package import SyncCore
package import SyncEngine

/// Pauses the fleet for a maintenance: no worker claims a run and the schedule queues none, until somebody resumes it. What runs goes
/// on to its end. Tenants keep their states, so that afterwards those are active that were before.
package struct PauseFleet: ServiceOperation {
    package struct Report: Sendable {
        /// The one that lasts now.
        package let pause: FleetPause
        /// It was paused already.
        package let wasPaused: Bool
        /// How many runs go on to their end.
        package let running: Int
    }

    package static let right = Right.admin
    package var audit: Audit { .change("fleet.pause", .fleet) }
    private let reason: String?

    /// - Parameter reason: shown by `fleet`; the audit log has its own.
    package init(reason: String? = nil) { self.reason = reason }

    package func perform(_ services: Services) async throws -> Report {
        let isNew = try await services.fleet.beginPause(reason: reason)
        guard let pause = try await services.fleet.pause() else { throw SyncError.defect(.notReturned(.pause)) }
        return Report(pause: pause, wasPaused: !isNew, running: try await services.fleet.overview().running)
    }
}

/// Ends the pause of the fleet: what waited is performed, and days that passed meanwhile are caught up as after a standstill.
package struct ResumeFleet: ServiceOperation {
    package struct Report: Sendable {
        /// nil if the fleet was not paused.
        package let pause: FleetPause?
        package let due: Int
    }

    package static let right = Right.admin
    package var audit: Audit { .change("fleet.resume", .fleet) }

    package init() {}

    package func perform(_ services: Services) async throws -> Report {
        let pause = try await services.fleet.pause()
        let ended = try await services.fleet.endPause()
        return Report(pause: ended ? pause : nil, due: try await services.fleet.overview().due)
    }
}
