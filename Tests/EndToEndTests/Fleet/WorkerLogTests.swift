import Foundation
import Simulators
import Testing

/// A worker's log as a collector of logs reads it.
@Suite("A worker's log", .timeLimit(.minutes(10)))
struct WorkerLogTests {
    @Test("Every line is a JSON object, and every line of a run names the run, the tenant and the attempt")
    func everyLineIsStructured() async throws {
        let configuration = FleetInstallation.configuration(seed: 431, tenants: 2, employees: 8)
        try await Installation.with(configuration) { installation in
            let fleet = FleetInstallation(installation: installation)
            try await fleet.registerAll()
            // A run that fails logs more.
            try await installation.expect(
                ["credential", "set", fleet.tenants[1].slug, "lucca-api-key", "--untested"], input: "wrong\n")
            let worker = try await WorkerProcess.start(
                installation, environment: ["PASSERELLE_LOG_FORMAT": "json", "PASSERELLE_LOG_LEVEL": "debug"])
            try await fleet.makeEveryTenantDue()
            try await eventually("both ends") { try await fleet.number("select count(*) from run_history") == 2 }
            #expect(try await worker.end(by: SIGTERM) == 0)

            var loggers: [String: Int] = [:]
            for line in worker.log.split(separator: "\n") {
                guard let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String] else {
                    Issue.record("not a JSON object of strings: \(line)")
                    continue
                }
                let logger = object["logger"] ?? ""
                loggers[logger, default: 0] += 1
                guard ["passerelle.sync", "passerelle.remote"].contains(logger) else { continue }
                for key in ["run", "tenant", "attempt"] { #expect(object["field.\(key)"] != nil, "without \(key): \(line)") }
                #expect(object["field.attempt"] == "1", "\(line)")
                if logger == "passerelle.remote" { #expect(object["field.http_attempt"] != nil, "\(line)") }
            }
            #expect(loggers["passerelle.sync", default: 0] > 4 && loggers["passerelle.remote", default: 0] > 10, "\(loggers)")
            #expect(worker.log.contains("Worker drains"))
        }
    }
}
