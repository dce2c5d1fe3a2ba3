import Foundation
import Synchronization

/// Tells of the input under way when the process traps in it, and ends the process when an input takes minutes of work or waits for
/// nothing: whatever is bounded takes microseconds, or seconds where it is a million bytes long.
struct FuzzWatch {
    /// Seconds that the whole process may work while one input is under way. Not those on the wall, which a busy machine
    /// stretches.
    private static let longest = 120 * Double(ProcessInfo.processInfo.activeProcessorCount)
    /// Seconds on the wall, for an input that waits for what never comes: far more than the busiest machine makes of `longest`.
    private static let longestWait = 3600.0
    private static let places = 64
    private static let capacity = 16_384
    private static let stackSize = 262_144

    /// Plain memory, so that a signal handler may read it.
    struct Record {
        var isClaimed = false
        var isActive = false
        /// In seconds that the process worked, and on the wall.
        var since = (worked: 0.0, waited: 0.0)
        var thread: pthread_t = 0
        var length = 0
        var text: UnsafeMutablePointer<UInt8>
        var stack: UnsafeMutableRawPointer
    }

    /// The records, written by the target that claimed one and read where something went wrong.
    private struct Board: @unchecked Sendable {
        let records: UnsafeMutablePointer<Record>
        let lock = NSLock()

        func hasEndless(at now: (worked: Double, waited: Double)) -> Bool {
            lock.lock()
            defer { lock.unlock() }
            return (0..<places).contains { place in
                let since = records[place].since
                return records[place].isActive
                    && (now.worked - since.worked > longest || now.waited - since.waited > longestWait)
            }
        }
    }

    /// How signals were handled before, by their number.
    private struct Before: @unchecked Sendable {
        let actions: UnsafeMutablePointer<sigaction>
    }

    private static let before: Before = {
        let actions = UnsafeMutablePointer<sigaction>.allocate(capacity: 65)
        actions.initialize(repeating: sigaction(), count: 65)
        return Before(actions: actions)
    }()

    private static let board: Board = {
        let records = UnsafeMutablePointer<Record>.allocate(capacity: places)
        for place in 0..<places {
            records.advanced(by: place).initialize(
                to: Record(
                    text: .allocate(capacity: capacity),
                    stack: .allocate(byteCount: stackSize, alignment: 4096)))
        }
        let board = Board(records: records)
        for signal in [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT] {
            var action = sigaction()
            action.__sigaction_handler.sa_handler = { signal in
                FuzzWatch.writeInputs("fuzz: the process dies in one of these inputs")
                // As it would have ended without us, perhaps with a backtrace.
                sigaction(signal, FuzzWatch.before.actions.advanced(by: Int(signal)), nil)
                raise(signal)
            }
            // A stack that overflowed can't hold the handler's own frames.
            action.sa_flags = SA_ONSTACK
            sigaction(signal, &action, before.actions.advanced(by: Int(signal)))
        }
        Thread.detachNewThread {
            while true {
                Thread.sleep(forTimeInterval: 1)
                if board.hasEndless(at: now()) {
                    writeInputs("fuzz: an input has no end")
                    abort()
                }
            }
        }
        return board
    }()

    private static func now() -> (worked: Double, waited: Double) {
        (Double(clock()) / Double(CLOCKS_PER_SEC), ProcessInfo.processInfo.systemUptime)
    }

    private let place: Int

    static func claim() -> FuzzWatch {
        board.lock.lock()
        defer { board.lock.unlock() }
        let place = (0..<places).first { !board.records[$0].isClaimed } ?? 0
        board.records[place].isClaimed = true
        return FuzzWatch(place: place)
    }

    func release() {
        Self.board.lock.lock()
        defer { Self.board.lock.unlock() }
        Self.board.records[place].isClaimed = false
    }

    func begin(_ name: String, _ bytes: [UInt8]) {
        let record = Self.board.records.advanced(by: place)
        var stack = stack_t()
        stack.ss_sp = record.pointee.stack
        stack.ss_size = Self.stackSize
        sigaltstack(&stack, nil)
        Self.board.lock.lock()
        defer { Self.board.lock.unlock() }
        var length = 0
        func write(_ bytes: some Sequence<UInt8>) {
            for byte in bytes where length < Self.capacity {
                record.pointee.text[length] = byte
                length += 1
            }
        }
        write(name.utf8)
        write("\n".utf8)
        bytes.withUnsafeBufferPointer { source in
            let count = min(source.count, Self.capacity - length)
            if let start = source.baseAddress, count > 0 {
                record.pointee.text.advanced(by: length).update(from: start, count: count)
                length += count
            }
        }
        record.pointee.length = length
        record.pointee.since = Self.now()
        record.pointee.thread = pthread_self()
        record.pointee.isActive = true
    }

    func end() {
        Self.board.lock.lock()
        defer { Self.board.lock.unlock() }
        Self.board.records[place].isActive = false
    }

    /// Writes the inputs under way to standard error, as they are. Called by the signal handler: takes no lock and allocates
    /// nothing that it could wait for.
    private static func writeInputs(_ why: StaticString) {
        put(why)
        for place in 0..<places where board.records[place].isActive {
            // Of a signal that a trap sent; a hang is found by another thread.
            put(board.records[place].thread == pthread_self() ? "\n--- here: " : "\n--- beside it: ")
            _ = Glibc.write(2, board.records[place].text, board.records[place].length)
        }
        put("\n---\n")
    }

    private static func put(_ text: StaticString) {
        _ = Glibc.write(2, text.utf8Start, text.utf8CodeUnitCount)
    }
}
