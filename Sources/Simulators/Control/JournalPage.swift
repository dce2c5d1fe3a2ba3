/// What `GET /_control/journal` answers.
public struct JournalPage: Codable, Sendable {
    /// The number of the last request.
    public let sequence: Int
    /// By Lucca account, the most requests that came in any 60 seconds.
    public let luccaRates: [String: Int]
    public let entries: [JournalEntry]
}
