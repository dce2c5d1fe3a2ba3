public import SyncCore

/// Tests a connection and every permission that a sync needs, each on its own. It changes nothing over there.
public protocol ConnectionChecking: Sendable {
    /// One result per permission, in the order in which a person would set them up. It never throws: what could not be
    /// tested is `unknown`, with the reason.
    func check() async -> [CheckResult]
}
