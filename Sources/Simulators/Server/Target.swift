/// Whom a request is for.
struct Target {
    let remote: SimulatedRemote
    let tenant: SimulatedTenant?
    /// The tenant's slug, or what the caller took for one.
    let name: String
    /// The path without the brand.
    let route: Substring
}
