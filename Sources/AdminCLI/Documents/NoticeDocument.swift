import Operations
import SyncCore
import SyncEngine
import Words

/// What remotes say about their interfaces.
enum NoticeDocument {
    /// Of all tenants, in `fleet`.
    static func table(_ notices: [APINoticeOverview]) -> Table {
        Table(
            [
                .init("interface", wraps: true), .init(Phrase("notice", fr: "avis"), wraps: true),
                .init(Phrase("tenants", fr: "clients"), .right), .init(Phrase("ends", fr: "fin")),
                .init(Phrase("first seen", fr: "première fois"), yields: true), .init(Phrase("last seen", fr: "dernière fois")),
            ],
            notices.map { overview in
                let notice = overview.notice
                return [
                    Cell("\(notice.endpoint.system.name) \(notice.endpoint.name)"),
                    Cell(name(notice), overview.tenants > 0 ? .doubtful : .faint), Cell(overview.tenants),
                    Cell(notice.sunsetAt.map { "\($0.utcDay)" }), Cell("\(overview.firstSeenAt.utcDay)"),
                    Cell("\(overview.lastSeenAt.utcDay)"),
                ]
            })
    }

    private static func name(_ notice: APINotice) -> Phrase {
        switch notice.code {
        case .sunset:
            notice.sunsetAt == nil ? Phrase("deprecated", fr: "obsolète") : Phrase("announced end", fr: "fin annoncée")
        case .headerUnreadable: Phrase("\(notice.property) unreadable", fr: "\(notice.property) illisible")
        case .valueUnknown: Phrase("unknown values of \(notice.property)", fr: "valeurs inconnues de \(notice.property)")
        case .shapeUnknown: Phrase("unknown form of \(notice.property)", fr: "forme inconnue de \(notice.property)")
        }
    }

    /// A row of `fleet` in JSON.
    static func facts(_ overview: APINoticeOverview) -> Facts {
        facts(overview.notice, overview.firstSeenAt, overview.lastSeenAt) + ["tenants": overview.tenants]
    }

    /// What a row of `tenant check` has in addition.
    static func member(_ kept: KeptAPINotice) -> Facts {
        ["notice": facts(kept.notice, kept.firstSeenAt, kept.lastSeenAt)]
    }

    private static func facts(_ notice: APINotice, _ firstSeenAt: Instant, _ lastSeenAt: Instant) -> Facts {
        [
            "code": notice.code.rawValue, "remote": SyncMetrics.Remote(notice.endpoint.system).rawValue,
            "endpoint": notice.endpoint.name, "property": notice.property.isEmpty ? nil : notice.property,
            "count": notice.count, "deprecatedAt": notice.deprecatedAt, "sunsetAt": notice.sunsetAt,
            "firstSeenAt": firstSeenAt, "lastSeenAt": lastSeenAt,
        ]
    }
}
