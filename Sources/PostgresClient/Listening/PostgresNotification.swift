/// What a listener learns.
public enum PostgresNotification: Hashable, Sendable {
    /// The channels are being listened to from now on. What was notified before is unknown: look at the tables. Comes first,
    /// and again after each loss of the connection.
    case listening
    /// Someone sent `NOTIFY`.
    case received(channel: String, payload: String)
}
