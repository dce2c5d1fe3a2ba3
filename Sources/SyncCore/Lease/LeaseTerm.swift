/// A time-bounded right to work one run: every write names it, and a write whose term has passed on changes nothing.
public struct LeaseTerm: Hashable, Sendable {
    public let runID: RunID
    public let tenantID: TenantID
    /// The fencing number: one more at each claim.
    public let term: Int

    public init(runID: RunID, tenantID: TenantID, term: Int) {
        self.runID = runID
        self.tenantID = tenantID
        self.term = term
    }
}
