internal import CLibPQ
internal import Foundation
internal import Logging

extension Session {
    /// Connects, host after host, and makes the session ours: settings, role. Blocks; call it on `thread`.
    static func open(
        _ configuration: PostgresConfiguration, thread: ConnectionThread, wake: WakePipe, interrupt: Interrupt, logger: Logger
    ) throws(PostgresError) -> Session {
        var parameters = try ConnectionParameters(configuration)
        let notices = NoticeLog(logger)
        // It receives until the connection is finished.
        defer { withExtendedLifetime(notices) {} }
        while true {
            guard let connection = parameters.start() else { throw connectError("There was no memory for a connection.") }
            // Before anything is said: libpq's own way with notices is to print them.
            notices.attach(to: connection)
            // Its messages then carry the SQLSTATE, which libpq gives in no other way before a connection is made.
            PQsetErrorVerbosity(connection, PQERRORS_VERBOSE)
            switch establish(connection, configuration, wake: wake, interrupt: interrupt) {
            case .connected:
                PQsetErrorVerbosity(connection, PQERRORS_DEFAULT)
                let session = Session(
                    adopting: connection, notices: notices, thread: thread, wake: wake, configuration: configuration,
                    logger: logger)
                try session.setUp(interrupt)
                return session
            case .failed:
                let report = ConnectFailure(String(cString: PQerrorMessage(connection)), parameters)
                PQfinish(connection)
                if report.isOfWrongKind { throw PostgresError(.noSuitableServer, phase: .connect, report.message) }
                throw connectError(report.message, sqlstate: report.sqlstate)
            case .silent(let host, let port):
                PQfinish(connection)
                guard let rest = parameters.removing(host: host, port: port) else {
                    throw connectError("The PostgreSQL server at \(host), port \(port), did not answer in time.")
                }
                logger.warning("PostgreSQL host did not answer in time", metadata: ["host": "\(host)", "port": "\(port)"])
                parameters = rest
            case .cancelled:
                PQfinish(connection)
                throw PostgresError(.cancelled, phase: .connect, "Connecting to PostgreSQL was cancelled.")
            }
        }
    }

    private enum Establishment {
        case connected
        case failed
        case silent(host: String, port: String)
        case cancelled
    }

    private static func establish(
        _ connection: OpaquePointer, _ configuration: PostgresConfiguration, wake: WakePipe, interrupt: Interrupt
    ) -> Establishment {
        guard PQstatus(connection) != CONNECTION_BAD else { return .failed }
        func peer() -> (host: String, port: String) {
            (PQhost(connection).map { String(cString: $0) } ?? "", PQport(connection).map { String(cString: $0) } ?? "")
        }
        var current = peer()
        var deadline = Deadline.after(configuration.connectTimeout)
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
                if deadline.hasPassed { return .silent(host: current.host, port: current.port) }
                continue
            }
            state = PQconnectPoll(connection)
            if state == PGRES_POLLING_OK { return .connected }
            if state == PGRES_POLLING_FAILED { return .failed }
            let now = peer()
            if now != current {
                current = now
                deadline = .after(configuration.connectTimeout)
            }
        }
    }

    private static func connectError(_ message: String, sqlstate: String? = nil) -> PostgresError {
        PostgresError(.connectFailed, phase: .connect, message, sqlstate: sqlstate)
    }

    /// What the readers of this client rely on, then what the configuration asks for; the role last, since it may not set
    /// what the login may.
    private func setUp(_ interrupt: Interrupt) throws(PostgresError) {
        var settings = configuration.sessionSettings.sorted { $0.key < $1.key }
        settings += [
            ("TimeZone", "UTC"), ("DateStyle", "ISO, YMD"), ("IntervalStyle", "iso_8601"), ("bytea_output", "hex"),
            ("extra_float_digits", "1"), ("standard_conforming_strings", "on"),
            ("statement_timeout", "\(max(1, configuration.statementTimeout.milliseconds))ms"),
        ]
        if let lockTimeout = configuration.lockTimeout {
            settings.append(("lock_timeout", "\(max(1, lockTimeout.milliseconds))ms"))
        }
        if let role = configuration.role { settings.append(("role", role)) }
        var exchange = Exchange(.connect, timeout: configuration.connectTimeout, interrupt: interrupt)
        let sql = Self.settingsSQL(count: settings.count, isLocal: false)
        let parameters: ParameterBuffer
        do { parameters = try ParameterBuffer(settings.flatMap { [.text($0.0), .text($0.1)] }) } catch {
            throw exchange.error(.misconfigured, "A setting of the session \(error.reason).")
        }
        do {
            _ = try self.exchange(&exchange) { connection in
                parameters.withPointers { count, values, lengths, formats in
                    PQsendQueryParams(connection, sql, count, nil, values, lengths, formats, 0)
                }
            }
        } catch {
            guard error.code == .server else { throw error }
            // Such as: role "x" does not exist; permission denied to set role "x".
            let role = configuration.role.map { " or its role \($0)" } ?? ""
            throw Self.connectError("PostgreSQL refused the session's settings\(role).", sqlstate: error.sqlstate)
        }
        isBroken = false
    }

    /// Whether the server is still there. Free of a round trip unless it said something, or `thoroughly`.
    func isAlive(thoroughly: Bool) -> Bool {
        guard !isBroken, isIdle, PQstatus(connection) == CONNECTION_OK else { return false }
        if hasInput {
            guard PQconsumeInput(connection) == 1 else { return false }
        } else if !thoroughly {
            return true
        }
        var exchange = Exchange(.acquire, timeout: configuration.connectTimeout, interrupt: nil)
        do {
            _ = try self.exchange(&exchange) { PQsendQuery($0, "") }
            return true
        } catch {
            return false
        }
    }

    /// Makes the session fit for the next one: no transaction, no COPY, nothing left in it.
    /// - Returns: false when it must be closed instead.
    func makeReturnable() -> Bool {
        if !isBroken, isCopying || !isIdle {
            logger.warning("A connection came back within a transaction, which is rolled back")
            rollback()
        }
        return !isBroken && !mustDiscard && isIdle
    }
}
