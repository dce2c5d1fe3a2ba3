internal import CLibPQ

/// Commands that are sent together and answered together, in one round trip (libpq's pipeline mode). The server skips those
/// behind the first one that fails.
struct Pipeline {
    struct Command {
        enum Kind {
            /// BEGIN or COMMIT.
            case text(String)
            case prepare(PreparedStatements.Entry)
            /// - Parameter name: of a prepared statement; nil to send the text.
            case execute(name: String?, sql: String, ParameterBuffer)
        }

        let kind: Kind
        var key: PreparedStatements.Key?
        var statement: (any Any.Type)?

        func send(on connection: OpaquePointer) -> Int32 {
            switch kind {
            case .text(let sql): PQsendQueryParams(connection, sql, 0, nil, nil, nil, nil, 0)
            case .prepare(let entry): PQsendPrepare(connection, entry.name, entry.sql, 0, nil)
            case .execute(let name, let sql, let parameters):
                parameters.withPointers { count, values, lengths, formats in
                    if let name {
                        PQsendQueryPrepared(connection, name, count, values, lengths, formats, 0)
                    } else {
                        PQsendQueryParams(connection, sql, count, nil, values, lengths, formats, 0)
                    }
                }
            }
        }
    }

    private(set) var commands: [Command] = []
    /// Where each statement is among the commands.
    private(set) var statements: [Int] = []

    mutating func add(_ command: Command) { commands.append(command) }

    mutating func addStatement(_ command: Command) {
        statements.append(commands.count)
        commands.append(command)
    }
}

extension Session {
    /// BEGIN, the settings and these statements, in one round trip. If one fails, the transaction is rolled back.
    /// - Parameter commits: with COMMIT, which only a transaction that reads may have: then a lost answer leaves nothing unknown.
    func begin(
        _ options: PostgresTransactionOptions, _ statements: [any PostgresStatement] = [], commits: Bool = false,
        _ interrupt: Interrupt?
    ) throws -> PostgresAnswers {
        guard isBroken || isIdle else {
            throw PostgresError(.misuse, phase: .begin, "A transaction was begun within another one.")
        }
        guard !commits || options.isReadOnly else {
            throw PostgresError(.misuse, phase: .begin, "A transaction that writes is committed by itself.")
        }
        var exchange = newExchange(.begin, nil, interrupt)
        guard !options.localSettings.isEmpty || !statements.isEmpty else {
            _ = try self.exchange(&exchange) { PQsendQuery($0, options.begin) }
            return PostgresAnswers()
        }
        var pipeline = Pipeline()
        pipeline.add(Pipeline.Command(kind: .text(options.begin)))
        try addSettings(options, to: &pipeline, exchange)
        for statement in statements { try add(statement, to: &pipeline) }
        if commits { pipeline.add(Pipeline.Command(kind: .text("commit"))) }
        do {
            return try answers(to: statements, pipeline, try send(pipeline, &exchange))
        } catch {
            // BEGIN itself may have worked.
            rollback()
            throw error
        }
    }

    /// Statements of the open transaction, in one round trip.
    func together(_ statements: [any PostgresStatement], _ interrupt: Interrupt?) throws -> PostgresAnswers {
        guard isBroken || !isIdle else {
            throw PostgresError(.misuse, phase: .statement, "Statements were sent together outside a transaction.")
        }
        guard !statements.isEmpty else { return PostgresAnswers() }
        var pipeline = Pipeline()
        for statement in statements { try add(statement, to: &pipeline) }
        var exchange = newExchange(.statement, nil, interrupt)
        return try answers(to: statements, pipeline, try send(pipeline, &exchange))
    }

    // MARK: Adding

    private func addSettings(
        _ options: PostgresTransactionOptions, to pipeline: inout Pipeline, _ exchange: Exchange
    ) throws(PostgresError) {
        guard !options.localSettings.isEmpty else { return }
        let settings = options.localSettings.sorted { $0.key < $1.key }
        let parameters: ParameterBuffer
        do { parameters = try ParameterBuffer(settings.flatMap { [.text($0.key), .text($0.value)] }) } catch {
            throw exchange.error(.invalidValue, "A setting of the transaction \(error.reason).")
        }
        let (key, sql) = (PreparedStatements.Key.settings(settings.count), Self.localSettingsSQL(count: settings.count))
        let name = prepareIfMissing(key, sql, nil, in: &pipeline)
        pipeline.add(Pipeline.Command(kind: .execute(name: name, sql: sql, parameters), key: key))
    }

    private func add<S: PostgresStatement>(_ statement: S, to pipeline: inout Pipeline) throws(PostgresError) {
        let parameters = try parameters(of: statement)
        let key = PreparedStatements.Key.statement(ObjectIdentifier(S.self))
        let name = prepareIfMissing(key, S.sql, S.self, in: &pipeline)
        pipeline.addStatement(
            Pipeline.Command(kind: .execute(name: name, sql: S.sql, parameters), key: key, statement: S.self))
    }

    /// - Returns: nil if nothing is prepared.
    private func prepareIfMissing(
        _ key: PreparedStatements.Key, _ sql: String, _ statement: (any Any.Type)?, in pipeline: inout Pipeline
    ) -> String? {
        guard configuration.preparesStatements else { return nil }
        if let entry = prepared.entry(key, sql: sql) { return entry.name }
        let entry = PreparedStatements.Entry(name: prepared.newName(), sql: sql)
        pipeline.add(Pipeline.Command(kind: .prepare(entry), key: key, statement: statement))
        return entry.name
    }

