internal import CLibPQ
internal import Foundation
package import Logging

/// A listening session, with the thread it waits on.
///
/// Invariant of `@unchecked Sendable`: the variables are only accessed on `thread`.
final class Listener: @unchecked Sendable {
    private let configuration: PostgresConfiguration
    private let commands: String
    private let logger: Logger
    private let thread: ConnectionThread
    private let wake: WakePipe

    private var session: Session?
    private var pending: [PostgresNotification] = []
    private var failures = 0

    init(_ configuration: PostgresConfiguration, channels: [String], logger: Logger) throws(PostgresError) {
        try configuration.validate()
        var commands: [String] = []
        for channel in channels { commands.append("listen \(try SQLIdentifier.quote(channel, .listen))") }
        guard !commands.isEmpty else { throw PostgresError(.invalidValue, phase: .listen, "There is no channel to listen on.") }
        self.configuration = configuration
        self.commands = commands.joined(separator: "; ")
        self.logger = logger
        wake = try WakePipe()
        thread = ConnectionThread(name: "postgres-listen")
    }

    deinit { thread.stop() }

    func next() async throws -> PostgresNotification? {
        let interrupt = Interrupt(wake)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let willRun = thread.run { [self] in
                    continuation.resume(with: Result { try next(interrupt) })
                }
                if !willRun { continuation.resume(returning: nil) }
            }
        } onCancel: {
            interrupt.request()
        }
    }

    private func next(_ interrupt: Interrupt) throws(PostgresError) -> PostgresNotification? {
        while !interrupt.isRequested {
            if !pending.isEmpty { return pending.removeFirst() }
            guard let session, !session.isBroken else {
                try connect(interrupt)
                continue
            }
            take(from: session)
            if !pending.isEmpty { continue }
            let check = Deadline.after(configuration.idleCheckInterval)
            let isConnected = session.waitForInput(until: check, interrupt: interrupt)
            if !isConnected || (check.hasPassed && !session.isAlive(thoroughly: true)) {
                logger.warning("The connection that listens for notifications was lost")
                self.session = nil
            }
        }
        return nil
    }

    private func connect(_ interrupt: Interrupt) throws(PostgresError) {
        session = nil
        do {
            let session = try Session.open(configuration, thread: thread, wake: wake, interrupt: interrupt, logger: logger)
            var exchange = session.newExchange(.listen, nil, interrupt)
            _ = try session.exchange(&exchange) { PQsendQuery($0, commands) }
            self.session = session
            failures = 0
            pending.append(.listening)
        } catch {
            if error.code == .cancelled { return }
            guard error.isTransient else { throw error }
            logger.warning("Can't listen for notifications", metadata: ["error": "\(error)"])
            pause(interrupt)
        }
    }

    private func pause(_ interrupt: Interrupt) {
        failures += 1
        let deadline = Deadline.after(.pause(afterFailures: failures))
        var polled = pollfd(fd: wake.readEnd, events: Int16(POLLIN), revents: 0)
        while !interrupt.isRequested, !deadline.hasPassed {
            if poll(&polled, 1, deadline.pollTimeout) > 0 { wake.drain() }
        }
    }

    private func take(from session: Session) {
        while let notification = PQnotifies(session.connection) {
            let channel = notification.pointee.relname.map { String(cString: $0) } ?? ""
            let payload = notification.pointee.extra.map { String(cString: $0) } ?? ""
            pending.append(.received(channel: channel, payload: payload))
            PQfreemem(notification)
        }
    }
}

package enum PostgresNotification: Hashable, Sendable {
    /// Listening has begun. Earlier notifications are unknown: read the tables. Comes first, and again after each lost
    /// connection.
    case listening
    /// A `NOTIFY` arrived.
    case received(channel: String, payload: String)
}

/// The notifications on some channels (`LISTEN`), for as long as it is iterated. A lost connection is replaced, followed by
/// another ``PostgresNotification/listening``. The sequence ends when its task is cancelled, and throws `PostgresError` if a
/// retry cannot help: a rejected login, a channel without a name.
package struct PostgresNotifications: AsyncSequence, Sendable {
    package typealias Element = PostgresNotification

    private let configuration: PostgresConfiguration
    private let channels: [String]
    private let logger: Logger

    /// - Parameter configuration: its role, timeouts and `idleCheckInterval` apply here too.
    package init(_ configuration: PostgresConfiguration, channels: [String], logger: Logger) {
        self.configuration = configuration
        self.channels = channels
        self.logger = logger
    }

    package func makeAsyncIterator() -> Iterator {
        Iterator(configuration: configuration, channels: channels, logger: logger)
    }

    /// Connects at the first `next`. Until the next call, notifications wait on the server.
    package struct Iterator: AsyncIteratorProtocol {
        fileprivate let configuration: PostgresConfiguration
        fileprivate let channels: [String]
        fileprivate let logger: Logger
        private var listener: Listener?

        fileprivate init(configuration: PostgresConfiguration, channels: [String], logger: Logger) {
            self.configuration = configuration
            self.channels = channels
            self.logger = logger
        }

        package mutating func next() async throws -> PostgresNotification? {
            let listener = try self.listener ?? Listener(configuration, channels: channels, logger: logger)
            self.listener = listener
            return try await listener.next()
        }
    }
}
