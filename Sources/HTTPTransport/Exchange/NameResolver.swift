/// Looks a host name up.
protocol NameResolver: Sendable {
    /// Every address that the name stands for.
    /// - Throws: `ExchangeFailure` `unknownHost` or `resolve`; `CancellationError`.
    func addresses(of host: String) async throws -> [IPAddress]
}
