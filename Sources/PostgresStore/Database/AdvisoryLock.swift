/// The advisory locks of this program: transaction-level ones, so that a proxy between us and the server does no harm.
enum AdvisoryLock: String {
    case migration = "passerelle.migration"

    /// Takes it until the end of the transaction.
    var sql: String { "select pg_advisory_xact_lock(hashtextextended('\(rawValue)', 0))" }
}
