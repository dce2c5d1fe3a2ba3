package import SyncCore
package import SyncEngine
import Synchronization

/// A prober with the findings and the leftovers that a test sets.
package final class FakeProber: DialectProber {
    package struct World: Sendable {
        package var survey = DialectSurvey()
        package var report = ProbeReport()
        /// Keys of the events that a probe creates, in order.
        package var makes: [EventKey] = []
        /// Events of probes that are on the planning.
        package var events: Set<EventKey> = []
        /// Events that can't be deleted.
        package var stuck: Set<EventKey> = []
        /// The error of a probe that has created its events, without deleting them.
        package var failure: SyncError?
        /// The error of a removal.
        package var removalFailure: SyncError?
        /// Days that lists do not show to a removal.
        package var hidden: Set<CalendarDay> = []
        /// The day of a create that a probe sends last, and dies before the answer.
        package var sends: CalendarDay?
        package fileprivate(set) var plans: [ProbePlan] = []
        package fileprivate(set) var removals: [TenantDialect.OpenProbe] = []

        package init() {}
    }

    private let world = Mutex(World())
    private let hook = Mutex<(@Sendable () async -> Void)?>(nil)

    package init() {}

    package var current: World { world.withLock { $0 } }
    package func change(_ body: (inout World) -> Void) { world.withLock { body(&$0) } }

    /// Awaited once a probe has created its events.
    package func onMade(_ body: (@Sendable () async -> Void)?) { hook.withLock { $0 = body } }

    package func survey(at now: Instant) async throws -> DialectSurvey { current.survey }

    package func probe(
        _ plan: ProbePlan, at now: Instant, recording: @Sendable (TenantDialect.OpenProbe.Step) async throws -> Void
    ) async throws -> ProbeReport {
        world.withLock { $0.plans.append(plan) }
        for key in current.makes {
            try await recording(.sending(plan.day))
            world.withLock { _ = $0.events.insert(key) }
            try await recording(.made(key))
        }
        if let day = current.sends { try await recording(.sending(day)) }
        if let hook = hook.withLock({ $0 }) { await hook() }
        try Task.checkCancellation()
        return try world.withLock { world throws(SyncError) in
            if let failure = world.failure { throw failure }
            world.events.formIntersection(world.stuck)
            var report = world.report
            report.remains.keys = world.events.sorted()
            return report
        }
    }

    package func removeProbeEvents(_ probe: TenantDialect.OpenProbe) async throws -> ProbeRemains {
        try world.withLock { world throws(SyncError) in
            world.removals.append(probe)
            if let failure = world.removalFailure { throw failure }
            world.events.formIntersection(world.stuck)
            return ProbeRemains(keys: world.events.sorted(), lostOn: probe.lostOn.filter(world.hidden.contains))
        }
    }
}
