import Testing

@testable import AdminCLI

/// Commands for many tenants, byte for byte; see `GoldenTests`.
@Suite("What commands for many tenants show")
struct BulkGoldenTests {
    private static let file = """
        slug;name;luccaUrl;planningpmeUrl;dailyAt;holidays
        acme;;;;05:30;fr
        bravo;Bravo;bravo.ilucca-test.net;https://api.planningpme.com/bravo/;;
        charlie;Charlie;charlie.example;https://api.planningpme.com/charlie/;25:00;de
        acme;;;;06:00;
        delta;Delta
        """

    private func play(_ transcript: Transcript, options: String = "") async throws {
        let world = try await SmallWorld()
        let bench = world.bench
        await transcript.show(bench, "tenant import - --dry-run\(options)", input: Self.file)
        await transcript.show(bench, "tenant import -\(options)", input: Self.file)
        await transcript.show(bench, "tenant import - --yes 2\(options)", input: Self.file)
        await transcript.show(bench, "tenant import - --yes 2\(options)", input: "slug,appKey,colour\nacme,1,red\n")
        await transcript.show(bench, "tenant import - --yes 2\(options)", input: "slug,name\nacme,\"Acme\n")
        await transcript.show(bench, "tenant edit --all --holidays none --brake-count 5 --yes 2\(options)")
        await transcript.show(bench, "tenant edit --where slug=acme --holidays none --yes 1\(options)")
        await transcript.show(bench, "tenant edit --where slug=acme --name X --yes 1\(options)")
        await transcript.show(bench, "tenant check --all --yes 2\(options)")
        await transcript.show(bench, "tenant check --resume 9\(options)")
        await transcript.show(bench, "tenant activate --where colour=red\(options)")
        await transcript.run(bench, "tenant pause --all\(options)")
        await transcript.run(bench, "fleet pause --reason CHG-4711\(options)")
        await transcript.show(bench, "fleet\(options)")
        await transcript.run(bench, "fleet pause\(options)")
        await transcript.run(bench, "fleet resume\(options)")
        await transcript.run(bench, "fleet resume\(options)")
    }

    @Test(arguments: OutputFormat.allCases)
    func inEachFormat(format: OutputFormat) async throws {
        let transcript = Transcript(format)
        try await play(transcript)
        try transcript.expect("bulk")
    }

    @Test func inFrench() async throws {
        let transcript = Transcript(.table)
        try await play(transcript, options: " --lang fr")
        try transcript.expect("bulk-fr")
    }

    @Test(arguments: ["", " --csv excel"])
    func anExport(style: String) async throws {
        let transcript = Transcript(.csv)
        let world = try await SmallWorld()
        await transcript.run(world.bench, "tenant export\(style)")
        try transcript.expect(style.isEmpty ? "export" : "export-excel")
    }
}
