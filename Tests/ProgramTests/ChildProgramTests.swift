import Foundation
import ProgramTestKit
import Testing

/// A program that a test starts ends with the test.
@Suite("Programs that tests start", .timeLimit(.minutes(15)))
struct ChildProgramTests {
    /// Starts a program from a thread that blocks every signal, as threads of libraries do.
    private static func startedBlocked(_ command: [String], output: FileHandle? = nil) async throws -> ChildProgram {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                var every = sigset_t()
                sigfillset(&every)
                pthread_sigmask(SIG_SETMASK, &every, nil)
                continuation.resume(with: Result { try ChildProgram(command, output: output) })
            }
        }
    }

    @Test(
        "A program started by a thread that blocks every signal ends on each terminating signal",
        arguments: [
            SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGPIPE, SIGUSR1, SIGUSR2, SIGALRM, SIGKILL,
        ])
    func noSignalIsBlocked(signal: Int32) async throws {
        let program = try await Self.startedBlocked(["sleep", "1000"])
        program.send(signal)
        #expect(await program.ending() == .signalled(signal))
        #expect(!program.isRunning)
    }

    @Test("It blocks and ignores no signal, leads its own process group, and has only its three streams open")
    func itInheritsNothing() async throws {
        // Each checks itself: a shell blocks signals while it waits for its children.
        let masks = try await said(by: ["grep", "-E", "^Sig(Blk|Ign):", "/proc/self/status"]).lines
        try #require(masks.count == 2, "\(masks)")
        #expect(masks[0].hasSuffix("\t0000000000000000"), "\(masks[0])")
        // The C library reserves two for itself; they cannot be set.
        let ignored = try #require(UInt64(masks[1].split(separator: "\t").last ?? "", radix: 16))
        #expect(ignored & 0x7fff_ffff == 0, "\(masks[1])")
        // The fourth is the folder that it reads.
        #expect(try await said(by: ["ls", "/proc/self/fd"]).lines == ["0", "1", "2", "3"])
        let group = try await said(by: ["cut", "-d", " ", "-f", "5", "/proc/self/stat"])
        #expect(group.lines == ["\(group.id)"])
    }

    @Test("The kernel ends it when the tests' process is killed", .enabled(if: access("/usr/bin/setpriv", X_OK) == 0))
    func itDoesNotOutliveTheTests() async throws {
        let lines = try await said(by: ["setpriv", "--dump"]).lines
        #expect(lines.contains { $0.hasPrefix("Parent death signal") && $0.hasSuffix("KILL") }, "\(lines)")
    }

    private func said(by command: [String]) async throws -> (lines: [String], id: Int32) {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("passerelle-child-\(UUID().uuidString)")
        try Data().write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let output = try FileHandle(forWritingTo: file)
        // Something to inherit: a descriptor that no exec closes.
        let open = dup(output.fileDescriptor)
        defer { close(open) }
        let program = try await Self.startedBlocked(command, output: output)
        try #require(await program.ending() == .exited(0))
        return (try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map(String.init), program.id)
    }

    @Test(
        "Its process group ends with it, whether it exits, is killed or is terminated",
        arguments: ["exit 3", "kill -9 $$", "sleep 1000"])
    func itsGroupEndsWithIt(end: String) async throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("passerelle-child-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        let program = try ChildProgram([
            "sh", "-c", "trap '' TERM; sleep 1000 & echo $! >\"$0.new\" && mv \"$0.new\" \"$0\"; \(end)", file.path,
        ])
        var helper: Int32?
        while helper == nil {
            helper = (try? String(contentsOf: file, encoding: .utf8)).flatMap {
                Int32($0.trimmingCharacters(in: .whitespacesAndNewlines))
            }
            await Task.yield()
        }
        if end.hasPrefix("sleep") { await program.end() } else { _ = await program.ending() }
        let id = try #require(helper)
        while Self.isAlive(id) { try await Task.sleep(for: .milliseconds(2)) }
    }

    /// There may be no process to reap an orphan.
    private static func isAlive(_ id: Int32) -> Bool {
        guard let line = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8) else { return false }
        return line.split(separator: ")").last?.first { $0 != " " } != "Z"
    }

    @Test("A body that throws or is cancelled leaves no program running")
    func aFailingBodyLeavesNothing() async throws {
        struct Failure: Error {}
        let program = try ChildProgram(["sleep", "1000"])
        await #expect(throws: Failure.self) { try await program.during { throw Failure() } }
        #expect(!program.isRunning)
        let other = try ChildProgram(["sleep", "1000"])
        let work = Task { try await other.during { try await Task.sleep(for: .seconds(1000)) } }
        work.cancel()
        _ = await work.result
        #expect(await other.ending() == .signalled(SIGKILL))
    }

    @Test("A program that does not start reports why")
    func whatDoesNotStartSaysSo() {
        #expect(throws: ChildProgram.NotStarted.self) { try ChildProgram(["/nowhere/at-all"]) }
        #expect(throws: ChildProgram.NotStarted.self) { try ChildProgram([]) }
        #expect(throws: ChildProgram.NotStarted.self) { try ChildProgram(["true"], folder: "/nowhere/at-all") }
    }
}
