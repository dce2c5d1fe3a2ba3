import ArgumentParser
import Foundation
import Simulators

/// The executable's command line.
@main
struct SimulatorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "passerelle-simulator",
        abstract: "Simulates Lucca and PlanningPME for many customers, on this machine only.",
        discussion: """
            Prints one line of JSON with the addresses and credentials of every customer
            when requests can come, and runs until SIGTERM or SIGINT.

            EXAMPLE
              passerelle-simulator --port 8090 --ready-file /tmp/ready.json &
              curl -s -H "Authorization: lucca application=KEY" \\
                "http://127.0.0.1:8090/api/v3/users?paging=0,5&fields=id,lastName"

            ORDERS (JSON on the same port, under /_control/)
              GET    tenants, tenants/NAME        customers and their credentials
              GET    tenants/NAME/lucca           departments, reasons, employees
              GET    tenants/NAME/lucca/leaves    half-days, ?employee=ID for one
              GET    tenants/NAME/planning        resources, types, events...
              GET    snapshot                     all of it, ?tenant=NAME for one
              POST   tenants/NAME/lucca/changes   {"cancelPeriod": {"period": 5004}}
              POST   tenants/NAME/planning/changes
                                                  {"deleteEvent": {"event": 700001}}
              GET    tenants/NAME/lucca/behaviour, tenants/NAME/planning/behaviour
              PATCH  the same                     {"letterCase": "seen"}
              PUT    tenants/NAME/planning/profile
                                                  {"name": "terse"}
              DELETE tenants/NAME/planning/tokens ends every token
              POST   faults                       {"route": "/api/do*", "times": 2,
                                                  "kind": {"drop": {"afterWork": true}}}
              GET    faults                       what is planned and what it hit
              DELETE faults, faults/ID
              GET    journal                      ?since=N&remote=lucca&tenant=NAME
              DELETE journal
              PUT    limits                       {"on": false}
              PUT    today                        {"today": "2026-12-02"}
            Changes and faults may also come as a list.

            PROFILES (how PlanningPME speaks; planning/behaviour shows every switch)
              seen        absences by isUnavailability and _label, PUTs that merge,
                          local times: what public programs were seen to do
              assumed-1   PlanningPME as Passerelle imagined it first
              french-utc  UTC in, French time out, results refused, key alone back
              statuses    absences are requests until approved; PUTs that replace
              whole-days  numbers for names, allDay until 23:59, pages from 0
              terse       a view of 120 days, empty answers, escaped remarks
              overseas    clocks of La Réunion, cut remarks, no key of what is made
              random-N    every point drawn by seed N
            """)

    @Option(help: "Port on 127.0.0.1; 0 takes a free one. Twice for two listeners with the same contents.")
    var port: [Int] = [0]

    @Option(help: "The same seed gives the same world.")
    var seed: UInt64 = 42

    @Option(help: "Number of customers.")
    var tenants = 3

    @Option(help: "Employees of each customer, former and future ones included.")
    var employees = 300

    @Option(help: "The simulated date, such as 2026-12-01.", transform: day)
    var today = SimulatorConfiguration.usualToday

    @Option(
        help: ArgumentHelp(
            "How every PlanningPME speaks: \(PlanningBehaviour.profileNames.joined(separator: ", ")) or random-N.",
            valueName: "name"))
    var planningProfile = "seen"

    @Flag(help: "Answer any number of requests.")
    var noLimits = false

    @Option(help: "Also write the line of JSON to this file.")
    var readyFile: String?

    private static func day(_ text: String) throws -> SimulatedDay {
        guard let day = SimulatedDay(text) else { throw ValidationError("“\(text)” is not a day such as 2026-12-01.") }
        return day
    }

    func validate() throws {
        guard port.allSatisfy({ (0...65_535).contains($0) }) else { throw ValidationError("A port is between 0 and 65535.") }
        guard (1...100_000).contains(tenants) else { throw ValidationError("--tenants is between 1 and 100000.") }
        guard (1...1_000_000).contains(employees) else { throw ValidationError("--employees is between 1 and 1000000.") }
        _ = try profile()
    }

    private func profile() throws -> PlanningBehaviour {
        guard let profile = PlanningBehaviour.profile(named: planningProfile) else {
            let names = PlanningBehaviour.profileNames.joined(separator: ", ")
            throw ValidationError("Invalid value “\(planningProfile)” of --planning-profile: choose \(names) or random-N.")
        }
        return profile
    }

    mutating func run() async throws {
        let stopping = StopSignal()
        let server = SimulatorServer(
            SimulatorConfiguration(
                ports: port, seed: seed, tenants: tenants, employees: employees, today: today, hasLimits: !noLimits,
                planning: try profile()))
        let ports = try await server.start()
        let line = try ReadyLine(ports: ports, world: server.world, seed: seed).text()
        if let readyFile {
            // Whoever waits for the file must not read half of it.
            try Data((line + "\n").utf8).write(to: URL(filePath: readyFile), options: .atomic)
        }
        FileHandle.standardOutput.write(Data((line + "\n").utf8))
        await stopping.wait()
        await server.stop()
    }
}
