internal import Foundation
internal import PostgresClient
internal import SyncCore

/// A dialect as `tenant.planning_dialect` holds it. A point or an origin of a later release is passed over,
/// and a point stays where it is written.
struct StoredDialect: Codable {
    struct Finding: Codable {
        let value: String
        let origin: String
        let foundAt: Int
        let evidence: [String: String]
    }

    struct Doubt: Codable {
        let point: String
        let since: Int
        let run: Int
    }

    struct OpenProbe: Codable {
        let resource: Int
        let days: [String]
        let keys: [Int]
        /// nil of an earlier release's: any of the days.
        let lostOn: [String]?
        let isLeftToPerson: Bool?
        let startedAt: Int
    }

    var findings: [String: Finding]?
    var probedAt: Int?
    var assumedAt: Int?
    var doubt: Doubt?
    var openProbe: OpenProbe?

    /// The names of what this release keeps.
    static let members = ["findings", "probedAt", "assumedAt", "doubt", "openProbe"]

    static func encode(_ dialect: TenantDialect) throws -> String {
        var stored = StoredDialect()
        stored.findings = Dictionary(
            uniqueKeysWithValues: dialect.findings.map { point, finding in
                (
                    point.rawValue,
                    Finding(
                        value: finding.value, origin: finding.origin.rawValue, foundAt: finding.foundAt.millisecondsSince1970,
                        evidence: finding.evidence)
                )
            })
        stored.probedAt = dialect.probedAt?.millisecondsSince1970
        stored.assumedAt = dialect.assumedAt?.millisecondsSince1970
        stored.doubt = dialect.doubt.map(Doubt.init)
        stored.openProbe = dialect.openProbe.map { probe in
            OpenProbe(
                resource: probe.resource.value, days: probe.days.map(\.description), keys: probe.keys.map(\.value),
                lostOn: probe.lostOn.map(\.description), isLeftToPerson: probe.isLeftToPerson,
                startedAt: probe.startedAt.millisecondsSince1970)
        }
        return String(decoding: try JSONEncoder().encode(stored), as: UTF8.self)
    }

    static func encode(_ doubt: TenantDialect.Doubt) throws -> String {
        String(decoding: try JSONEncoder().encode(Doubt(doubt)), as: UTF8.self)
    }

    static func decode(_ row: PostgresRow) throws -> TenantDialect {
        guard let stored = try? JSONDecoder().decode(StoredDialect.self, from: Data(row.json("planning_dialect").utf8)) else {
            throw row.failure("planning_dialect", "is not what was found of a dialect")
        }
        var dialect = TenantDialect()
        for (name, finding) in stored.findings ?? [:] {
            guard let point = DialectPoint(rawValue: name), let origin = TenantDialect.Origin(rawValue: finding.origin) else {
                continue
            }
            dialect.findings[point] = TenantDialect.Finding(
                value: finding.value, origin: origin, foundAt: Instant(millisecondsSince1970: finding.foundAt),
                evidence: finding.evidence)
        }
        dialect.probedAt = stored.probedAt.map { Instant(millisecondsSince1970: $0) }
        dialect.assumedAt = stored.assumedAt.map { Instant(millisecondsSince1970: $0) }
        if let doubt = stored.doubt {
            dialect.doubt = TenantDialect.Doubt(
                // What a later release doubts is in doubt here too.
                point: DialectPoint(rawValue: doubt.point) ?? .kind, since: Instant(millisecondsSince1970: doubt.since),
                run: RunID(doubt.run))
        }
        if let probe = stored.openProbe {
            dialect.openProbe = TenantDialect.OpenProbe(
                resource: ResourceKey(probe.resource), days: probe.days.compactMap(CalendarDay.init),
                keys: probe.keys.map { EventKey($0) }, lostOn: probe.lostOn?.compactMap(CalendarDay.init),
                isLeftToPerson: probe.isLeftToPerson ?? false, startedAt: Instant(millisecondsSince1970: probe.startedAt))
        }
        return dialect
    }
}

extension StoredDialect.Doubt {
    fileprivate init(_ doubt: TenantDialect.Doubt) {
        self.init(point: doubt.point.rawValue, since: doubt.since.millisecondsSince1970, run: doubt.run.value)
    }
}
