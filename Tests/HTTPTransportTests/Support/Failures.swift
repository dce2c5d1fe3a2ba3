import HTTPTransport
import SyncCore
import Testing

/// The failure of an exchange; a test issue when it succeeds.
func exchangeFailure<Answer>(
    _ location: SourceLocation = #_sourceLocation, _ exchange: () async throws -> Answer
) async throws -> ExchangeFailure {
    try #require(
        await #expect(throws: ExchangeFailure.self, sourceLocation: location) { _ = try await exchange() },
        sourceLocation: location)
}

/// The error of a call; a test issue when it succeeds.
func callError<Answer>(
    _ location: SourceLocation = #_sourceLocation, _ call: () async throws -> Answer
) async throws -> SyncError {
    try #require(
        await #expect(throws: SyncError.self, sourceLocation: location) { _ = try await call() }, sourceLocation: location)
}
