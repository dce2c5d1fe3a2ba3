/// What libpq says of a failed attempt to connect, in verbose form: one line per host that was tried, such as
/// `connection to server at "db1" (10.0.0.1), port 5432 failed: FATAL:  28P01: password authentication failed for user "x"`.
struct ConnectFailure {
    let message: String
    /// Of the last host that answered.
    let sqlstate: String?
    /// A host was reached and passed over for what it is. libpq says so in words alone.
    let isOfWrongKind: Bool

    /// - Parameter failures: of hosts that libpq was not asked to try.
    init(_ text: String, after failures: [String] = [], _ parameters: ConnectionParameters) {
        var sqlstate: String?
        var lines = failures
        for line in text.split(whereSeparator: \.isNewline) {
            // The other lines are hints (libpq's own begin with a tab), source locations and details.
            if line.hasPrefix("\t") || line.hasPrefix("LOCATION:") || line.hasPrefix("DETAIL:") || line.hasPrefix("HINT:") {
                continue
            }
            if let code = Self.code(in: line) {
                sqlstate = code
                lines.append(String(line).replacing("  \(code):", with: "", maxReplacements: 1))
            } else {
                lines.append(String(line))
            }
        }
        message = "No connection to PostgreSQL: \(parameters.redacting(lines.joined(separator: "; ")))."
        self.sqlstate = sqlstate
        isOfWrongKind = sqlstate == nil && Self.refusalsOfKind.contains { text.contains($0) }
    }

    var error: PostgresError {
        if isOfWrongKind { return PostgresError(.noSuitableServer, phase: .connect, message) }
        return PostgresError(.connectFailed, phase: .connect, message, sqlstate: sqlstate)
    }

    /// For `target_session_attrs`; never translated, since this process sets no locale.
    private static let refusalsOfKind = [
        "session is read-only", "session is not read-only", "server is in hot standby mode", "server is not in hot standby mode",
    ]

    /// The SQLSTATE stands between the severity, whose name is translated, and the text: `FATAL:  28P01: …`.
    private static func code(in line: Substring) -> String? {
        guard let start = line.firstRange(of: ":  ")?.upperBound else { return nil }
        let rest = line[start...]
        let code = rest.prefix(5)
        guard code.utf8.count == 5, rest.dropFirst(5).first == ":",
            code.utf8.allSatisfy({ (48...57).contains($0) || (65...90).contains($0) })
        else { return nil }
        return String(code)
    }
}
