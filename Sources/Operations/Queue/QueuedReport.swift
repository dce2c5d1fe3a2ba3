import Foundation
import SyncCore
import SyncEngine

/// What an operation reported that a worker performed: the report of the operation itself, so that a front shows it in the same way.
package enum QueuedReport: Sendable {
    case preview(PreviewRun.Report)
    case check(CheckTenant.Report)
    case probe(ProbeDialect.Report)
}

extension QueuedReport {
    /// As stored: facts alone. The tenant is read again when a report is shown.
    private enum Stored: Codable {
        case preview(SyncPreview, identifiers: [String: String])
        case check([StoredFinding])
        case probe(ProbedTenant, hasRun: Bool, isPlanningWrong: Bool)
    }

    /// A finding of a check, without its tenant.
    private enum StoredFinding: Codable {
        case connection(CheckResult)
        case writing(CheckResult)
        case dialect(DialectFinding)
        case scope
        case doubt(TenantDialect.Doubt)
        case notice(KeptAPINotice)

        init(_ finding: CheckFinding) {
            switch finding {
            case .connection(let result, _): self = .connection(result)
            case .writing(let result, _): self = .writing(result)
            case .dialect(let finding, _): self = .dialect(finding)
            case .scope: self = .scope
            case .doubt(let doubt, _): self = .doubt(doubt)
            case .notice(let notice, _): self = .notice(notice)
            }
        }

        func finding(_ tenant: Tenant) -> CheckFinding {
            switch self {
            case .connection(let result): .connection(result, tenant)
            case .writing(let result): .writing(result, tenant)
            case .dialect(let finding): .dialect(finding, tenant)
            case .scope: .scope(tenant)
            case .doubt(let doubt): .doubt(doubt, tenant)
            case .notice(let notice): .notice(notice, tenant)
            }
        }
    }

    /// JSON. Logins name people: where a tenant's employees are matched by them, only ids are kept.
    func encoded() throws -> String {
        let stored: Stored
        switch self {
        case .preview(let report):
            let isNamed = report.tenant.settings.identifier == .login
            let shown = Set((report.preview.changes + report.preview.withheld).compactMap(\.knownEmployee))
            let identifiers = isNamed ? [:] : report.identifiers.filter { shown.contains($0.key) }
            stored = .preview(
                isNamed ? report.preview.withoutIdentifiers : report.preview,
                identifiers: Dictionary(uniqueKeysWithValues: identifiers.map { ($0.key.value, $0.value) }))
        case .check(let report): stored = .check(report.findings.map(StoredFinding.init))
        case .probe(let report):
            stored = .probe(report.probe, hasRun: report.hasRun, isPlanningWrong: report.isPlanningWrong)
        }
        return String(decoding: try JSONEncoder().encode(stored), as: UTF8.self)
    }

    /// nil for the report of another release.
    init?(_ text: String, of tenant: Tenant) {
        guard let stored = try? JSONDecoder().decode(Stored.self, from: Data(text.utf8)) else { return nil }
        switch stored {
        case .preview(let preview, let identifiers):
            self = .preview(
                PreviewRun.Report(
                    tenant: tenant, preview: preview,
                    identifiers: Dictionary(uniqueKeysWithValues: identifiers.map { (EmployeeID($0.key), $0.value) })))
        case .check(let findings):
            self = .check(CheckTenant.Report(tenant: tenant, findings: findings.map { $0.finding(tenant) }))
        case .probe(let probe, let hasRun, let isPlanningWrong):
            self = .probe(
                ProbeDialect.Report(tenant: tenant, probe: probe, hasRun: hasRun, isPlanningWrong: isPlanningWrong))
        }
    }
}

extension QueuedOperation {
    /// Performs it on a worker's ports. Who queued it had the right, which the database checked, and left the entry in the audit log.
    /// - Returns: the report as JSON.
    /// - Throws: as the operation.
    package func perform(_ services: Services) async throws -> String {
        let report: QueuedReport
        switch work {
        case .preview(let asOf, let reconcile):
            report = .preview(
                try await PreviewRun(of: tenant, asOf: asOf, options: SyncOptions(reconcile: reconcile)).perform(services))
        case .check: report = .check(try await CheckTenant(tenant).perform(services))
        case .probe(let resource, let day):
            report = .probe(
                try await ProbeDialect(of: tenant, resource: resource, day: day, isConfirmed: true).perform(services))
        case .unreadable: throw SyncError(.queue(.workUnreadable(operation: id)), .rejected)
        }
        return try report.encoded()
    }
}
