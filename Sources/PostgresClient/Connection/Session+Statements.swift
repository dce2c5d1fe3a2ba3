internal import CLibPQ

extension Session {
    /// A result and where its columns are.
    struct Answer {
        let result: PostgresResult
        let columns: [String: Int]
    }

    func rows<S: PostgresStatement>(_ statement: S, _ interrupt: Interrupt?) throws -> [S.Row] {
        let answer = try execute(statement, interrupt)
        var rows: [S.Row] = []
        rows.reserveCapacity(answer.result.rowCount)
        for index in 0..<answer.result.rowCount {
            rows.append(
                try S.decode(PostgresRow(result: answer.result, columns: answer.columns, index: index, statement: S.self)))
        }
        return rows
    }

    func execute<S: PostgresStatement>(_ statement: S, _ interrupt: Interrupt?) throws(PostgresError) -> Answer {
        let parameters: ParameterBuffer
        do { parameters = try ParameterBuffer(statement.bindings) } catch {
            throw PostgresError(
                .invalidValue, phase: .statement, "Parameter $\(error.parameter) of \(S.self) \(error.reason).",
                statement: String(describing: S.self))
        }
        var exchange = newExchange(.statement, S.self, interrupt)
        guard configuration.preparesStatements else {
            let result = try self.exchange(&exchange) { connection in
                parameters.withPointers { count, values, lengths, formats in
                    PQsendQueryParams(connection, S.sql, count, nil, values, lengths, formats, 0)
                }
            }
            return noting(Answer(result: result, columns: result.columnIndexes()), S.sql)
        }
        let key = PreparedStatements.Key.statement(ObjectIdentifier(S.self))
        let wasIdle = isIdle
        do {
            return try executePrepared(key, S.sql, parameters, &exchange)
        } catch {
            guard error.isStalePlan else { throw error }
            forget(key, S.sql)
            // Refused before it ran, so that it can be tried again, unless that failed the transaction it is part of.
            guard wasIdle, isIdle, !isBroken else { throw error }
            var again = newExchange(.statement, S.self, interrupt)
            return try executePrepared(key, S.sql, parameters, &again)
        }
    }

    private func executePrepared(
        _ key: PreparedStatements.Key, _ sql: String, _ parameters: ParameterBuffer, _ exchange: inout Exchange
    ) throws(PostgresError) -> Answer {
        let entry = try prepare(key, sql, exchange)
        let result = try self.exchange(&exchange) { connection in
            parameters.withPointers { count, values, lengths, formats in
                PQsendQueryPrepared(connection, entry.name, count, values, lengths, formats, 0)
            }
        }
        let columns: [String: Int]
        if let known = entry.columns, known.count == result.columnCount {
            columns = known
        } else {
            columns = result.columnIndexes()
            prepared.remember(columns: columns, of: key)
        }
        return noting(Answer(result: result, columns: columns), sql)
    }

    func prepare(
        _ key: PreparedStatements.Key, _ sql: String, _ exchange: Exchange
    ) throws(PostgresError) -> PreparedStatements.Entry {
        if let entry = prepared.entry(key, sql: sql) { return entry }
        let entry = PreparedStatements.Entry(name: prepared.newName(), sql: sql)
        var preparing = exchange
        preparing.isHarmless = true
        _ = try self.exchange(&preparing) { PQsendPrepare($0, entry.name, sql, 0, nil) }
        prepared.insert(entry, for: key)
        return entry
    }

    private func forget(_ key: PreparedStatements.Key, _ sql: String) {
        guard let entry = prepared.entry(key, sql: sql) else { return }
        prepared.forget(key)
        guard isIdle, !isBroken else { return }
        // Best effort: the name is never used again, and the server may not know it.
        var exchange = newExchange(.statement, nil, nil)
        _ = try? self.exchange(&exchange) { PQsendQuery($0, "deallocate \(entry.name)") }
    }

    func newExchange(_ phase: PostgresError.Phase, _ statement: (any Any.Type)?, _ interrupt: Interrupt?) -> Exchange {
        Exchange(phase, statement: statement, timeout: configuration.statementTimeout, interrupt: interrupt)
    }

    /// A session whose settings were changed for longer than the transaction goes to nobody else.
    private func noting(_ answer: Answer, _ sql: String) -> Answer {
        guard answer.result.status == PGRES_COMMAND_OK else { return answer }
        let tag = answer.result.commandTag
        if tag == "LISTEN" || tag == "DISCARD ALL" || tag == "DEALLOCATE" || tag == "DEALLOCATE ALL" {
            mustDiscard = true
        } else if tag == "SET" {
            let words = sql.lowercased().split(whereSeparator: \.isWhitespace)
            if words.count < 2 || (words[1] != "local" && words[1] != "transaction") { mustDiscard = true }
        }
        return answer
    }
}

extension Session {
    func executeScript(_ sql: String, timeout: Duration?, _ interrupt: Interrupt?) throws(PostgresError) {
        guard !sql.utf8.contains(0) else {
            throw PostgresError(.invalidValue, phase: .statement, "A script contains a NUL character.")
        }
        // A script may set anything.
        mustDiscard = true
        let limit = timeout ?? configuration.statementTimeout
        if limit > configuration.statementTimeout {
            var raising = newExchange(.statement, nil, interrupt)
            raising.isHarmless = true
            let local = isIdle ? "" : "local "
            let milliseconds = min(max(1, limit.milliseconds), Int(Int32.max))
            _ = try exchange(&raising) { PQsendQuery($0, "set \(local)statement_timeout = \(milliseconds)") }
        }
        var running = Exchange(.statement, timeout: limit, interrupt: interrupt)
        _ = try exchange(&running) { PQsendQuery($0, sql) }
    }
}
