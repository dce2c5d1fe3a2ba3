import Foundation
import Testing

/// A command that must be refused, with its exit status, error code and words.
struct Refusal: Sendable {
    let arguments: [String]
    var input = ""
    var environment: [String: String] = [:]
    var status: Int32 = 64
    var code = "invalid_input"
    /// Must occur in the output.
    var says: [String] = []
    /// Must not occur in it.
    var hides: [String] = []

    init(
        _ arguments: [String], input: String = "", environment: [String: String] = [:], status: Int32 = 64,
        code: String = "invalid_input", says: [String] = [], hides: [String] = []
    ) {
        self.arguments = arguments
        self.input = input
        self.environment = environment
        self.status = status
        self.code = code
        self.says = says
        self.hides = hides
    }
}

extension Installation {
    /// Runs each, and compares every table before and after: a refused command changes nothing.
    func expectRefused(_ refusals: [Refusal]) async throws {
        let before = try await fingerprint()
        for refusal in refusals {
            let result = try await command(refusal.arguments, input: refusal.input, environment: refusal.environment)
            let told =
                "passerelle \(refusal.arguments.map(\.debugDescription).joined(separator: " ")): exit \(result.status)\n\(result.stderr)\(result.stdout)"
            #expect(result.status == refusal.status, "\(told)")
            // A warning may come first.
            let isError = result.stderr.hasPrefix("error: ")
            #expect(isError || result.stderr.hasPrefix("warning: ") && result.stderr.contains("\nerror: "), "\(told)")
            #expect(result.stderr.contains("[\(refusal.code)]"), "\(told)")
            #expect(result.stderr.contains("→ ") || result.stderr.contains("--help"), "the remedy is missing: \(told)")
            for words in refusal.says { #expect(result.stderr.contains(words), "\(words): \(told)") }
            for words in refusal.hides {
                #expect(!result.stderr.contains(words) && !result.stdout.contains(words), "\(words.debugDescription): \(told)")
            }
            #expect(result.stdout.isEmpty, "\(told)")
            expectPlain(result)
        }
        let after = try await fingerprint()
        #expect(after.tables == before.tables, "something was written by \(refusals.map(\.arguments))")
        let changed = Set(before.files.keys).union(after.files.keys).filter { before.files[$0] != after.files[$0] }
        #expect(changed.isEmpty, "files were changed by \(refusals.map(\.arguments))")
    }

    /// No character of it controls a terminal, changes the text direction or is invisible.
    /// - Parameter format: of standard output: lines of CSV end in CRLF; no other carriage return is allowed.
    func expectPlain(_ result: CommandResult, format: String = "table", sourceLocation: SourceLocation = #_sourceLocation) {
        let outputs = [("output", result.stdout, format == "csv"), ("messages", result.stderr, false)]
        for (name, text, isCSV) in outputs {
            let scalars = Array(text.unicodeScalars)
            for (position, scalar) in scalars.enumerated() where steers(scalar) {
                let endsLine = isCSV && scalar == "\r" && position + 1 < scalars.count && scalars[position + 1] == "\n"
                #expect(
                    endsLine, "U+\(String(scalar.value, radix: 16)) in the \(name): \(text.debugDescription)",
                    sourceLocation: sourceLocation)
            }
        }
    }

    private func steers(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control: scalar != "\n"
        // Joiners, in words and in emoji, are the only invisible characters allowed.
        case .format: scalar.value != 0x200C && scalar.value != 0x200D
        case .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }

    /// What a refused command must leave as it was.
    struct Fingerprint: Equatable {
        let tables: String
        /// Files by name, above all the keyring.
        let files: [String: Data]
    }

    func fingerprint() async throws -> Fingerprint {
        let folder = path("")
        var files: [String: Data] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
            files[name] = FileManager.default.contents(atPath: folder + "/" + name)
        }
        return Fingerprint(tables: try await tables(), files: files)
    }

    /// A digest of every row of every table, except request counts, the heartbeats of workers and the audit log, which a refusal goes
    /// into.
    private func tables() async throws -> String {
        try await sql(
            """
            select string_agg(name || ' ' || (xpath('//d/text()', digest))[1]::text, ' ' order by name)
            from (
                select table_name as name, query_to_xml(
                    format(
                        'select md5(coalesce(string_agg(row::text, '','' order by row::text), '''')) as d from %I.%I as row',
                        table_schema, table_name), true, true, '') as digest
                from information_schema.tables
                where table_schema = 'public' and table_type = 'BASE TABLE'
                    and table_name not in ('request_budget', 'worker') and table_name !~ '^audit_') as tables
            """)
    }
}
