import AppWiring
import ArgumentParser
import Foundation
import Operations

/// The executable's command line, used only by `ops/bench`.
@main
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "passerelle-bench", abstract: "What ops/bench measures in process, and the worlds it measures in.",
        subcommands: [
            MeasureCommand.self, QueriesCommand.self, DecodeCommand.self, RegisterCommand.self, ClaimsCommand.self,
            ListingsCommand.self, PagesCommand.self,
        ])
}

/// The same graph and configuration as passerelle's.
enum BenchGraph {
    static func open() async throws -> AppGraph {
        let facts = ProcessFacts.current()
        let configuration = try await AppConfiguration.load(flags: ConfigurationFlags(), environment: facts.environment)
        return AppGraph(configuration: configuration, facts: facts, writeLog: { _ in })
    }
}

/// Why a benchmark cannot be measured.
struct BenchError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// The line that passerelle-simulator prints.
struct ReadyWorld: Decodable {
    struct Card: Decodable, Sendable {
        let tenant: String
        let planningPMEURL: String
        let credentials: Credentials
    }

    struct Credentials: Decodable, Sendable {
        let luccaKey: String
        let appKey: String
        let username: String
        let password: String
    }

    let baseURLs: [String]
    let tenants: [Card]
}

/// `passerelle-bench measure`: runs another command and prints its cost.
struct MeasureCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure", abstract: "Runs a command, and says what it cost in one line of JSON.",
        discussion: """
            EXAMPLE
              passerelle-bench measure --to cost.json passerelle run now acme
            """)

    @Option(help: "The file that the line is appended to.") var to: String
    @Argument(parsing: .captureForPassthrough, help: "The command and its arguments.") var command: [String]

    mutating func run() throws {
        let cost = try ChildCost.running(command)
        try cost.append(to: to)
        throw ExitCode(cost.status)
    }
}

/// The cost of a process, from its start to its end, according to the kernel (`wait4`).
struct ChildCost: Encodable {
    let wallMilliseconds: Double
    /// In user and kernel mode together.
    let cpuMilliseconds: Double
    /// The peak resident memory, in MiB. At least this process's own, which the kernel includes.
    let peakMebibytes: Double
    /// As a shell reports it: 128 + n for a signal.
    let status: Int32

    /// Runs a command found on PATH, with this process's files and environment, to its end.
    /// - Throws: `BenchError` if it cannot be started.
    static func running(_ command: [String]) throws -> ChildCost {
        guard let program = command.first else { throw BenchError("There is no command to measure.") }
        var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
        defer { arguments.forEach { free($0) } }
        var child: pid_t = 0
        let start = ContinuousClock.now
        let refusal = posix_spawnp(&child, program, nil, nil, &arguments, environ)
        guard refusal == 0 else { throw BenchError("\(program) can't be started: \(String(cString: strerror(refusal))).") }
        var status: Int32 = 0
        var usage = rusage()
        while wait4(child, &status, 0, &usage) < 0 {
            guard errno == EINTR else { throw BenchError("\(program) was lost: \(String(cString: strerror(errno))).") }
        }
        return ChildCost(
            wallMilliseconds: (ContinuousClock.now - start).milliseconds,
            cpuMilliseconds: usage.ru_utime.milliseconds + usage.ru_stime.milliseconds,
            peakMebibytes: Double(usage.ru_maxrss) / 1024,
            status: status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F))
    }

    func append(to path: String) throws {
        let line = try JSONEncoder().encode(self) + Data("\n".utf8)
        guard let file = fopen(path, "a") else {
            throw BenchError("\(path) can't be opened: \(String(cString: strerror(errno))).")
        }
        let written = line.withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, file) }
        guard fclose(file) == 0, written == line.count else { throw BenchError("\(path) can't be written.") }
    }
}

extension Duration {
    var milliseconds: Double { self / .milliseconds(1) }
}

extension timeval {
    var milliseconds: Double { Double(tv_sec) * 1000 + Double(tv_usec) / 1000 }
}
