import Foundation
import PostgresStore
import SyncCore
import Testing

@Suite("KeyringFile")
struct KeyringFileTests {
    private static let now = Instant(secondsSince1970: 1_800_000_000)

    private func withFile(_ body: (KeyringFile, _ folder: String) async throws -> Void) async throws {
        try await TemporaryFolder.with { folder in try await body(KeyringFile(path: "\(folder)/keyring.json"), folder) }
    }

    @Test func aNewKeyringIsForItsOwnerAlone() async throws {
        try await withFile { file, folder in
            let made = try file.initialize(now: Self.now)
            let facts = try FileManager.default.attributesOfItem(atPath: file.path)
            #expect((facts[.posixPermissions] as? Int) == 0o600)
            let read = try file.load()
            #expect(read.keys.map(\.id) == made.keys.map(\.id))
            #expect(read.current.id == made.current.id)
            #expect(read.current.createdAt == Self.now)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["keyring.json"])
        }
    }

    @Test func anExistingFileIsNeverOverwritten() async throws {
        try await withFile { file, folder in
            let made = try file.initialize(now: Self.now)
            #expect(try await code { try file.initialize(now: Self.now) } == .keyringUnusable)
            #expect(try file.load().current.id == made.current.id)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["keyring.json"])
        }
    }

    @Test func anAddedKeyIsCurrentAndTheOldOnesStay() async throws {
        try await withFile { file, _ in
            let first = try file.initialize(now: Self.now)
            let second = try file.addKey(now: Self.now.adding(seconds: 60))
            #expect(second.keys.map(\.id) == [first.current.id, second.current.id])
            #expect(first.current.id != second.current.id)
            #expect(try file.load().current.id == second.current.id)
            let facts = try FileManager.default.attributesOfItem(atPath: file.path)
            #expect((facts[.posixPermissions] as? Int) == 0o600)
        }
    }

    @Test(arguments: [0o640, 0o604, 0o660, 0o606, 0o777, 0o601])
    func aFileOpenToOthersIsRefused(mode: Int) async throws {
        try await withFile { file, _ in
            try file.initialize(now: Self.now)
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path)
            #expect(try await code { _ = try file.load() } == .keyringUnusable)
            #expect(try await code { try file.addKey(now: Self.now) } == .keyringUnusable)
        }
    }

    @Test func aMissingFileNamesTheCommandThatMakesIt() async throws {
        try await withFile { file, _ in
            let error = #expect(throws: SyncError.self) { try file.load() }
            #expect(error?.code == .keyringUnusable)
            #expect(error?.remedy.contains("keyring init") == true)
            #expect(try await code { try file.addKey(now: Self.now) } == .keyringUnusable)
        }
    }

    @Test func aSymbolicLinkIsRefused() async throws {
        try await withFile { file, folder in
            try file.initialize(now: Self.now)
            let link = KeyringFile(path: "\(folder)/link")
            try FileManager.default.createSymbolicLink(atPath: link.path, withDestinationPath: file.path)
            #expect(try await code { _ = try link.load() } == .keyringUnusable)
            #expect(try await code { try link.initialize(now: Self.now) } == .keyringUnusable)
            #expect(try await code { _ = try KeyringFile(path: folder).load() } == .keyringUnusable)
        }
    }

    @Test(
        arguments: [
            "", "{}", "not json", #"{"version":2,"current":"a","keys":[]}"#, #"{"version":1,"current":"a","keys":[]}"#,
            #"{"version":1,"current":"a","keys":[{"id":"a","created":"2026-01-01T00:00:00Z","key":"AAAA"}]}"#,
        ])
    func aDamagedFileIsRefused(text: String) async throws {
        try await withFile { file, _ in
            try Data(text.utf8).write(to: URL(filePath: file.path))
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
            #expect(try await code { _ = try file.load() } == .keyringUnusable)
        }
    }

    @Test func aKeyPrintsItsIdOnly() async throws {
        try await withFile { file, _ in
            let keyring = try file.initialize(now: Self.now)
            let text = try String(contentsOf: URL(filePath: file.path), encoding: .utf8)
            let secret = try #require(text.firstMatch(of: /"key" : "([^"]+)"/)?.output.1)
            var dumped = ""
            dump(keyring, to: &dumped)
            #expect(!dumped.contains(secret.prefix(10)))
            #expect("\(keyring.current)" == keyring.current.id)
            #expect(String(reflecting: keyring.current) == keyring.current.id)
        }
    }
}
