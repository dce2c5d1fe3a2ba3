internal import CLibPQ

/// Poolers between us and the server, such as PgBouncer. One that gives each transaction another server session can't serve this
/// client: settings, role, prepared statements and LISTEN would be another session's. One that keeps a session is as good as none.
///
/// A pooler shows in the server process, which is another one than the connection was told. Which kind it is shows by a mark
/// among the session's settings: nobody else may see it, and it has to be there again.
extension Session {
    private static let setting = "passerelle.session"

    /// - Parameter besides: opens one more session, which has said nothing yet.
    /// - Throws: `unsuitableSession`.
    func requireOwnServerSession(
        besides: () throws(PostgresError) -> Session, _ interrupt: Interrupt
    ) throws(PostgresError) {
        let mark = String(UInt64.random(in: .min ... .max), radix: 36)
        _ = try ask("select pg_catalog.set_config('\(Self.setting)', '\(mark)', false)", interrupt)
        self.mark = mark
        if try isSeenByAnother(besides, interrupt) { throw refuse() }
        try requireMark(interrupt)
        // What cannot be marked behaves as it will later.
        if let refusal { throw refusal }
    }

    /// A pooler that has no session left for another one shows by its silence that this one is ours.
    private func isSeenByAnother(
        _ besides: () throws(PostgresError) -> Session, _ interrupt: Interrupt
    ) throws(PostgresError) -> Bool {
        do {
            let other = try besides()
            defer { other.close() }
            return try other.ask("select pg_catalog.current_setting('\(Self.setting)', true)", interrupt) == mark
        } catch {
            if error.code == .cancelled { throw error }
            return false
        }
    }

    /// Looks whether this is still the session that was marked, and refuses all further use when it is not.
    func requireMark(_ interrupt: Interrupt?) throws(PostgresError) {
        guard let mark, try ask("select pg_catalog.current_setting('\(Self.setting)', true)", interrupt) != mark else { return }
        _ = refuse()
    }

    /// The error, once what was set on the server session is taken back: it is others' too.
    private func refuse() -> PostgresError {
        var tidying = Exchange(.connect, timeout: configuration.connectTimeout, interrupt: nil)
        _ = try? exchange(&tidying) { PQsendQuery($0, "discard all") }
        let error = Self.pooled
        refusal = error
        mustDiscard = true
        return error
    }

    private func ask(_ sql: String, _ interrupt: Interrupt?) throws(PostgresError) -> String? {
        var exchange = Exchange(.connect, timeout: configuration.connectTimeout, interrupt: interrupt)
        let result = try self.exchange(&exchange) { PQsendQuery($0, sql) }
        return result.value(row: 0, column: 0).map { String(decoding: $0, as: UTF8.self) }
    }

    /// What only a pooler's ways explain: a prepared statement that this session made is unknown, or there already.
    func poolerError(_ sqlstate: String?, _ message: String?) -> PostgresError? {
        let isForeign =
            isProxied && (sqlstate == SQLState.unknownPreparedStatement || sqlstate == SQLState.duplicatePreparedStatement)
        guard isForeign || message?.hasSuffix("in statement pooling mode") == true else { return nil }
        refusal = Self.pooled
        mustDiscard = true
        return Self.pooled
    }

    private static let pooled = PostgresError(
        .unsuitableSession, phase: .connect,
        "A pooler such as PgBouncer stands before PostgreSQL, and gives each transaction another server session.")
}
