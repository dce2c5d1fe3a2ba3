package import Foundation
import Synchronization

/// A program that a test starts: in a process group of its own, with no signal blocked or ignored whatever the thread that starts it
/// blocks, and with nothing open but its three streams. What is left of its group when it ends is ended then; what is left of it when
/// the tests' process exits, at that moment; it itself also when that process is killed.
package final class ChildProgram: Sendable {
    /// How it ended.
    package enum Ending: Sendable, Hashable {
        case exited(Int32)
        case signalled(Int32)
    }

    package struct NotStarted: Error, CustomStringConvertible {
        package let description: String
    }

    /// Its process id, which is its group's too.
    package let id: Int32
    private let life: Life

    /// Its outcome, known to the thread that starts it and waits for its end.
    private final class Life: Sendable {
        struct State {
            var ending: Ending?
            var waiting: [CheckedContinuation<Ending, Never>] = []
        }

        let state = Mutex(State())
        let start = Mutex<Result<Int32, any Error>?>(nil)
        let isStarted = DispatchSemaphore(value: 0)

        func reap(_ id: Int32) {
            // It stays a zombie, and keeps its process id, until its group has been signalled.
            var news = siginfo_t()
            while waitid(P_PID, id_t(id), &news, WEXITED | WNOWAIT) != 0, errno == EINTR {}
            let (ending, waiting) = state.withLock { state in
                kill(-id, SIGKILL)
                var status: Int32 = 0
                while waitpid(id, &status, 0) < 0, errno == EINTR {}
                let ending = status & 0x7f == 0 ? Ending.exited((status >> 8) & 0xff) : .signalled(status & 0x7f)
                state.ending = ending
                defer { state.waiting = [] }
                return (ending, state.waiting)
            }
            Started.remove(id)
            for continuation in waiting { continuation.resume(returning: ending) }
        }
    }

    /// - Parameters:
    ///   - command: the program's path, or its name on PATH, and its arguments.
    ///   - environment: nil for the tests' own.
    ///   - folder: where it starts; nil for the tests' own.
    ///   - input, output, errors: the caller closes its own; nil for nowhere.
    /// - Throws: `NotStarted`.
    package init(
        _ command: [String], environment: [String: String]? = nil, folder: String? = nil, input: FileHandle? = nil,
        output: FileHandle? = nil, errors: FileHandle? = nil
    ) throws {
        guard let program = command.first else { throw NotStarted(description: "there is no program to start") }
        var settings = environment ?? ProcessInfo.processInfo.environment
        // By this variable, ops/test finds leftover processes.
        settings[Self.marker] = ProcessInfo.processInfo.environment[Self.marker]
        let (variables, streams) = (
            settings.map { "\($0.key)=\($0.value)" }, [input, output, errors].map { $0?.fileDescriptor }
        )
        let life = Life()
        // A dedicated thread that lasts as long as the program: the kernel ends the program with the thread that started it,
        // and Foundation's queues and the cooperative threads should not block.
        Thread.detachNewThread {
            let result = Result { try Spawning.start(program, command, environment: variables, folder: folder, streams: streams) }
            if case .success(let id) = result { Started.add(id) }
            life.start.withLock { $0 = result }
            life.isStarted.signal()
            if case .success(let id) = result { life.reap(id) }
        }
        life.isStarted.wait()
        self.life = life
        guard let result = life.start.withLock({ $0 }) else {
            throw NotStarted(description: "\(program) was never started")
        }
        id = try result.get()
    }

    /// Each script of ops/ sets it to its own value.
    static let marker = "PASSERELLE_STARTED_BY"

    package var isRunning: Bool { life.state.withLock { $0.ending == nil } }

    /// No effect once it has ended: its process id may be reused by then.
    package func send(_ signal: Int32) {
        life.state.withLock { if $0.ending == nil { kill(id, signal) } }
    }

    /// Waits for its end.
    package func ending() async -> Ending {
        await withCheckedContinuation { continuation in
            let ended = life.state.withLock { state -> Ending? in
                if state.ending == nil { state.waiting.append(continuation) }
                return state.ending
            }
            if let ended { continuation.resume(returning: ended) }
        }
    }

    /// Ends it with every process in its group, and waits for that.
    @discardableResult
    package func end() async -> Ending {
        endGroup()
        return await ending()
    }

    private func endGroup() {
        life.state.withLock { if $0.ending == nil { kill(-id, SIGKILL) } }
    }

    /// Runs it for the length of `body`, then ends it in any case.
    package func during<Result>(_ body: () async throws -> Result) async throws -> Result {
        do {
            let result = try await body()
            await end()
            return result
        } catch {
            await end()
            throw error
        }
    }
}

/// The running programs, for the end of the tests' process.
private enum Started {
    private static let ids = Mutex<Set<Int32>>([])
    private static let isWatched = atexit { Started.endAll() } == 0

    static func add(_ id: Int32) {
        _ = isWatched
        ids.withLock { _ = $0.insert(id) }
    }

    static func remove(_ id: Int32) {
        ids.withLock { _ = $0.remove(id) }
    }

    static func endAll() {
        for id in ids.withLock({ $0 }) { kill(-id, SIGKILL) }
    }
}
