import Foundation
public import SyncCore
public import SyncEngine

#if canImport(Glibc)
import Glibc
#endif

/// What the process knows of itself and its surroundings. The one place of the program that reads the environment and says "now".
public struct ProcessFacts: Sendable {
    public let arguments: [String]
    public let environment: [String: String]
    /// Names this process in leases: host and process id.
    public let workerName: String
    public let processID: Int
    public let now: @Sendable () -> Instant
    /// What budgets of requests are counted by in this process.
    public let clock: SteadyClock

    public init(
        arguments: [String], environment: [String: String], workerName: String, processID: Int = 0,
        now: @escaping @Sendable () -> Instant, clock: SteadyClock = .system
    ) {
        self.arguments = arguments
        self.environment = environment
        self.workerName = workerName
        self.processID = processID
        self.now = now
        self.clock = clock
    }

    public static func current() -> ProcessFacts {
        let process = ProcessInfo.processInfo
        return ProcessFacts(
            arguments: Array(CommandLine.arguments.dropFirst()), environment: process.environment,
            workerName: "\(process.hostName):\(process.processIdentifier)", processID: Int(process.processIdentifier),
            now: { Instant(Date()) })
    }
}

/// How this process gives memory back to the system.
public enum ProcessMemory {
    /// From here on a block counts as large, in bytes: a page of an answer, the rows of a run.
    private static let largeBlock: CInt = 262_144

    /// Has each large block come from the system by itself, and go back as soon as it is free. Left alone, glibc raises that limit to
    /// the largest block that was freed, and what a run read once stays with the thread that read it: a first sync of 10,000
    /// employees takes 216 MiB instead of 131.
    public static func giveLargeBlocksBack() {
        #if canImport(Glibc)
        typealias SetOption = @convention(c) (CInt, CInt) -> CInt
        // The C library has it, but does not show it to Swift. Another one (musl) has no such option, and no need of it.
        guard let symbol = dlsym(nil, "mallopt") else { return }
        _ = unsafeBitCast(symbol, to: SetOption.self)(mmapThreshold, largeBlock)
        #endif
    }

    /// `M_MMAP_THRESHOLD` of `malloc.h`.
    private static let mmapThreshold: CInt = -3
}
