extension Tenant.State {
    /// Whether a tenant in this state may pass to `next`.
    ///
    /// ```
    /// draft ──► active ◄──► paused
    ///             ▲  └────► suspended ──► paused
    ///             └──────────────┘
    /// ```
    public func canBecome(_ next: Tenant.State) -> Bool {
        switch (self, next) {
        case (.draft, .active), (.active, .paused), (.active, .suspended), (.paused, .active), (.suspended, .active),
            (.suspended, .paused):
            true
        default: false
        }
    }

    /// The states from which `next` can be reached: what `TenantRegistry.setState` takes.
    public static func before(_ next: Tenant.State) -> Set<Tenant.State> {
        Set(allCases.filter { $0.canBecome(next) })
    }

}
