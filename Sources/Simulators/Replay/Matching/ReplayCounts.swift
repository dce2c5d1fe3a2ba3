/// How a replay went so far. `GET /_control/replay` answers it.
public struct ReplayCounts: Codable, Hashable, Sendable {
    /// Requests that were answered as recorded.
    public let exact: Int
    /// Requests that were answered by a looser rule: the two below.
    public let loose: Int
    /// The same but for dates and times.
    public let looseByDates: Int
    /// Of the same system, method and path.
    public let looseByPath: Int
    /// Requests that fitted nothing in the recording (501).
    public let unanswered: Int
    /// Exchanges in the recording.
    public let recorded: Int
    /// Exchanges in the recording that answered no request.
    public let neverAsked: Int

    init(exact: Int, looseByDates: Int, looseByPath: Int, unanswered: Int, recorded: Int, neverAsked: Int) {
        self.exact = exact
        loose = looseByDates + looseByPath
        self.looseByDates = looseByDates
        self.looseByPath = looseByPath
        self.unanswered = unanswered
        self.recorded = recorded
        self.neverAsked = neverAsked
    }

    /// The same for people, on one line.
    public var text: String {
        "Requests answered: \(exact) exactly, \(loose) loosely (\(looseByDates) with other dates, "
            + "\(looseByPath) by method and path alone), \(unanswered) not at all. Recorded exchanges never asked for: \(neverAsked) of \(recorded)."
    }
}
