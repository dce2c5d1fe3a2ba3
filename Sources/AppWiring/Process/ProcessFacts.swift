import Foundation
public import SyncCore
public import SyncEngine

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
