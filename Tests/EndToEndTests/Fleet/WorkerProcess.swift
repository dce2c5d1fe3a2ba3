import Foundation
import ProgramTestKit
import Testing

/// A real `passerelle worker` that a test may stop, kill or drain.
final class WorkerProcess: Sendable {
    private let program: ChildProgram
    private let logFile: URL
    var id: Int32 { program.id }

    private init(program: ChildProgram, logFile: URL) {
        self.program = program
        self.logFile = logFile
    }

    /// Returns once it claims runs.
    /// - Parameter leaseSeconds: short where a test waits for its end, although a slow machine may lose it; otherwise nil.
    static func start(
        _ installation: Installation, concurrency: Int = 4, leaseSeconds: Int? = nil, options: [String] = [],
        environment: [String: String] = [:]
    ) async throws -> WorkerProcess {
        let logFile = URL(fileURLWithPath: installation.path("worker-\(UUID().uuidString).log"))
        try Data().write(to: logFile)
        var settings = [
            "PASSERELLE_DATABASE_URL": installation.url(), "PASSERELLE_KEYRING": installation.path("keyring.json"),
            "PASSERELLE_ALLOW_LOOPBACK": "1", "PASSERELLE_LANDING_SECONDS": "1",
        ]
        settings["PASSERELLE_LEASE_SECONDS"] = leaseSeconds.map(String.init)
        let output = try FileHandle(forWritingTo: logFile)
        defer { try? output.close() }
        let program = try ChildProgram(
            [try Executable.product("passerelle").path, "worker", "--concurrency", "\(concurrency)"] + options,
            environment: Executable.environment(settings.merging(environment) { $1 }), output: output, errors: output)
        let worker = WorkerProcess(program: program, logFile: logFile)
        try await eventually("a worker that starts") {
            try #require(worker.isRunning, "the worker ended: \(worker.log)")
            return worker.log.contains("Worker started")
        }
        return worker
    }

    var log: String { (try? String(contentsOf: logFile, encoding: .utf8)) ?? "" }
    var isRunning: Bool { program.isRunning }

    func signal(_ number: Int32) { program.send(number) }

    /// - Returns: its exit status, or the negated number of its signal.
    @discardableResult
    func end(by number: Int32) async throws -> Int32 {
        signal(number)
        // Only SIGKILL ends a stopped process.
        try await eventually("a worker that ends after signal \(number)") { !isRunning }
        switch await program.ending() {
        case .exited(let status): return status
        case .signalled(let signal): return -signal
        }
    }
}
