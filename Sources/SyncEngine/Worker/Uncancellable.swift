/// Runs `body` where the caller's cancellation does not reach it: only to record outcomes and to give leases back. A process that ends
/// waits for it until its `LastCall`, and then cancels it all the same.
@discardableResult
func uncancellable<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) async throws -> Result {
    let task = Task { try await body() }
    guard let lastCall = LastCall.current else { return try await task.value }
    return try await lastCall.value(of: task)
}
