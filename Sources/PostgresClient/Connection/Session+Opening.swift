internal import CLibPQ
internal import Foundation
internal import Logging

extension Session {
    /// Connects, address after address, and makes the session ours: settings, role. Blocks; call it on `thread`.
    static func open(
        _ configuration: PostgresConfiguration, thread: ConnectionThread, wake: WakePipe, interrupt: Interrupt, logger: Logger
    ) throws(PostgresError) -> Session {
        let opening = Opening(configuration: configuration, thread: thread, wake: wake, interrupt: interrupt, logger: logger)
        var parameters = try ConnectionParameters(configuration)
        let completed = parameters.completed()
        // A setting that ends sessions before they can change it: at most once for each.
        var hasty: Set<String> = []
        var ended: PostgresError?
        while true {
            let session: Session
            do { session = try opening.connect(parameters, completed) } catch {
                // A pooler that does not take the setting at the startup either: what ended the session is the reason.
                if error.isRefusedByPooler, let ended { throw ended }
                throw error
            }
            do {
                try session.setUp(interrupt)
                if session.isProxied {
                    let besides = { () throws(PostgresError) -> Session in
                        try opening.connect(parameters, completed)
                    }
                    try session.requireOwnServerSession(besides: besides, interrupt)
                }
                return session
            } catch {
                session.close()
                guard let name = PinnedSettings.hasty(error), hasty.insert(name).inserted else { throw error }
                parameters = parameters.setting(name, to: "0", after: completed)
                ended = error
            }
        }
    }

    static func connectError(_ message: String, sqlstate: String? = nil) -> PostgresError {
        PostgresError(.connectFailed, phase: .connect, message, sqlstate: sqlstate)
    }

    /// What this client relies on, then what the configuration asks for; the role last.
    private func setUp(_ interrupt: Interrupt) throws(PostgresError) {
        let settings = PinnedSettings.all(configuration)
        var exchange = Exchange(.connect, timeout: configuration.connectTimeout, interrupt: interrupt)
        let parameters: ParameterBuffer
        do { parameters = try ParameterBuffer(settings.flatMap { [.text($0.name), .text($0.value)] }) } catch {
            throw exchange.error(.misconfigured, "A setting of the session \(error.reason).")
        }
        let result: PostgresResult
        do {
            result = try self.exchange(&exchange) { connection in
                parameters.withPointers { count, values, lengths, formats in
                    PQsendQueryParams(connection, PinnedSettings.sql(settings), count, nil, values, lengths, formats, 0)
                }
            }
        } catch {
            guard error.code == .server else { throw error }
            if error.sqlstate == SQLState.insufficientPrivilege, error.message.contains(PinnedSettings.replication) {
                throw exchange.error(
                    .unsuitableSession,
                    "The server sets \(PinnedSettings.replication) to replica for this login, under which no foreign key holds.",
                    sqlstate: error.sqlstate)
            }
            // Such as: role "x" does not exist; permission denied to set role "x".
            let role = configuration.role.map { " or its role \($0)" } ?? ""
            throw Self.connectError("PostgreSQL refused the session's settings\(role).", sqlstate: error.sqlstate)
        }
        let process = result.value(row: 0, column: result.columnCount - 1).map { String(decoding: $0, as: UTF8.self) }
        isProxied = process != "\(backendID)"
        isBroken = false
    }

    /// Whether the server is still there. Free of a round trip unless it said something, or `thoroughly`.
    func isAlive(thoroughly: Bool) -> Bool {
        guard !isBroken, isIdle, PQstatus(connection) == CONNECTION_OK else { return false }
        if hasInput {
            guard PQconsumeInput(connection) == 1 else { return false }
        } else if !thoroughly, !isProxied {
            return true
        }
        var exchange = Exchange(.acquire, timeout: configuration.connectTimeout, interrupt: nil)
        do {
            if isProxied {
                try requireMark(nil)
                return true
            }
            _ = try self.exchange(&exchange) { PQsendQuery($0, "") }
            return true
        } catch {
            return false
        }
    }

    /// Makes the session fit for the next one: no transaction, nothing left in it.
    /// - Returns: false when it must be closed instead.
    func makeReturnable() -> Bool {
        if !isBroken, !isIdle {
            logger.warning("A connection came back within a transaction, which is rolled back")
            rollback()
        }
        return !isBroken && !mustDiscard && isIdle
    }
}
