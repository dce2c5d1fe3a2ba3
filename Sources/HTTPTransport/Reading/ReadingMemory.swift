import Foundation
import Synchronization

/// Limits the memory that all remotes' answers may use in a process: few large answers are read at the same time, and the rows
/// kept by runs are counted.
package final class ReadingMemory: Sendable {
    /// The process's own, from its memory limit.
    package static let process = ReadingMemory(bytes: ProcessMemory.limit)

    /// A smaller answer needs no admission: a typical page is half as large.
    static let smallAnswer = 2 << 20
    /// The number of large answers at the same time, if memory allows.
    private static let mostLargeAnswers = 16

    private struct State {
        var freeAnswers: Int
        var freeRows: Int
        var waiting: [(number: UInt64, continuation: CheckedContinuation<Bool, Never>)] = []
        var nextNumber: UInt64 = 0
    }

    private let state: Mutex<State>
    /// For the rows of all runs.
    let rowBytes: Int
    /// The number of callers waiting to read a large answer.
    var waitingCount: Int { state.withLock { $0.waiting.count } }

    /// - Parameter bytes: what the whole process may use. A quarter is for kept rows, and less than a quarter for large answers.
    package init(bytes: Int) {
        let answers = min(max(bytes / 4 / ReadLimits.standard.page.bytes - 1, 1), Self.mostLargeAnswers)
        rowBytes = bytes / 4
        state = Mutex(State(freeAnswers: answers, freeRows: bytes / 4))
    }

    /// Waits until a large answer may be read. Releasing the last reference to the result ends the admission.
    /// - Throws: `CancellationError`.
    func admitLargeAnswer() async throws -> LargeAnswer {
        let number = state.withLock { state in
            state.nextNumber += 1
            return state.nextNumber
        }
        let isAdmitted = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isAdmitted: Bool? = state.withLock { state in
                    if Task.isCancelled { return false }
                    guard state.freeAnswers == 0 else {
                        state.freeAnswers -= 1
                        return true
                    }
                    state.waiting.append((number, continuation))
                    return nil
                }
                if let isAdmitted { continuation.resume(returning: isAdmitted) }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                state.waiting.firstIndex { $0.number == number }.map { state.waiting.remove(at: $0) }
            }
            waiter?.continuation.resume(returning: false)
        }
        guard isAdmitted else { throw CancellationError() }
        return LargeAnswer(self)
    }

    fileprivate func leaveLargeAnswer() {
        let next: CheckedContinuation<Bool, Never>? = state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.freeAnswers += 1
                return nil
            }
            return state.waiting.removeFirst().continuation
        }
        next?.resume(returning: true)
    }

    /// Takes memory for rows. A run that holds much gets no more when little is left, so that an endless list leaves room for
    /// other runs.
    /// - Parameter held: what the run already holds.
    func takeRows(_ bytes: Int, held: Int) -> Bool {
        state.withLock { state in
            guard held + bytes <= 3 * (state.freeRows - bytes) else { return false }
            state.freeRows -= bytes
            return true
        }
    }

    func giveBackRows(_ bytes: Int) {
        state.withLock { $0.freeRows += bytes }
    }
}

/// Permission to hold one large answer.
final class LargeAnswer: Sendable {
    private let memory: ReadingMemory

    fileprivate init(_ memory: ReadingMemory) {
        self.memory = memory
    }

    deinit { memory.leaveLargeAnswer() }
}

/// How much memory this process may use: the smallest limit of its control groups, otherwise the machine's memory.
enum ProcessMemory {
    static let limit = smallest(
        groups: (try? String(contentsOfFile: "/proc/self/cgroup", encoding: .utf8)) ?? "",
        machine: Int(clamping: ProcessInfo.processInfo.physicalMemory)
    ) { try? String(contentsOfFile: $0, encoding: .utf8) }

    /// - Parameters:
    ///   - groups: the text of `/proc/self/cgroup`.
    ///   - read: reads a file's text.
    static func smallest(groups: String, machine: Int, read: (String) -> String?) -> Int {
        var smallest = machine
        for line in groups.split(separator: "\n") {
            // `0::/system.slice/x.service` of version 2, `9:memory:/x` of version 1.
            let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard fields.count == 3 else { continue }
            let isSecond = fields[1].isEmpty
            guard isSecond || fields[1].split(separator: ",").contains("memory") else { continue }
            let root = isSecond ? "/sys/fs/cgroup" : "/sys/fs/cgroup/memory"
            let file = isSecond ? "memory.max" : "memory.limit_in_bytes"
            // A group is also subject to its parents' limits.
            var path = fields[2].split(separator: "/")
            while true {
                let text = read(([root] + path.map(String.init) + [file]).joined(separator: "/"))
                if let limit = text.flatMap({ Int($0.filter { !$0.isWhitespace }) }), limit > 0 {
                    smallest = min(smallest, limit)
                }
                if path.popLast() == nil { break }
            }
        }
        return smallest
    }
}
