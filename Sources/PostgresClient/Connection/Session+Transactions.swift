internal import CLibPQ
internal import Logging

extension Session {
    func begin(_ options: PostgresTransactionOptions, _ interrupt: Interrupt?) throws(PostgresError) {
        guard isBroken || isIdle else {
            throw PostgresError(.misuse, phase: .begin, "A transaction was begun within another one.")
        }
        var exchange = newExchange(.begin, nil, interrupt)
        if options.localSettings.isEmpty {
            _ = try self.exchange(&exchange) { PQsendQuery($0, options.begin) }
        } else {
            try begin(options, &exchange)
        }
    }

    /// BEGIN and the settings in one round trip.
    private func begin(_ options: PostgresTransactionOptions, _ exchange: inout Exchange) throws(PostgresError) {
        let settings = options.localSettings.sorted { $0.key < $1.key }
        let sql = Self.localSettingsSQL(count: settings.count)
        let parameters: ParameterBuffer
        do { parameters = try ParameterBuffer(settings.flatMap { [.text($0.key), .text($0.value)] }) } catch {
            throw exchange.error(.invalidValue, "A setting of the transaction \(error.reason).")
        }
        let key = PreparedStatements.Key.settings(settings.count)
        let name = configuration.preparesStatements ? try prepare(key, sql, exchange).name : nil
        try start(&exchange) { connection in
            guard PQenterPipelineMode(connection) == 1,
                PQsendQueryParams(connection, options.begin, 0, nil, nil, nil, nil, 0) == 1
            else { return 0 }
            let sent = parameters.withPointers { count, values, lengths, formats in
                if let name {
                    PQsendQueryPrepared(connection, name, count, values, lengths, formats, 0)
                } else {
                    PQsendQueryParams(connection, sql, count, nil, values, lengths, formats, 0)
                }
            }
            return sent == 1 ? PQpipelineSync(connection) : 0
        }
        do {
            try finishPipeline(&exchange)
        } catch {
            if error.isStalePlan { prepared.forget(key) }
            // BEGIN itself may have worked.
            if !isBroken, !isIdle { rollback() }
            throw error
        }
    }

    private func finishPipeline(_ exchange: inout Exchange) throws(PostgresError) {
        var failure: PostgresError?
        // Each command's results end with nil; the sync that ends all is a result of its own.
        var consecutiveEnds = 0
        reading: while true {
            guard let result = try next(&exchange) else {
                consecutiveEnds += 1
                if consecutiveEnds > 1 || PQstatus(connection) == CONNECTION_BAD {
                    isBroken = true
                    throw lost(exchange, sqlstate: failure?.sqlstate)
                }
                continue
            }
            consecutiveEnds = 0
            switch result.status {
            case PGRES_PIPELINE_SYNC: break reading
            case PGRES_FATAL_ERROR, PGRES_NONFATAL_ERROR, PGRES_BAD_RESPONSE:
                failure = failure ?? error(of: result, exchange)
            default: continue
            }
        }
        settleCancellation(&exchange)
        guard PQexitPipelineMode(connection) == 1 else {
            isBroken = true
            throw lost(exchange, sqlstate: failure?.sqlstate)
        }
        if let failure { throw failure }
    }

    /// - Throws: also when the server answered ROLLBACK. Never cancelled with the task: its outcome would be unknown.
    func commit() throws(PostgresError) {
        var exchange = newExchange(.commit, nil, nil)
        let result = try self.exchange(&exchange) { PQsendQuery($0, "commit") }
        if result.commandTag != "COMMIT" {
            throw exchange.error(.rolledBack, "The transaction was rolled back: a statement of it had failed.")
        }
    }

    /// Best effort: a session that can't roll back is broken, and the server rolls back by itself.
    func rollback() {
        guard !isBroken, !isIdle else { return }
        var exchange = newExchange(.rollback, nil, nil)
        exchange.deadline = .after(configuration.cancelGrace)
        do {
            _ = try self.exchange(&exchange) { PQsendQuery($0, "rollback") }
        } catch {
            isBroken = true
            logger.warning("A transaction could not be rolled back; its connection is dropped", metadata: ["error": "\(error)"])
        }
    }

    /// `select set_config($1, $2, true), …`
    private static func localSettingsSQL(count: Int) -> String {
        let calls = (0..<count).map { "pg_catalog.set_config($\($0 * 2 + 1), $\($0 * 2 + 2), true)" }
        return "select \(calls.joined(separator: ", "))"
    }
}
