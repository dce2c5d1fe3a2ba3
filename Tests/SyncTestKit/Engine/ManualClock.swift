import Foundation
package import SyncCore
import Synchronization

/// A clock that moves only when a test says so. Sleepers wake in order of their deadlines.
package final class ManualClock: Clock, Sendable {
    package struct Instant: InstantProtocol, Sendable {
        /// Since the clock was made.
        package let elapsed: Swift.Duration

        package func advanced(by duration: Swift.Duration) -> Instant { Instant(elapsed: elapsed + duration) }
        package func duration(to other: Instant) -> Swift.Duration { other.elapsed - elapsed }
        package static func < (left: Instant, right: Instant) -> Bool { left.elapsed < right.elapsed }
    }

    private struct Sleeper {
        let deadline: Instant
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var now = Instant(elapsed: .zero)
        var nextID = 0
        var sleepers: [Int: Sleeper] = [:]
        var watchers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
        var idleWatchers: [CheckedContinuation<Void, Never>] = []

        /// The tasks that wait until no task sleeps, if none does.
        mutating func takeIdleWatchers() -> [CheckedContinuation<Void, Never>] {
            guard sleepers.isEmpty else { return [] }
            defer { idleWatchers = [] }
            return idleWatchers
        }
    }

    private let state = Mutex(State())
    private let origin: SyncCore.Instant

    /// - Parameter origin: the wall clock's time at the start.
    package init(origin: SyncCore.Instant = SyncCore.Instant(secondsSince1970: 1_796_083_200)) {
        self.origin = origin
    }

    package var now: Instant { state.withLock { $0.now } }
    package var minimumResolution: Swift.Duration { .zero }

    /// The time of a wall clock that moves with this one.
    package var wall: SyncCore.Instant {
        let elapsed = now.elapsed.components
        return SyncCore.Instant(
            millisecondsSince1970: origin.millisecondsSince1970 + Int(elapsed.seconds) * 1000
                + Int(elapsed.attoseconds / 1_000_000_000_000_000))
    }

    package func sleep(until deadline: Instant, tolerance: Swift.Duration? = nil) async throws {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let (result, satisfied) = state.withLock {
                    state -> (Result<Void, any Error>?, [CheckedContinuation<Void, Never>]) in
                    if Task.isCancelled { return (.failure(CancellationError()), []) }
                    if deadline <= state.now { return (.success(()), []) }
                    state.sleepers[id] = Sleeper(deadline: deadline, continuation: continuation)
                    let satisfied = state.watchers.filter { $0.count <= state.sleepers.count }.map(\.continuation)
                    state.watchers.removeAll { $0.count <= state.sleepers.count }
                    return (nil, satisfied)
                }
                for watcher in satisfied { watcher.resume() }
                if let result { continuation.resume(with: result) }
            }
        } onCancel: {
            let (sleeper, idle) = state.withLock { state in (state.sleepers.removeValue(forKey: id), state.takeIdleWatchers()) }
            sleeper?.continuation.resume(throwing: CancellationError())
            for watcher in idle { watcher.resume() }
        }
    }

    /// Moves the clock and wakes those whose deadline has come.
    package func advance(by duration: Swift.Duration) {
        let (woken, idle) = state.withLock { state in
            state.now = state.now.advanced(by: duration)
            let due = state.sleepers.filter { $0.value.deadline <= state.now }.sorted { $0.value.deadline < $1.value.deadline }
            for (id, _) in due { state.sleepers[id] = nil }
            return (due.map(\.value.continuation), state.takeIdleWatchers())
        }
        for continuation in woken { continuation.resume() }
        for watcher in idle { watcher.resume() }
    }

    /// Returns once that many tasks sleep on this clock: only then does advancing it reach them all.
    package func waitForSleepers(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let isSatisfied = state.withLock { state in
                if state.sleepers.count >= count { return true }
                state.watchers.append((count, continuation))
                return false
            }
            if isSatisfied { continuation.resume() }
        }
    }

    /// Returns once no task sleeps on this clock: everyone was woken or cancelled.
    package func waitUntilNobodySleeps() async {
        await withCheckedContinuation { continuation in
            let isSatisfied = state.withLock { state in
                if state.sleepers.isEmpty { return true }
                state.idleWatchers.append(continuation)
                return false
            }
            if isSatisfied { continuation.resume() }
        }
    }
}