    /// `select set_config($1, $2, true), …`
    private static func localSettingsSQL(count: Int) -> String {
        let calls = (0..<count).map { "pg_catalog.set_config($\($0 * 2 + 1), $\($0 * 2 + 2), true)" }
        return "select \(calls.joined(separator: ", "))"
    }

    // MARK: Sending and reading

    /// - Returns: each command's result.
    private func send(_ pipeline: Pipeline, _ exchange: inout Exchange) throws(PostgresError) -> [PostgresResult] {
        try start(&exchange) { connection in
            guard PQenterPipelineMode(connection) == 1 else { return 0 }
            for command in pipeline.commands where command.send(on: connection) != 1 { return 0 }
            return PQpipelineSync(connection)
        }
        let (results, failure) = try results(of: pipeline, &exchange)
        // What was prepared stays so, whatever became of the transaction.
        for (command, _) in zip(pipeline.commands, results) {
            if case .prepare(let entry) = command.kind, let key = command.key { prepared.insert(entry, for: key) }
        }
        settleCancellation(&exchange)
        guard PQexitPipelineMode(connection) == 1 else {
            isBroken = true
            throw lost(exchange, sqlstate: failure?.sqlstate)
        }
        if let failure {
            // What changed for one may have changed for the others.
            if failure.isStalePlan { for key in pipeline.commands.compactMap(\.key) { prepared.forget(key) } }
            throw failure
        }
        return results
    }

    /// - Returns: the results before the first failure, and that.
    private func results(
        of pipeline: Pipeline, _ exchange: inout Exchange
    ) throws(PostgresError) -> ([PostgresResult], PostgresError?) {
        var results: [PostgresResult] = []
        var failure: PostgresError?
        // Each command's results end with nil; the final sync has its own result.
        var consecutiveEnds = 0
        while true {
            guard let result = try nextOrReason(&exchange, failure) else {
                consecutiveEnds += 1
                if consecutiveEnds > 1 || PQstatus(connection) == CONNECTION_BAD {
                    isBroken = true
                    throw lost(exchange, sqlstate: failure?.sqlstate)
                }
                continue
            }
            consecutiveEnds = 0
            switch result.status {
            case PGRES_PIPELINE_SYNC: return (results, failure)
            case PGRES_FATAL_ERROR, PGRES_NONFATAL_ERROR, PGRES_BAD_RESPONSE:
                var failed = exchange
                failed.statement = results.count < pipeline.commands.count ? pipeline.commands[results.count].statement : nil
                failure = failure ?? error(of: result, failed)
            // Skipped, behind the failure.
            case PGRES_PIPELINE_ABORTED: continue
            case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
                // This client does not implement COPY, whose results never end.
                isBroken = true
                throw PostgresError(.misuse, phase: .statement, "A COPY cannot be sent together with other statements.")
            default: if failure == nil { results.append(result) }
            }
        }
    }

    /// - Throws: with the server's last message before closing as the reason.
    private func nextOrReason(_ exchange: inout Exchange, _ failure: PostgresError?) throws(PostgresError) -> PostgresResult? {
        do {
            return try next(&exchange)
        } catch {
            var reasoned = error
            reasoned.sqlstate = error.sqlstate ?? failure?.sqlstate
            throw reasoned
        }
    }

    private func answers(
        to statements: [any PostgresStatement], _ pipeline: Pipeline, _ results: [PostgresResult]
    ) throws(PostgresError) -> PostgresAnswers {
        guard results.count == pipeline.commands.count else {
            isBroken = true
            throw PostgresError(.misuse, phase: .statement, "PostgreSQL answered another number of statements than were sent.")
        }
        var answers = PostgresAnswers()
        for (statement, position) in zip(statements, pipeline.statements) {
            try add(results[position], of: statement, to: &answers)
        }
        return answers
    }

    private func add<S: PostgresStatement>(
        _ result: PostgresResult, of _: S, to answers: inout PostgresAnswers
    ) throws(PostgresError) {
        let key = PreparedStatements.Key.statement(ObjectIdentifier(S.self))
        let answer = noting(Answer(result: result, columns: columns(of: result, key, S.sql)), S.sql)
        try answers.add(Result { try rows(of: answer, S.self) }, to: S.self)
    }
}

/// The answers to statements that were sent together, by statement. A row that cannot be read spoils its statement's alone.
package struct PostgresAnswers: Sendable {
    private var rows: [ObjectIdentifier: any Sendable] = [:]

    mutating func add<S: PostgresStatement>(_ answer: Result<[S.Row], any Error>, to _: S.Type) throws(PostgresError) {
        guard rows.updateValue(answer, forKey: ObjectIdentifier(S.self)) == nil else {
            throw PostgresError(.misuse, phase: .statement, "\(S.self) was sent together with itself.")
        }
    }

    /// - Throws: what `decode` throws; `misuse` if that statement was not among them.
    package func rows<S: PostgresStatement>(of statement: S.Type) throws -> [S.Row] {
        guard let answer = rows[ObjectIdentifier(statement)] as? Result<[S.Row], any Error> else {
            throw PostgresError(.misuse, phase: .statement, "\(S.self) was not sent.")
        }
        return try answer.get()
    }

    /// The first row; nil without rows.
    /// - Throws: as `rows(of:)`.
    package func first<S: PostgresStatement>(of statement: S.Type) throws -> S.Row? {
        try rows(of: statement).first
    }
}
