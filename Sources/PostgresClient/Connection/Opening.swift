internal import CLibPQ
internal import Foundation
internal import Logging

/// Connects, up to a session that has not sent any statement. Blocks.
struct Opening {
    let configuration: PostgresConfiguration
    let thread: ConnectionThread
    let wake: WakePipe
    let interrupt: Interrupt
    let logger: Logger

    /// - Parameter completed: `parameters` completed from the service file and the environment.
    func connect(_ parameters: ConnectionParameters, _ completed: [String: String]) throws(PostgresError) -> Session {
        var targets = ConnectionTargets.written(in: completed)
        let isNamed = !targets.targets.isEmpty
        try targets.resolve {
            HostLookup.addresses(of: $0, within: configuration.connectTimeout, wake: wake, interrupt: interrupt)
        }
        targets.putLast(SilentTargets.shared.holds)
        let limit = limit(of: targets.targets.count)
        let notices = NoticeLog(logger)
        // Used as receiver until the connection is finished.
        defer { withExtendedLifetime(notices) {} }
        while !isNamed || !targets.targets.isEmpty {
            guard let connection = parameters.naming(targets.targets).start() else {
                throw Session.connectError("There was no memory for a connection.")
            }
            // Before the first message: by default libpq prints notices.
            notices.attach(to: connection)
            // Its messages then include the SQLSTATE, which libpq does not expose otherwise before a connection is established.
            PQsetErrorVerbosity(connection, PQERRORS_VERBOSE)
            switch establish(connection, limit) {
            case .connected:
                PQsetErrorVerbosity(connection, PQERRORS_DEFAULT)
                SilentTargets.shared.forget(Self.peer(connection))
                return Session(
                    adopting: connection, notices: notices, thread: thread, wake: wake, configuration: configuration,
                    logger: logger)
            case .failed:
                let text = targets.naming(String(cString: PQerrorMessage(connection)))
                let report = ConnectFailure(text, after: targets.failures, parameters)
                PQfinish(connection)
                throw report.error
            case .silent(let target):
                PQfinish(connection)
                logger.warning(
                    "PostgreSQL host did not answer in time",
                    metadata: ["host": "\(target.host)", "address": "\(target.address)", "port": "\(target.port)"])
                SilentTargets.shared.note(target)
                let count = targets.targets.count
                targets.leave(target)
                // No target was named, or not the answering one: there is no next one.
                if targets.targets.count == count { throw ConnectFailure("", after: targets.failures, parameters).error }
            case .cancelled:
                PQfinish(connection)
                throw PostgresError(.cancelled, phase: .connect, "Connecting to PostgreSQL was cancelled.")
            }
        }
        throw ConnectFailure("", after: targets.failures, parameters).error
    }

    /// The time limit for one address: all of them must fit into a caller's wait.
    private func limit(of count: Int) -> Duration {
        guard count > 1 else { return configuration.connectTimeout }
        return min(configuration.connectTimeout, max(.milliseconds(500), configuration.acquireTimeout / (count + 1)))
    }

    private enum Establishment {
        case connected
        case failed
        case silent(ConnectionTargets.Target)
        case cancelled
    }

    private static func peer(_ connection: OpaquePointer) -> ConnectionTargets.Target {
        func text(_ value: UnsafeMutablePointer<CChar>?) -> String { value.map { String(cString: $0) } ?? "" }
        let (host, address) = (text(PQhost(connection)), text(PQhostaddr(connection)))
        return ConnectionTargets.Target(host: host, address: address, port: text(PQport(connection)))
    }

    private func establish(_ connection: OpaquePointer, _ limit: Duration) -> Establishment {
        guard PQstatus(connection) != CONNECTION_BAD else { return .failed }
        var current = Self.peer(connection)
        var deadline = Deadline.after(limit)
        var state = PGRES_POLLING_WRITING
        while true {
            var polled = [
                pollfd(
                    fd: PQsocket(connection), events: Int16(state == PGRES_POLLING_READING ? POLLIN : POLLOUT), revents: 0),
                pollfd(fd: wake.readEnd, events: Int16(POLLIN), revents: 0),
            ]
            _ = poll(&polled, 2, deadline.pollTimeout)
            if polled[1].revents != 0 { wake.drain() }
            if interrupt.isRequested { return .cancelled }
            guard polled[0].revents != 0 else {
                if deadline.hasPassed { return .silent(current) }
                continue
            }
            state = PQconnectPoll(connection)
            if state == PGRES_POLLING_OK { return .connected }
            if state == PGRES_POLLING_FAILED { return .failed }
            let now = Self.peer(connection)
            if now != current {
                current = now
                deadline = .after(limit)
            }
        }
    }
}

/// A failed attempt to connect, parsed from libpq's verbose text: one line per host that was tried, such as `connection to server
/// at "db1" (10.0.0.1), port 5432 failed: FATAL:  28P01: password authentication failed for user "x"`.
struct ConnectFailure {
    let message: String
    /// Of the last host that answered.
    let sqlstate: String?
    /// A host answered and was skipped for its kind. libpq only reports this as text.
    let isOfWrongKind: Bool

    /// - Parameter failures: of hosts that were not passed to libpq.
    init(_ text: String, after failures: [String] = [], _ parameters: ConnectionParameters) {
        var sqlstate: String?
        var lines = failures
        for line in text.split(whereSeparator: \.isNewline) {
            // The other lines are hints (libpq's own begin with a tab), source locations and details.
            if line.hasPrefix("\t") || line.hasPrefix("LOCATION:") || line.hasPrefix("DETAIL:") || line.hasPrefix("HINT:") {
                continue
            }
            if let code = Self.code(in: line) {
                sqlstate = code
                lines.append(String(line).replacing("  \(code):", with: "", maxReplacements: 1))
            } else {
                lines.append(String(line))
            }
        }
        message = "No connection to PostgreSQL: \(parameters.redacting(lines.joined(separator: "; ")))."
        self.sqlstate = sqlstate
        isOfWrongKind = sqlstate == nil && Self.refusalsOfKind.contains { text.contains($0) }
    }

    var error: PostgresError {
        if isOfWrongKind { return PostgresError(.noSuitableServer, phase: .connect, message) }
        return PostgresError(.connectFailed, phase: .connect, message, sqlstate: sqlstate)
    }

    /// For `target_session_attrs`; not translated, because this process sets no locale.
    private static let refusalsOfKind = [
        "session is read-only", "session is not read-only", "server is in hot standby mode", "server is not in hot standby mode",
    ]

    /// The SQLSTATE is between the severity, whose name is translated, and the text: `FATAL:  28P01: …`.
    private static func code(in line: Substring) -> String? {
        guard let start = line.firstRange(of: ":  ")?.upperBound else { return nil }
        let rest = line[start...]
        let code = rest.prefix(5)
        guard code.utf8.count == 5, rest.dropFirst(5).first == ":",
            code.utf8.allSatisfy({ (48...57).contains($0) || (65...90).contains($0) })
        else { return nil }
        return String(code)
    }
}
