import ArgumentParser
import Simulators

/// The options of the simulated world.
struct WorldOptions: ParsableArguments {
    // Without defaults, because it matters which were given: some cannot be combined with --replay.
    @Option(help: "The same seed gives the same world. (default: 42)")
    var seed: UInt64?

    @Option(help: "Number of customers. (default: 3)")
    var tenants: Int?

    @Option(help: "Employees of each customer, former and future ones included. (default: 300)")
    var employees: Int?

    @Option(help: "The simulated date, such as 2026-12-02. (default: 2026-12-01)", transform: day)
    var today: SimulatedDay?

    @Option(
        help: ArgumentHelp(
            "How every PlanningPME speaks: \(Self.profiles) or random-N. (default: \(Self.usualProfile))",
            valueName: "name"))
    var planningProfile: String?

    @Flag(help: "Answer any number of requests.")
    var noLimits = false

    private static let usualProfile = "seen"
    private static let profiles = PlanningBehaviour.profileNames.joined(separator: ", ")

    /// The names of the options that were given.
    var given: [String] {
        [
            ("--seed", seed != nil), ("--tenants", tenants != nil), ("--employees", employees != nil), ("--today", today != nil),
            ("--planning-profile", planningProfile != nil), ("--no-limits", noLimits),
        ].filter(\.1).map(\.0)
    }

    private static func day(_ text: String) throws -> SimulatedDay {
        guard let day = SimulatedDay(text) else { throw ValidationError("“\(text)” is not a day such as 2026-12-02.") }
        return day
    }

    func validate() throws {
        guard (1...100_000).contains(tenants ?? 1) else { throw ValidationError("--tenants is between 1 and 100000.") }
        guard (1...1_000_000).contains(employees ?? 1) else { throw ValidationError("--employees is between 1 and 1000000.") }
        _ = try profile()
    }

    func configuration(ports: [Int]) throws -> SimulatorConfiguration {
        var configuration = SimulatorConfiguration(ports: ports, hasLimits: !noLimits, planning: try profile())
        if let seed { configuration.seed = seed }
        if let tenants { configuration.tenants = tenants }
        if let employees { configuration.employees = employees }
        if let today { configuration.today = today }
        return configuration
    }

    private func profile() throws -> PlanningBehaviour {
        let name = planningProfile ?? Self.usualProfile
        guard let profile = PlanningBehaviour.profile(named: name) else {
            throw ValidationError("Invalid value “\(name)” of --planning-profile: choose \(Self.profiles) or random-N.")
        }
        return profile
    }
}
