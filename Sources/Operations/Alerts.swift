package import SyncCore
package import SyncEngine

/// Lists the open alerts of every tenant, oldest first.
package struct ListTenantAlerts: ServiceOperation {
    package typealias Report = AlertList

    package static let right = Right.viewer
    package static let access = Access.look
    package var audit: Audit { .nothing }

    private let limit: Int

    /// - Parameter limit: how many at most.
    package init(limit: Int = 1000) {
        self.limit = limit
    }

    package func perform(_ services: Services) async throws -> AlertList {
        async let alerts = services.alerts.open(atMost: limit)
        async let overview = services.alerts.overview()
        async let now = services.schedules.now()
        return AlertList(alerts: try await alerts, overview: try await overview, readAt: try await now)
    }
}

/// Posts one alert that concerns no tenant, to see whether alerts arrive. It ends by itself within minutes.
package struct TestAlert: ServiceOperation {
    package struct Report: Sendable {
        package let alert: PostedAlert
        /// nil if Alertmanager accepted it.
        package let failure: AlertDeliveryFailure?
    }

    package static let right = Right.operator
    package static let access = Access.look
    /// It changes nothing here, but it may wake someone up.
    package var audit: Audit { .read("alert.test", .fleet) }
    private let words: [String: String]

    /// - Parameter words: annotations for people.
    package init(words: [String: String]) {
        self.words = words
    }

    /// - Throws: `Refused` where no Alertmanager is set.
    package func perform(_ services: Services) async throws -> Report {
        guard let receiver = services.alertReceiver else { throw Refused(.alertmanagerUnset) }
        let alert = PostedAlert.test(at: try await services.schedules.now(), words: words)
        return Report(alert: alert, failure: try await AlertPoster.deliver([alert], to: receiver))
    }
}

package struct AlertList: Sendable {
    package let alerts: [TenantAlert]
    package let overview: AlertOverview
    /// By the store's clock.
    package let readAt: Instant
}
