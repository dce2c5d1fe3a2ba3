/// Runs `body` where the caller's cancellation does not reach it: only to record outcomes and to give leases back.
@discardableResult
func uncancellable<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) async throws -> Result {
    try await Task { try await body() }.value
}
