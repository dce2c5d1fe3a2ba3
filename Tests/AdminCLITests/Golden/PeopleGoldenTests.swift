import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@testable import AdminCLI

/// People and the audit log, byte for byte; see `GoldenTests`.
@Suite("What commands show of people and of the audit log")
struct PeopleGoldenTests {
    @Test(arguments: OutputFormat.allCases)
    func ofPeople(format: OutputFormat) async throws {
        try await show(Transcript(format), "people", "")
    }

    @Test func inFrench() async throws {
        try await show(Transcript(.table), "people-fr", " --lang fr")
    }

    private func show(_ transcript: Transcript, _ file: String, _ language: String) async throws {
        let bench = CommandLineBench()
        await bench.register()
        let store = InMemoryOperatorStore(bench.database)
        await transcript.run(bench, "operator add test --role viewer" + language)
        await transcript.run(bench, "operator add fleet --role operator" + language)
        await transcript.run(bench, "operator add fleet --role operator --works-too" + language)
        await transcript.run(bench, "operator add lea --role admin" + language)
        store.grant(.approver, to: "eve")
        await transcript.show(bench, "operator list" + language)
        await transcript.run(bench, "operator disable fleet" + language)
        store.become("lea")
        await transcript.run(bench, "operator disable lea" + language)
        await transcript.show(bench, "whoami" + language)
        // As tables: the other formats name the release.
        await transcript.run(bench, "audit list --limit 2" + language)
        await transcript.run(bench, "audit list --before 3 --until today" + language)
        await transcript.show(bench, "audit verify" + language)
        try transcript.expect(file)
    }
}
