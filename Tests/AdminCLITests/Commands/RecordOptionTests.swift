import Foundation
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@testable import AdminCLI

@Suite("--record")
struct RecordOptionTests {
    private func withFolder(_ body: (URL) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "record-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        do {
            try await body(folder)
            try FileManager.default.removeItem(at: folder)
        } catch {
            try? FileManager.default.removeItem(at: folder)
            throw error
        }
    }

    static let lines = [
        ["tenant", "check", "acme"], ["tenant", "probe", "acme", "--resource", "7", "--yes"], ["run", "preview", "acme"],
    ]

    @Test(arguments: RecordOptionTests.lines) func aFileIsCreatedForItsOwnerAndNamed(line: [String]) async throws {
        let world = try await ProbedWorld()
        try await withFolder { folder in
            let file = folder.appending(path: "acme.jsonl").path
            let outcome = await world.bench.run(line + ["--record", file])
            #expect(outcome.status == .done, "\(outcome.messages)")
            #expect(outcome.messages.contains("\(file) holds 0 exchanges") && outcome.messages.contains("not sent anywhere"))
            let attributes = try FileManager.default.attributesOfItem(atPath: file)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
        }
    }

    @Test(arguments: RecordOptionTests.lines) func noFileIsReplacedAndNothingIsDone(line: [String]) async throws {
        let world = try await ProbedWorld()
        try await withFolder { folder in
            let file = folder.appending(path: "acme.jsonl")
            try Data("mine".utf8).write(to: file)
            let outcome = await world.bench.run(line + ["--record", file.path])
            #expect(outcome.status == .usage && outcome.messages.contains("already exists"), "\(outcome.messages)")
            #expect(outcome.data.isEmpty && world.prober.current.plans.isEmpty)
            #expect(try Data(contentsOf: file) == Data("mine".utf8))
            let nowhere = await world.bench.run(line + ["--record", folder.appending(path: "no/such").path])
            #expect(nowhere.status == .usage && nowhere.messages.contains("can't be created"))
        }
    }

    @Test func aCommandThatFailsNamesItToo() async throws {
        let world = try await ProbedWorld()
        try await withFolder { folder in
            let file = folder.appending(path: "acme.jsonl").path
            world.prober.change { $0.failure = SyncError(.planningPMEUnreachable) }
            let outcome = await world.run("tenant", "probe", "acme", "--resource", "7", "--yes", "--record", file)
            #expect(outcome.status == .unreachable && outcome.messages.contains("holds 0 exchanges"))
        }
    }
}
