import Foundation
import SyncCore
import SyncTestKit
import Testing

@testable import PostgresStore

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
            try await expectError(.keyringUnusable) { try file.initialize(now: Self.now) }
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
            try await expectError(.keyringUnusable) { _ = try file.load() }
            try await expectError(.keyringUnusable) { try file.addKey(now: Self.now) }
        }
    }

    @Test(arguments: [
        ("unit/keyring", 0o440, true), ("unit/keyring", 0o400, true), ("unit/keyring", 0o444, false),
        ("unit/keyring", 0o460, false),
        ("unit/deeper/keyring", 0o440, false), ("keyring", 0o440, false),
    ])
    func theCopyThatSystemdMadeForOneServiceShowsItsAccessListAsTheGroupsRight(
        place: String, mode: Int, isAccepted: Bool
    ) async throws {
        try await TemporaryFolder.with { folder in
            let file = KeyringFile(path: "\(folder)/\(place)", serviceCredentials: folder)
            try FileManager.default.createDirectory(
                atPath: (file.path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            let made = try file.initialize(now: Self.now)
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path)
            if isAccepted {
                #expect(try file.load().current.id == made.current.id)
                // The same file outside the mount: one that a group may read.
                if mode == 0o440 { try await expectError(.keyringUnusable) { _ = try KeyringFile(path: file.path).load() } }
            } else {
                try await expectError(.keyringUnusable) { _ = try file.load() }
            }
        }
    }

    @Test func aMissingFileNamesTheCommandThatMakesIt() async throws {
        try await withFile { file, _ in
            let error = try #require(throws: SyncError.self) { try file.load() }
            #expect(error.code == .keyringUnusable)
            #expect(error.remedy.contains("keyring init"))
            try await expectError(.keyringUnusable) { try file.addKey(now: Self.now) }
        }
    }

    @Test func aSymbolicLinkIsRefused() async throws {
        try await withFile { file, folder in
            try file.initialize(now: Self.now)
            let link = KeyringFile(path: "\(folder)/link")
            try FileManager.default.createSymbolicLink(atPath: link.path, withDestinationPath: file.path)
            try await expectError(.keyringUnusable) { _ = try link.load() }
            try await expectError(.keyringUnusable) { try link.initialize(now: Self.now) }
            try await expectError(.keyringUnusable) { _ = try KeyringFile(path: folder).load() }
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
            try await expectError(.keyringUnusable) { _ = try file.load() }
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

    /// A killed process leaves a copy of every key; a running one still needs its own.
    @Test func aFileThatADeadProcessLeftBesideTheKeyringIsClearedAway() async throws {
        try await withFile { file, folder in
            try file.initialize(now: Self.now)
            // No process has this number: it exceeds the kernel's maximum.
            let dead = "\(file.path).new-4194999-12"
            let alive = "\(file.path).new-\(ProcessInfo.processInfo.processIdentifier)-12"
            let other = "\(folder)/other.json.new-4194999-12"
            for path in [dead, alive, other] { try Data("half".utf8).write(to: URL(fileURLWithPath: path)) }
            try file.addKey(now: Self.now)
            #expect(!FileManager.default.fileExists(atPath: dead))
            #expect(FileManager.default.fileExists(atPath: alive))
            #expect(FileManager.default.fileExists(atPath: other))
            #expect(try file.load().keys.count == 2)
        }
    }
}
