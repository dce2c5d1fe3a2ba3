import SyncCore
import Synchronization

/// What one run has read of one remote so far, held against its limits.
final class RunReading: Sendable {
    enum Excess: Error, Hashable, Sendable {
        case rows
        case pages
        case time
        /// The rows of this run are many beside those of the others, and the process has little memory left.
        case memory
    }

    /// What a row costs in memory besides the bytes of its texts.
    private static let rowCost = 256

    private struct State {
        var pages = 0
        var rows = 0
        var seconds = 0.0
        /// Bytes taken for each list, by what was asked for.
        var held: [String: Int] = [:]
    }

    private let limits: ReadLimits
    private let memory: ReadingMemory
    private let state = Mutex(State())

    init(_ limits: ReadLimits, _ memory: ReadingMemory) {
        self.limits = limits
        self.memory = memory
    }

    deinit {
        memory.giveBackRows(state.withLock { $0.held.values.reduce(0, +) })
    }

    /// Before a page is asked for.
    func begin() throws(Excess) {
        let excess: Excess? = state.withLock { state in
            guard state.pages < limits.pages else { return .pages }
            guard state.seconds < limits.seconds else { return .time }
            state.pages += 1
            return nil
        }
        if let excess { throw excess }
    }

    func spend(seconds: Double) {
        state.withLock { $0.seconds += seconds }
    }

    /// The rows of a page that was read.
    /// - Parameters:
    ///   - list: which list they belong to.
    ///   - isFirst: the list begins, perhaps again: what was kept of it is worth nothing.
    func keep(rows: Int, bytes: Int, of list: String, isFirst: Bool) throws(Excess) {
        let excess: Excess? = state.withLock { state in
            state.rows += rows
            guard state.rows <= limits.rows else { return .rows }
            if isFirst, let worthless = state.held.removeValue(forKey: list) { memory.giveBackRows(worthless) }
            let cost = bytes + rows * Self.rowCost
            guard memory.takeRows(cost, held: state.held.values.reduce(0, +)) else { return .memory }
            state.held[list, default: 0] += cost
            return nil
        }
        if let excess { throw excess }
    }
}
