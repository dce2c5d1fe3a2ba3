import SyncCore

/// What became of a remark that was sent.
enum RemarkVerdict: Equatable {
    case found(PlanningDialect.Remark)
    /// It is another text, and not a shorter one.
    case unforeseen

    /// - Parameter found: nil when none came back.
    init(sent: String, found: String?) {
        guard let found, !found.isEmpty else {
            self = .found(.cut)
            return
        }
        let decoded = HTMLEntities.decode(found)
        if found == sent {
            self = .found(.kept)
        } else if decoded == sent {
            self = .found(.escaped)
        } else if Self.lines(found) == Self.lines(sent) {
            self = .found(.trimmed)
        } else if Self.lines(decoded) == Self.lines(sent) {
            self = .found(.escaped)
        } else if Self.text(sent).hasPrefix(Self.text(decoded)) {
            self = .found(.cut)
        } else {
            self = .unforeseen
        }
    }

    /// Without blanks at the ends of lines, and empty lines at the ends.
    private static func lines(_ text: String) -> [String] {
        var lines = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
            .split(separator: "\n", omittingEmptySubsequences: false).map { line in
                String(line.reversed().drop(while: \.isWhitespace).reversed())
            }
        while lines.last?.isEmpty == true { lines.removeLast() }
        while lines.first?.isEmpty == true { lines.removeFirst() }
        return lines
    }

    private static func text(_ text: String) -> String { String(text.filter { !$0.isWhitespace }) }
}
