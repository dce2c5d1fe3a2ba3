extension Recording {
    /// The pseudonym of the Lucca account, which also names the brand of a replay: references to it must stay its own.
    public var account: String {
        for exchange in exchanges where exchange.request.place.remote == .lucca {
            let labels = exchange.host.split(separator: ".")
            if labels.count > 1, let first = labels.first, Self.isName(first) { return String(first) }
        }
        // Of another kind of host the name shows in references alone; those of other accounts are rarer.
        var counts: [String: Int] = [:]
        for exchange in exchanges {
            for name in Self.referenced(exchange) { counts[name, default: 0] += 1 }
        }
        return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? "account1"
    }

    /// The day on which it was made, where a system told the date.
    public var day: SimulatedDay? {
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

    /// The accounts of the references that the connector sent.
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
