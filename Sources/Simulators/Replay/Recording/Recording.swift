/// Exchanges with both systems that `passerelle … --record FILE` wrote, in the order in which they ended. Several recordings of one
/// brand may follow one another. `ExchangeRecording` (`Sources/HTTPTransport/Recording`) documents the format and the pseudonyms.
public struct Recording: Sendable {
    let exchanges: [RecordedExchange]

    /// - Parameter bytes: the file's.
    /// - Throws: `RecordingError` at the first line that can't be read, or when there is none.
    public init(reading bytes: [UInt8]) throws(RecordingError) {
        var lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        guard !lines.isEmpty else { throw .empty }
        var exchanges: [RecordedExchange] = []
        for (index, line) in lines.enumerated() {
            exchanges.append(try Self.exchange(Array(line), line: index + 1))
        }
        self.exchanges = exchanges
    }

    private static func exchange(_ bytes: [UInt8], line: Int) throws(RecordingError) -> RecordedExchange {
        guard let value = JSONValue.parse(bytes), value.members != nil else {
            throw .damaged(line: line, "it is not a JSON object")
        }
        guard let format = value["format"] else { throw .damaged(line: line, "it names no format") }
        guard format.integer == 1 else { throw .unknownFormat(line: line, format.serialized) }
        do throws(LineDamage) {
            return try RecordedExchange(reading: value, line: line)
        } catch {
            throw .damaged(line: line, error.what)
        }
    }
}
