import SyncCore

/// How far lists are known to show what is there. A view ends at a day, the same for all, and may lack whole resources: only of one that
/// shows anything does a later event of another's say something.
struct ViewReach: Hashable, Sendable {
    private var last: Instant?
    private var resources: Set<ResourceKey> = []

    /// - Parameter listed: what lists showed.
    init(_ listed: [Unavailability] = []) {
        for event in listed {
            last = max(last ?? event.start, event.start)
            resources.formUnion(event.resources)
        }
    }

    /// Whether lists would show an event that begins then.
    /// - Parameter resource: nil where there is none yet.
    func shows(_ start: Instant, of resource: ResourceKey?) -> Bool {
        guard let last, start <= last else { return false }
        return resource.map(resources.contains) ?? true
    }
}
