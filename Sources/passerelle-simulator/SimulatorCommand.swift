import ArgumentParser
import Dispatch
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
              curl -s -d grant_type=client_credentials -d client_id=ID \\
                -d client_secret=SECRET http://127.0.0.1:8090/connect/token
              curl -s -H "Authorization: Bearer TOKEN" -H "Api-Version: 2024-11-01" \\
                "http://127.0.0.1:8090/lucca-api/employees?limit=5&include=embedded"

            ORDERS (JSON on the same port, under /_control/)
              GET    tenants, tenants/NAME        customers and their credentials
              GET    tenants/NAME/lucca           departments, reasons, employees,
                                                  extra data
              GET    tenants/NAME/lucca/leaves    half-days, ?employee=ID for one
              GET    tenants/NAME/lucca/absences  leaves as generation 2 has them
              GET    tenants/NAME/planning        resources, types, events...
              GET    snapshot                     all of it, ?tenant=NAME for one
              POST   tenants/NAME/lucca/changes   {"cancelPeriod": {"period": 5004}}
                                                  {"setFieldValue": {"employee": 31,
                                                   "field": "e_taille",
                                                   "value": {"text": "XL"}}}
                                                  {"deleteSection": {"section": 1}}
              POST   tenants/NAME/planning/changes
                                                  {"deleteEvent": {"event": 700001}}
                                                  {"editResourceField": {"resource": 1001,
                                                   "field": "Site", "json": "\\"Siège\\""}}
              GET    tenants/NAME/lucca/behaviour, tenants/NAME/planning/behaviour
              PATCH  the same                     {"letterCase": "seen"}
                                                  {"generation2": {"leaves": "forbidden"}}
                                                  {"deprecations": [{"form": "httpDate",
                                                   "route": "/api/v3/*",
                                                   "sunsetOn": "2027-06-30"}]}
              PUT    tenants/NAME/planning/profile
                                                  {"name": "terse"}
              DELETE tenants/NAME/planning/tokens, tenants/NAME/lucca/tokens
                                                  ends every token
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

            REPLAY
              passerelle-simulator --replay acme.jsonl --port 8090 &
            answers both systems from what passerelle … --record FILE wrote. Register a
            tenant with the addresses of the line of JSON and PASSERELLE_ALLOW_LOOPBACK=1:
            Lucca by ACCOUNT.localhost:PORT, PlanningPME below /ACCOUNT/. Any credentials
            are accepted; sign in as was recorded, by password or by auth token.
              - The n-th of equal requests gets the n-th recorded answer, the last one
                again after that. Equal means system, method, path, query and body.
              - Else dates and times may differ, else query and body: standard error
                says which line answered.
              - What fits nothing is answered 501. A recorded failure drops the
                connection.
              GET    /_control/replay             how many were answered, and how
            The end tells the same. Dates of answers stay: ask for the recorded days (--as-of,
            --day). A probe counts on what a check found: replay both in one file
            (cat check.jsonl probe.jsonl > both.jsonl), in the order of recording.
            """)

    @Option(help: "Port on 127.0.0.1; 0 takes a free one. Twice for two listeners with the same contents.")
    var port: [Int] = [0]

    @OptionGroup(title: "MADE-UP WORLD")
    var world: WorldOptions

    @Option(help: ArgumentHelp("Answer from this recording, in place of a made-up world.", valueName: "file"))
    var replay: String?

    @Option(help: "Also write the line of JSON to this file.")
    var readyFile: String?

    func validate() throws {
        guard port.allSatisfy({ (0...65_535).contains($0) }) else { throw ValidationError("A port is between 0 and 65535.") }
        guard replay != nil, !world.given.isEmpty else { return }
        throw ValidationError("--replay answers from a recording: leave out \(world.given.joined(separator: ", ")).")
    }

    mutating func run() async throws {
        let stopping = StopSignal()
        if let replay {
            try await run(try Self.recording(replay), until: stopping)
        } else {
            try await run(try world.configuration(ports: port), until: stopping)
        }
    }

    private func run(_ configuration: SimulatorConfiguration, until stopping: StopSignal) async throws {
        let server = SimulatorServer(configuration)
        let ports = try await server.start()
        try announce(ReadyLine(ports: ports, world: server.world, seed: configuration.seed).text())
        await stopping.wait()
        await server.stop()
    }

    private func run(_ recording: Recording, until stopping: StopSignal) async throws {
        let server = ReplayServer(recording, ports: port, note: Self.note)
        try announce(await server.start().text())
        await stopping.wait()
        await server.stop()
        Self.note(server.counts.text)
    }

    private static func recording(_ path: String) throws -> Recording {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ValidationError("--replay: \(path) does not exist, or can't be read.")
        }
        do throws(RecordingError) {
            return try Recording(reading: [UInt8](data))
        } catch {
            throw ValidationError("--replay \(path): \(error)")
        }
    }

    private func announce(_ line: String) throws {
        if let readyFile {
            // A reader waiting for the file must not see half of it.
            try Data((line + "\n").utf8).write(to: URL(filePath: readyFile), options: .atomic)
        }
        FileHandle.standardOutput.write(Data((line + "\n").utf8))
    }

    private static func note(_ line: String) {
        FileHandle.standardError.write(Data((line + "\n").utf8))
    }
}

/// Signals a request to end the process, by SIGTERM or SIGINT.
struct StopSignal {
    private let asked: AsyncStream<Void>
    private let sources: [any DispatchSourceSignal]

    init() {
        let (asked, continuation) = AsyncStream<Void>.makeStream()
        self.asked = asked
        sources = [SIGTERM, SIGINT].map { number in
            // Otherwise the signal's default action comes first.
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler { continuation.yield() }
            source.resume()
            return source
        }
    }

    func wait() async {
        for await _ in asked { break }
        for source in sources { source.cancel() }
    }
}
