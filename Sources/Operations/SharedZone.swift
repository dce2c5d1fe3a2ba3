package import Foundation
package import SyncCore
import SyncEngine

/// The zone of times that concern several tenants: the one that all of them share, else UTC.
enum SharedZone {
    static func of(_ zones: some Sequence<TimeZone>) -> TimeZone {
        let zones = Set(zones)
        return zones.count == 1 ? zones.first ?? .gmt : .gmt
    }
}

/// In which zone a front shows times: a tenant's own, or of the installation.
package struct ShowSharedZone: ServiceOperation {
    package typealias Report = TimeZone

    package static let right = Right.viewer
    package static let access = Access.look
    package var audit: Audit { .nothing }

    private let tenant: TenantSlug?

    /// - Parameter tenant: nil for the installation; it may be deleted.
    package init(of tenant: TenantSlug? = nil) {
        self.tenant = tenant
    }

    package func perform(_ services: Services) async throws -> TimeZone {
        if let tenant {
            do {
                return try await services.registry.tenant(tenant).settings.calendar.zone
            } catch let error as SyncError where error.code == .tenantUnknown {}
        }
        return SharedZone.of(try await services.registry.list().map(\.settings.calendar.zone))
    }
}
