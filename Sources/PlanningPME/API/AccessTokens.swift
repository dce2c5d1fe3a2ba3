import SyncCore

/// The user's token: asked for when first needed, shared by all calls, replaced once it has ended.
actor AccessTokens {
    private let fetch: @Sendable () async throws -> Secret
    private var token: Secret?
    private var pending: Task<Secret, any Error>?

    init(fetch: @escaping @Sendable () async throws -> Secret) {
        self.fetch = fetch
    }

    func current() async throws -> Secret {
        if let token { return token }
        return try await fetched()
    }

    /// Another token than `ended`: calls that fail together ask for one together.
    func replacement(for ended: Secret) async throws -> Secret {
        if token == ended { token = nil }
        return try await current()
    }

    private func fetched() async throws -> Secret {
        let task = pending ?? Task { try await fetch() }
        pending = task
        let result = await withTaskCancellationHandler {
            await task.result
        } onCancel: {
            task.cancel()
        }
        if pending == task {
            pending = nil
            token = try? result.get()
        }
        return try result.get()
    }
}
