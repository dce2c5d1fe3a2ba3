import Testing

/// A command that must be refused: with which exit status, which code, and which words.
struct Refusal: Sendable {
    let arguments: [String]
    var input = ""
    var environment: [String: String] = [:]
    var status: Int32 = 64
    var code = "invalid_input"
    /// Found in what the operator reads.
    var says: [String] = []
    /// Found nowhere in it.
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
    /// Runs each, and compares every table before and after: what is refused leaves nothing behind.
    func expectRefused(_ refusals: [Refusal]) async throws {
        let before = try await fingerprint()
        for refusal in refusals {
            let result = try await command(refusal.arguments, input: refusal.input, environment: refusal.environment)
            let told =
                "passerelle \(refusal.arguments.map(\.debugDescription).joined(separator: " ")): exit \(result.status)\n\(result.stderr)\(result.stdout)"
            #expect(result.status == refusal.status, "\(told)")
            #expect(result.stderr.hasPrefix("error: "), "\(told)")
            #expect(result.stderr.contains("[\(refusal.code)]"), "\(told)")
            #expect(result.stderr.contains("→ ") || result.stderr.contains("--help"), "what to do is missing: \(told)")
            for words in refusal.says { #expect(result.stderr.contains(words), "\(words): \(told)") }
            for words in refusal.hides {
                #expect(!result.stderr.contains(words) && !result.stdout.contains(words), "\(words.debugDescription): \(told)")
            }
            #expect(result.stdout.isEmpty, "\(told)")
            expectPlain(result)
        }
        #expect(try await fingerprint() == before, "something was written by \(refusals.map(\.arguments))")
    }

    /// No byte of it steers a terminal.
    func expectPlain(_ result: CommandResult) {
        for scalar in (result.stdout + result.stderr).unicodeScalars {
            let steers = scalar.properties.generalCategory == .control && scalar != "\n" && scalar != "\r"
            #expect(!steers && !(0x202A...0x202E).contains(scalar.value) && !(0x2066...0x2069).contains(scalar.value))
        }
    }

    /// A digest of every row of every table, but for what reading a remote counts.
    func fingerprint() async throws -> String {
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
                    and table_name not in ('request_budget', 'worker')) as tables
            """)
    }
}
