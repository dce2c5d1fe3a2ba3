@testable import HTTPTransport

/// Knows only the given names.
struct ScriptedResolver: NameResolver {
    let known: [String: [String]]

    func addresses(of host: String) async throws -> [IPAddress] {
        guard let addresses = known[host] else { throw ExchangeFailure(.unknownHost, mayHaveBeenReceived: false) }
        return addresses.compactMap { IPAddress(canonical: $0) }
    }
}
