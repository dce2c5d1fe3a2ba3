/// Exchanges with both systems, written by `passerelle … --record FILE` in the order in which they ended. Several recordings of
/// one brand may be concatenated. `ExchangeRecording` (`Sources/HTTPTransport/Recording`) documents the format and the
/// pseudonyms.
package struct Recording: Sendable {
    let exchanges: [RecordedExchange]

    /// - Parameter bytes: the file's.
    /// - Throws: `RecordingError` for the first unreadable line, or if there is no line.
    package init(reading bytes: [UInt8]) throws(RecordingError) {
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

extension Recording {
    /// The pseudonym of the Lucca account, also used as the replay's brand, so that references to it remain its own.
    package var account: String {
        for exchange in exchanges where exchange.request.place.remote == .lucca {
            let labels = exchange.host.split(separator: ".")
            if labels.count > 1, let first = labels.first, Self.isName(first) { return String(first) }
        }
        // With another kind of host, only references have the name; those of other accounts are rarer.
        var counts: [String: Int] = [:]
        for exchange in exchanges {
            for name in Self.referenced(exchange) { counts[name, default: 0] += 1 }
        }
        return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? "account1"
    }

    /// The day of the recording, if an answer has the date.
    package var day: SimulatedDay? {
        for case .answer(let answer) in exchanges.lazy.map(\.ending) {
            // Sun, 29 Nov 2026 03:07:38 GMT
            let words = answer.headers["date"]?.split(separator: " ") ?? []
            if words.count > 3, let month = Self.months.firstIndex(of: String(words[2])), let day = Int(words[1]),
                let year = Int(words[3]), let found = SimulatedDay(year: year, month: month + 1, day: day)
            {
                return found
            }
        }
        return nil
    }

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    private static let opening = "[lucca:"
    private static let word = "account"

    /// The accounts in the references that the connector sent.
    private static func referenced(_ exchange: RecordedExchange) -> [String] {
        guard case .json(let body) = exchange.request.body else { return [] }
        var names: [String] = []
        _ = body.mapTexts { text in
            if let start = text.firstRange(of: opening) {
                let name = text[start.upperBound...].prefix { $0 != "/" }
                if isName(name) { names.append(String(name)) }
            }
            return text
        }
        return names
    }

    /// Whether it is an account's pseudonym: hosts that all customers share keep their names.
    private static func isName(_ text: Substring) -> Bool {
        let number = text.dropFirst(word.count)
        return text.hasPrefix(word) && (1...9).contains(number.utf8.count) && number.utf8.allSatisfy { (48...57).contains($0) }
    }
}

/// The problem of a recording's line.
struct LineDamage: Error {
    let what: String
}

/// Why a file cannot be replayed.
package enum RecordingError: Error, Hashable, Sendable, CustomStringConvertible {
    case empty
    /// The line's number, from 1, and its problem.
    case damaged(line: Int, String)
    /// The line's number, from 1, and its format.
    case unknownFormat(line: Int, String)

    /// The problem and its remedy.
    package var description: String {
        switch self {
        case .empty: "The recording is empty. Record again with passerelle … --record FILE."
        case .damaged(let line, let what): "Line \(line) is damaged: \(what). Remove the line, or record again."
        case .unknownFormat(let line, let format):
            "Line \(line) has format \(format), and this version reads format 1. Use the version that recorded it."
        }
    }
}
