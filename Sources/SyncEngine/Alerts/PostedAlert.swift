package import SyncCore

/// An alert as Alertmanager's API takes it. The labels identify it, so they are the same from its beginning to its end.
package struct PostedAlert: Hashable, Sendable {
    package let labels: [String: String]
    package let annotations: [String: String]
    package let startsAt: Instant
    /// In the past: it is over.
    package let endsAt: Instant

    package init(labels: [String: String], annotations: [String: String], startsAt: Instant, endsAt: Instant) {
        self.labels = labels
        self.annotations = annotations
        self.startsAt = startsAt
        self.endsAt = endsAt
    }

    /// Alertmanager ends an alert that no one repeats for that long.
    package static let lastingSeconds = 300

    /// - Parameters:
    ///   - now: by the store's clock.
    ///   - words: annotations for people.
    package init(_ alert: TenantAlert, at now: Instant, words: [String: String]) {
        var labels = [
            "alertname": Self.name(alert.kind), "service": "passerelle", "tenant": alert.tenant.value,
            "environment": alert.environment.rawValue, "severity": Self.severity(alert),
            "recipient": alert.recipient ?? Self.defaultRecipient,
        ]
        if alert.kind == .problems { labels["code"] = alert.code }
        var annotations = words
        annotations["since"] = alert.openedAt.description
        annotations["run"] = (alert.closedBy ?? alert.run)?.description
        annotations["runbook_url"] = "docs/operations.md#\(Self.name(alert.kind).lowercased())"
        if alert.kind == .failed, !alert.code.isEmpty { annotations["code"] = alert.code }
        self.init(
            labels: labels, annotations: annotations,
            // Alertmanager refuses one that ends before it starts, as a corrected clock could have it.
            startsAt: min(alert.openedAt, now),
            endsAt: alert.closedAt == nil ? now.adding(seconds: Self.lastingSeconds) : now)
    }

    /// One that concerns no tenant and no one repeats.
    package static func test(at now: Instant, words: [String: String]) -> PostedAlert {
        PostedAlert(
            labels: [
                "alertname": testName, "service": "passerelle", "severity": "info", "recipient": defaultRecipient,
            ],
            annotations: words.merging(["since": now.description]) { word, _ in word }, startsAt: now,
            endsAt: now.adding(seconds: lastingSeconds))
    }

    package static let testName = "PasserelleTestAlert"

    /// For tenants without a recipient of their own.
    package static let defaultRecipient = "operations"

    package static func name(_ kind: TenantAlert.Kind) -> String {
        switch kind {
        case .failed: "PasserelleTenantFailed"
        case .suspended: "PasserelleTenantSuspended"
        case .needsReview: "PasserelleTenantNeedsReview"
        case .problems: "PasserelleTenantProblems"
        case .dialectDoubt: "PasserelleTenantDialectDoubt"
        case .silent: "PasserelleTenantSilent"
        }
    }

    /// A test environment, and problems of single employees, wake no one up.
    private static func severity(_ alert: TenantAlert) -> String {
        alert.environment == .test || alert.kind == .problems ? "info" : "ticket"
    }
}
