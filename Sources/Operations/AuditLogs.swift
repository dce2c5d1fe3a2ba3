package import Foundation
package import SyncCore
package import SyncEngine

/// Lists who did what, newest first.
package struct ListAudit: ServiceOperation {
    package typealias Report = [AuditEntry]

    package static let right = Right.viewer
    package static let access = Access.look
    package var audit: Audit { .read("audit.list", .log(of: tenant)) }
    private let tenant: TenantSlug?
    private let actor: String?
    private let since: SpokenMoment?
    private let until: SpokenMoment?
    private let before: Int?
    private let limit: Int
    private let zone: TimeZone

    /// - Parameters:
    ///   - tenant: its slug; it may be deleted.
    ///   - actor: a login, or whom the program claimed.
    ///   - since: a day begins in `zone`.
    ///   - until: includes its day.
    ///   - before: entries of a smaller number.
    ///   - limit: the maximum number.
    package init(
        of tenant: TenantSlug? = nil, by actor: String? = nil, since: SpokenMoment? = nil, until: SpokenMoment? = nil,
        before: Int? = nil, limit: Int = 50, in zone: TimeZone = .gmt
    ) {
        self.zone = zone
        self.tenant = tenant
        self.actor = actor
        self.since = since
        self.until = until
        self.before = before
        self.limit = limit
    }

    /// - Throws: `Refused` if `until` is not after `since`.
    package func perform(_ services: Services) async throws -> [AuditEntry] {
        var filter = AuditFilter(tenant: tenant, actor: actor, before: before, limit: min(limit, Int(Int32.max)))
        if since != nil || until != nil {
            let now = try await services.schedules.now()
            filter.since = since?.start(at: now, in: zone)
            filter.until = until?.end(at: now, in: zone)
        }
        if let since = filter.since, let until = filter.until, since >= until { throw Refused(.periodBackwards) }
        return try await services.audit.list(filter)
    }
}

/// Checks every entry of the audit log.
package struct VerifyAudit: ServiceOperation {
    package struct Report: Sendable, Encodable {
        package let verdict: AuditVerdict
        /// How many anchors it was compared with.
        package let anchors: Int

        package func encode(to encoder: any Encoder) throws {
            var state = "whole"
            var (entry, fault, lost): (Int?, String?, Int?) = (nil, nil, nil)
            switch verdict.finding {
            case .whole: break
            case .broken(let number, let found): (state, entry, fault) = ("broken", number, found.rawValue)
            case .restored(let number, let count): (state, entry, lost) = ("restored", number, count)
            }
            let facts: Facts = [
                "state": state, "entries": verdict.entries, "entry": entry, "fault": fault, "lost": lost, "anchors": anchors,
                "unrelated": verdict.unrelated,
                "anchor": verdict.last.description,
            ]
            try facts.encode(to: encoder)
        }
    }

    package static let right = Right.viewer
    package static let access = Access.look
    package var audit: Audit { .nothing }
    private let anchors: [AuditAnchor]

    /// - Parameter anchors: kept outside the database.
    package init(against anchors: [AuditAnchor]) { self.anchors = anchors }

    package func perform(_ services: Services) async throws -> Report {
        Report(verdict: try await services.audit.verify(against: anchors), anchors: anchors.count)
    }
}
