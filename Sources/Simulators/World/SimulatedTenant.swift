/// One customer's two systems, its Lucca account and its PlanningPME brand.
public final class SimulatedTenant: Sendable {
    /// The Lucca account's name and the brand's.
    public let slug: String
    public let credentials: TenantCredentials
    public let lucca: SimulatedLucca
    public let planning: SimulatedPlanning

    init(index: Int, configuration: SimulatorConfiguration, clock: WorldClock) {
        let names = FrenchNames.companies
        let slug = index < names.count ? names[index] : "\(names[index % names.count])-\(index / names.count + 1)"
        let seed = configuration.seed
        let count = configuration.employees
        self.slug = slug
        credentials = TenantCredentials(seed: seed, index: index, slug: slug)
        lucca = SimulatedLucca(
            seed: seed, index: index, slug: slug, employeeCount: count, clock: clock, behaviour: configuration.lucca)
        planning = SimulatedPlanning(credentials: credentials, behaviour: configuration.planning) {
            let today = clock.beginning
            let population = Population(seed: seed, index: index, slug: slug, count: count, today: today)
            return PlanningState(seed: seed, index: index, slug: slug, population: population, today: today)
        }
    }
}
