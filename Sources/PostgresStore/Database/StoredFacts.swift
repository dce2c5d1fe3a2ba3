internal import Foundation
internal import PostgresClient
internal import SyncCore

/// A dialect as stored in `tenant.planning_dialect`. Points and origins of later releases are ignored when read, and points are
/// kept when written.
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
        /// nil from an earlier release: any of the days.
        let lostOn: [String]?
        let isLeftToPerson: Bool?
        let startedAt: Int
    }

    var findings: [String: Finding]?
    var probedAt: Int?
    var assumedAt: Int?
    var doubt: Doubt?
    var openProbe: OpenProbe?

    /// The members that this release writes.
    static let members = ["findings", "probedAt", "assumedAt", "doubt", "openProbe"]

    static func encode(_ dialect: TenantDialect) throws -> String {
        var stored = StoredDialect()
        stored.findings = Dictionary(
            uniqueKeysWithValues: dialect.findings.map { point, finding in
                (
                    point.rawValue,
                    Finding(
                        value: finding.value, origin: finding.origin.rawValue, foundAt: finding.foundAt.millisecondsSince1970,
                        evidence: finding.evidence.texts)
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
                evidence: DialectEvidence(texts: finding.evidence))
        }
        dialect.probedAt = stored.probedAt.map { Instant(millisecondsSince1970: $0) }
        dialect.assumedAt = stored.assumedAt.map { Instant(millisecondsSince1970: $0) }
        if let doubt = stored.doubt {
            dialect.doubt = TenantDialect.Doubt(
                // A doubt of a later release is a doubt here too.
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

/// The facts of a problem, as stored in `run_problem.facts`.
struct StoredProblem: Codable {
    let subject: Problem.Subject
    /// nil if a newer release recorded one that this release does not know.
    let finding: Problem.Finding?

    init(_ problem: Problem) {
        (subject, finding) = (problem.subject, problem.finding)
    }

    init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        subject = (try? members.decode(Problem.Subject.self, forKey: .subject)) ?? .unknown
        finding = try? members.decode(Problem.Finding.self, forKey: .finding)
    }

    func problem(_ code: Problem.Code) -> Problem {
        Problem(subject, finding.flatMap { $0.code == code ? $0 : nil } ?? .unrecognized(code))
    }

    static func encode(_ problem: Problem) throws -> String {
        String(decoding: try JSONEncoder().encode(StoredProblem(problem)), as: UTF8.self)
    }

    static func decode(_ text: String, code: Problem.Code) -> Problem {
        let stored = try? JSONDecoder().decode(StoredProblem.self, from: Data(text.utf8))
        return stored?.problem(code) ?? Problem(.unknown, .unrecognized(code))
    }
}

extension RunOutcome {
    /// How much of its texts is recorded.
    enum Text: CaseIterable {
        case whole
        /// In plain letters only.
        case plain
        /// Only that there were problems.
        case none
    }

    func with(_ text: Text) -> RunOutcome {
        var outcome = self
        switch text {
        case .whole: break
        case .plain:
            outcome.problems = problems.map { problem in
                (try? StoredProblem.encode(problem)).map { StoredProblem.decode(Self.plain($0), code: problem.code) } ?? problem
            }
            outcome.error = error.map { StoredFailure.decode(Self.plain(StoredFailure.encode($0))) }
        case .none:
            outcome.problems = []
            outcome.notices = []
            if !problems.isEmpty {
                let codes = Set(problems.map(\.code)).sorted { $0.rawValue < $1.rawValue }
                outcome.problems = [Problem(.run, .problemsUnrecorded(count: problems.count, codes: codes))]
            }
        }
        return outcome
    }

    private static func plain(_ text: String) -> String {
        String(decoding: text.utf8.map { (0x20...0x7E).contains($0) ? $0 : 0x3F }, as: UTF8.self)
    }
}
