import HTTPTransport
import SyncEngine

extension AppGraph {
    /// - Parameter body: gets nil if none is set.
    func withAlertmanager<Result: Sendable>(
        _ body: ((any AlertReceiver)?) async throws -> Result
    ) async throws -> Result {
        guard let address = configuration.alertmanager else { return try await body(nil) }
        // Connections of its own: to the tenants' remotes, an operator's own network is closed.
        return try await withExchange(AsyncHTTPExchange(policy: .ofOperator)) {
            try await body(AlertmanagerClient(address: address, exchange: $0))
        }
    }

    /// For a single post; nil if none is set.
    var singleReceiver: (any AlertReceiver)? { configuration.alertmanager == nil ? nil : SingleReceiver(graph: self) }
}

/// Connects for each post: commands post at most once.
private struct SingleReceiver: AlertReceiver {
    let graph: AppGraph

    func post(_ alerts: [PostedAlert]) async throws {
        try await graph.withAlertmanager { receiver in
            if let receiver { try await receiver.post(alerts) }
        }
    }
}
