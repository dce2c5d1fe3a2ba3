internal import CLibPQ
internal import Foundation
internal import Logging

/// A connection to the server. Its methods block.
///
/// Invariant of `@unchecked Sendable`: everything except constants is only used on `thread`, including `PGconn`, which is not
/// thread-safe. ``PostgresConnection``, the pool and the listener enter through `thread.run` or a task that prefers `thread`.
final class Session: @unchecked Sendable {
    let thread: ConnectionThread
    let wake: WakePipe
    let configuration: PostgresConfiguration
    let logger: Logger

    /// nil after closing, which libpq's functions treat as a bad connection.
    private(set) var connection: OpaquePointer?
    private let notices: NoticeLog
    private let cancelHandle: CancelHandle?
    private let polled: UnsafeMutablePointer<pollfd>

    /// Unusable: lost, or in an unknown state.
    var isBroken = false
    /// Usable, but not for another caller: its session state was changed.
    var mustDiscard = false
    /// The server process differs from the one that the connection reported: there is a pooler in between.
    var isProxied = false
    /// Written into the settings of a session behind a pooler, to recognize it later.
    var mark: String?
    /// Why all further use of this session is rejected.
    var refusal: PostgresError?
    var prepared = PreparedStatements()

    /// Takes ownership of an established connection and its notice receiver.
    init(
        adopting connection: OpaquePointer, notices: NoticeLog, thread: ConnectionThread, wake: WakePipe,
        configuration: PostgresConfiguration, logger: Logger
    ) {
        self.thread = thread
        self.wake = wake
        self.configuration = configuration
        self.logger = logger
        self.connection = connection
        self.notices = notices
        cancelHandle = CancelHandle(of: connection)
        polled = .allocate(capacity: 2)
        polled.initialize(repeating: pollfd(), count: 2)
        PQsetnonblocking(connection, 1)
    }

    // Without references, the session is not in use on its thread.
    deinit {
        if let connection { PQfinish(connection) }
        polled.deallocate()
    }

    /// Closes the connection. Further calls get errors.
    func close() {
        isBroken = true
        guard let connection else { return }
        self.connection = nil
        PQfinish(connection)
    }

    var transactionStatus: PGTransactionStatusType { PQtransactionStatus(connection) }
    var isIdle: Bool { transactionStatus == PQTRANS_IDLE }
    var backendID: Int { Int(PQbackendPID(connection)) }

    // MARK: Sending

    /// Sends with `send`, a libpq function that returns 1, and waits for all results.
    /// - Returns: the last one.
    /// - Throws: the first error among them.
    func exchange(
        _ exchange: inout Exchange, _ send: (OpaquePointer) -> Int32
    ) throws(PostgresError) -> PostgresResult {
        try start(&exchange, send)
        return try finish(&exchange)
    }

    func start(_ exchange: inout Exchange, _ send: (OpaquePointer) -> Int32) throws(PostgresError) {
        if isBroken { throw exchange.error(.connectionLost, "The connection to PostgreSQL was lost before \(exchange.subject).") }
        if let refusal { throw refusal }
        if exchange.interrupt?.isRequested == true {
            throw exchange.error(.cancelled, "\(exchange.subject) was not sent: its task was cancelled.")
        }
        exchange.mayTakeEffect = takesEffect(exchange)
        guard let connection, send(connection) == 1 else {
            isBroken = true
            throw exchange.error(.connectionLost, "The connection to PostgreSQL was lost before \(exchange.subject).")
        }
        try flush(&exchange)
    }

    private func takesEffect(_ exchange: Exchange) -> Bool {
        if exchange.isHarmless { return false }
        return switch exchange.phase {
        case .commit: true
        case .statement: isIdle
        case .configure, .acquire, .connect, .begin, .rollback, .listen: false
        }
    }

    /// Reads the remaining results.
    func finish(_ exchange: inout Exchange) throws(PostgresError) -> PostgresResult {
        var last: PostgresResult?
        var failure: PostgresError?
        var upcoming = try next(&exchange)
        while let result = upcoming {
            last = result
            let status = result.status
            if status == PGRES_FATAL_ERROR || status == PGRES_NONFATAL_ERROR || status == PGRES_BAD_RESPONSE {
                failure = failure ?? error(of: result, exchange)
            } else if status == PGRES_COPY_IN || status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH {
                // This client does not implement COPY.
                isBroken = true
                throw exchange.error(.misuse, "\(exchange.subject) is a COPY, which is not supported.")
            }
            do {
                upcoming = try next(&exchange)
            } catch {
                // The server's last message before closing is the reason.
                var reasoned = error
                reasoned.sqlstate = error.sqlstate ?? failure?.sqlstate
                throw reasoned
            }
        }
        settleCancellation(&exchange)
        if PQstatus(connection) == CONNECTION_BAD {
            isBroken = true
            throw lost(exchange, sqlstate: failure?.sqlstate)
        }
        if let failure { throw failure }
        guard let last else {
            isBroken = true
            throw lost(exchange)
        }
        return last
    }

