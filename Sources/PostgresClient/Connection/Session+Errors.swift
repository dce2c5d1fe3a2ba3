internal import CLibPQ

extension Session {
    func lost(_ exchange: Exchange, sqlstate: String? = nil) -> PostgresError {
        exchange.error(
            .connectionLost, "The connection to PostgreSQL was lost during \(exchange.subject).", sqlstate: sqlstate,
            isOutcomeUnknown: exchange.mayTakeEffect)
    }

    /// The server did not even answer that it cancelled.
    func giveUp(_ exchange: Exchange) -> PostgresError {
        isBroken = true
        return exchange.error(
            exchange.cause == .cancelled ? .cancelled : .timedOut,
            "PostgreSQL did not answer \(exchange.subject) in time, nor its cancellation.",
            isOutcomeUnknown: exchange.mayTakeEffect)
    }

    func error(of result: PostgresResult, _ exchange: Exchange) -> PostgresError {
        let sqlstate = result.field(DiagnosticField.sqlstate)
        if sqlstate == SQLState.queryCanceled {
            if exchange.cause == .cancelled {
                return exchange.error(.cancelled, "\(exchange.subject) was cancelled with its task.", sqlstate: sqlstate)
            }
            if exchange.cause == .timedOut || exchange.serverDeadline.hasPassed {
                return exchange.error(.timedOut, "\(exchange.subject) took longer than it may.", sqlstate: sqlstate)
            }
        }
        if sqlstate == nil {
            // libpq's own: the connection broke, or it ran out of memory.
            return lost(exchange)
        }
        if let pooled = poolerError(sqlstate, result.field(DiagnosticField.primaryMessage)) { return pooled }
        // Another host may take writes by now, or the same one on a new connection.
        if sqlstate == SQLState.readOnlyTransaction { mustDiscard = true }
        var error = exchange.error(.server, "PostgreSQL refused \(exchange.subject).", sqlstate: sqlstate)
        error.constraint = result.field(DiagnosticField.constraint)
        error.table = result.field(DiagnosticField.table)
        error.column = result.field(DiagnosticField.column)
        if let sqlstate, SQLState.quotesNoValues(sqlstate), let text = result.field(DiagnosticField.primaryMessage) {
            let place = result.field(DiagnosticField.position).map { " (at character \($0))" } ?? ""
            error.message = "PostgreSQL refused \(exchange.subject): \(text)\(place)."
        }
        error.isStalePlan =
            sqlstate == SQLState.unknownPreparedStatement
            || (sqlstate == SQLState.featureNotSupported
                && result.field(DiagnosticField.sourceFunction) == "RevalidateCachedQuery")
        return error
    }
}
