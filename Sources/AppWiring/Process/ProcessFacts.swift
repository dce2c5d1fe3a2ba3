import Foundation
package import SyncCore
package import SyncEngine

#if canImport(Glibc)
import Glibc
#endif

/// Facts about the process and its environment. The only place of the program that reads the environment and the current time.
package struct ProcessFacts: Sendable {
    package let arguments: [String]
    package let environment: [String: String]
    /// Identifies this process in leases: host and process id.
    package let workerName: String
    package let processID: Int
    package let now: @Sendable () -> Instant
    /// For counting request budgets in this process.
    package let clock: SteadyClock

    package init(
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

    /// Whom the operating system calls the person, behind `sudo` too, and the machine: `lea@srv1`. A claim, which the environment
    /// may say otherwise.
    package var person: String {
        let name = ["SUDO_USER", "LOGNAME", "USER"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? "unknown"
        return "\(name)@\(workerName.split(separator: ":").first.map(String.init) ?? workerName)"
    }

    package static func current() -> ProcessFacts {
        let process = ProcessInfo.processInfo
        return ProcessFacts(
            arguments: Array(CommandLine.arguments.dropFirst()), environment: process.environment,
            workerName: "\(process.hostName):\(process.processIdentifier)", processID: Int(process.processIdentifier),
            now: { Instant(Date()) })
    }
}

/// Returns free memory to the system.
package enum ProcessMemory {
    /// The threshold in bytes: pages of an answer and the rows of a run are large blocks.
    private static let largeBlock: CInt = 262_144

    /// Allocates each large block separately, so that it returns to the system when freed. By default glibc raises that threshold
    /// to the largest freed block, and what a run once read stays with its thread: a first sync of 10,000 employees takes 216 MiB
    /// instead of 131.
    package static func giveLargeBlocksBack() {
        #if canImport(Glibc)
        typealias SetOption = @convention(c) (CInt, CInt) -> CInt
        // The C library has it, but its header does not expose it to Swift. Others (musl) have no such option and do not need it.
        guard let symbol = dlsym(nil, "mallopt") else { return }
        _ = unsafeBitCast(symbol, to: SetOption.self)(mmapThreshold, largeBlock)
        #endif
    }

    /// `M_MMAP_THRESHOLD` of `malloc.h`.
    private static let mmapThreshold: CInt = -3
}
