/// One request to the server and the wait for its answer.
struct Exchange {
    enum Cause { case timedOut, cancelled }

    let phase: PostgresError.Phase
    let statement: (any Any.Type)?
    let interrupt: Interrupt?
    /// When the server should have answered, or, once it was asked to cancel, when we stop waiting for that.
    var deadline: Deadline
    /// When a cancellation by the server is due to its own `statement_timeout`.
    let serverDeadline: Deadline
    /// Whether a lost answer leaves open if the statement took effect: outside of a transaction, and for COMMIT.
    var mayTakeEffect = false
    /// For what changes nothing in any case, such as preparing a statement.
    var isHarmless = false
    /// Why we asked the server to cancel; nil while we did not.
    var cause: Cause?
    var cancelRequest: CancelHandle.Request?

    init(
        _ phase: PostgresError.Phase, statement: (any Any.Type)? = nil, timeout: Duration, interrupt: Interrupt?
    ) {
        self.phase = phase
        self.statement = statement
        self.interrupt = interrupt
        // The server's own timeout comes first; ours is for a server that does not answer.
        deadline = .after(timeout + .seconds(1))
        serverDeadline = .after(timeout - timeout / 100)
    }

    var statementName: String? { statement.map { String(describing: $0) } }

    /// Such as `ClaimRun` or `COMMIT`, for messages.
    var subject: String { statementName ?? phase.rawValue.uppercased() }

    func error(
        _ code: PostgresError.Code, _ message: String, sqlstate: String? = nil, isOutcomeUnknown: Bool = false
    ) -> PostgresError {
        PostgresError(
            code, phase: phase, message, sqlstate: sqlstate, statement: statementName, isOutcomeUnknown: isOutcomeUnknown)
    }
}