    // MARK: Waiting

    /// The next result; nil after the last.
    func next(_ exchange: inout Exchange) throws(PostgresError) -> PostgresResult? {
        while PQisBusy(connection) == 1 {
            try wait(POLLIN, &exchange)
            if PQconsumeInput(connection) == 0 {
                // Already parsed: the server's last message before it closed the connection.
                let sqlstate = PQgetResult(connection).flatMap { PostgresResult($0).field(DiagnosticField.sqlstate) }
                isBroken = true
                throw lost(exchange, sqlstate: sqlstate)
            }
        }
        return PQgetResult(connection).map { PostgresResult($0) }
    }

    func flush(_ exchange: inout Exchange) throws(PostgresError) {
        while true {
            let state = PQflush(connection)
            if state == 0 { return }
            if state < 0 {
                isBroken = true
                throw lost(exchange)
            }
            // Also for reading: a server that cannot send its answer stops reading.
            let ready = try wait(POLLIN | POLLOUT, &exchange)
            if ready & Int16(POLLIN) != 0, PQconsumeInput(connection) == 0 {
                isBroken = true
                throw lost(exchange)
            }
        }
    }

    /// Waits for the socket. On cancellation and at the deadline, sends a cancel request and continues to wait for the answer,
    /// which shows whether the statement took effect.
    @discardableResult
    private func wait(_ events: Int32, _ exchange: inout Exchange) throws(PostgresError) -> Int16 {
        while true {
            if exchange.cause == nil {
                if exchange.interrupt?.isRequested == true {
                    try cancel(&exchange, .cancelled)
                } else if exchange.deadline.hasPassed {
                    try cancel(&exchange, .timedOut)
                }
            } else if exchange.deadline.hasPassed {
                throw giveUp(exchange)
            }
            polled[0] = pollfd(fd: PQsocket(connection), events: Int16(events), revents: 0)
            polled[1] = pollfd(fd: wake.readEnd, events: Int16(POLLIN), revents: 0)
            // `poll` would ignore the missing socket of a lost connection.
            guard polled[0].fd >= 0, poll(polled, 2, exchange.deadline.pollTimeout) >= 0 || errno == EINTR else {
                isBroken = true
                throw lost(exchange)
            }
            if polled[1].revents != 0 { wake.drain() }
            if polled[0].revents != 0 { return polled[0].revents }
        }
    }

    private func cancel(_ exchange: inout Exchange, _ cause: Exchange.Cause) throws(PostgresError) {
        exchange.cause = cause
        exchange.deadline = .after(configuration.cancelGrace)
        guard let request = cancelHandle?.send(waking: wake) else { throw giveUp(exchange) }
        exchange.cancelRequest = request
    }

    /// A cancel request in progress could cancel the next statement: wait for it, or close the connection.
    func settleCancellation(_ exchange: inout Exchange) {
        guard let request = exchange.cancelRequest else { return }
        let deadline = Deadline.after(configuration.cancelGrace)
        while !request.isFinished {
            guard !deadline.hasPassed else {
                mustDiscard = true
                return
            }
            polled[1] = pollfd(fd: wake.readEnd, events: Int16(POLLIN), revents: 0)
            _ = poll(polled + 1, 1, deadline.pollTimeout)
            wake.drain()
        }
        exchange.cancelRequest = nil
    }

    /// For a listener: waits until the server sent something, `interrupt` is requested or `deadline` passes.
    /// - Returns: false if the connection is lost.
    func waitForInput(until deadline: Deadline, interrupt: Interrupt) -> Bool {
        polled[0] = pollfd(fd: PQsocket(connection), events: Int16(POLLIN), revents: 0)
        polled[1] = pollfd(fd: wake.readEnd, events: Int16(POLLIN), revents: 0)
        guard !interrupt.isRequested else { return true }
        _ = poll(polled, 2, deadline.pollTimeout)
        if polled[1].revents != 0 { wake.drain() }
        if polled[0].revents != 0, PQconsumeInput(connection) == 0 { isBroken = true }
        return !isBroken
    }

    /// Whether the server sent something unrequested: a notice, or its shutdown.
    var hasInput: Bool {
        polled[0] = pollfd(fd: PQsocket(connection), events: Int16(POLLIN), revents: 0)
        return poll(polled, 1, 0) != 0
    }
}

extension Session {
    func lost(_ exchange: Exchange, sqlstate: String? = nil) -> PostgresError {
        exchange.error(
            .connectionLost, "The connection to PostgreSQL was lost during \(exchange.subject).", sqlstate: sqlstate,
            isOutcomeUnknown: exchange.mayTakeEffect)
    }

    /// The server did not answer the cancel request either.
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
            // libpq's own error: the connection broke, or memory ran out.
            return lost(exchange)
        }
        if let pooled = poolerError(sqlstate, result.field(DiagnosticField.primaryMessage)) { return pooled }
        // Another host, or a new connection to the same one, may accept writes.
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
