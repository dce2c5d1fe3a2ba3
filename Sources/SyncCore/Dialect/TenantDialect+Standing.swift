extension TenantDialect {
    /// How far it may be relied on. The raw values are what JSON holds.
    public enum Standing: String, Sendable, Hashable, CaseIterable {
        case probed
        /// The tenant ran by it before dialects were found out.
        case kept
        /// An operator activated the tenant without a probe.
        case assumed
        case unprobed

        /// Somebody saw it work.
        public var isReliable: Bool { self == .probed || self == .kept }
        /// Somebody saw it work, or answers for it.
        public var isAnsweredFor: Bool { self != .unprobed }
    }

    public var standing: Standing {
        if probedAt != nil { return .probed }
        if isKept { return .kept }
        return assumedAt != nil ? .assumed : .unprobed
    }
}
