import Operations
import SyncCore
import SyncEngine

/// What forms do, for those who are signed in: each is an operation, which asks for the person's right itself.
enum Actions {
    /// - Returns: the page that shows what was done; nil for an unknown action.
    static func perform(_ visit: Visit, _ path: [String]) async throws -> Link? {
        guard path.count == 3 else { return nil }
        switch path[0] {
        case "tenants":
            guard let slug = Routes.slug(path[1]) else { return nil }
            return try await perform(visit, path[2], of: slug)
        case "runs":
            guard let run = Routes.run(path[1]) else { return nil }
            return try await perform(visit, path[2], of: run)
        default: return nil
        }
    }

    private static func perform(_ visit: Visit, _ action: String, of slug: TenantSlug) async throws -> Link? {
        switch action {
        case "start":
            let report = try await visit.perform(StartRun(of: slug))
            return page(["runs", "\(report.run)"], .started)
        case "pause":
            _ = try await visit.perform(PauseTenant(slug))
            return page(["tenants", slug.value], .paused)
        case "check": return try await queue(visit, .check, of: slug)
        case "preview": return try await queue(visit, .preview(asOf: nil, reconcile: false), of: slug)
        default: return nil
        }
    }

    private static func queue(_ visit: Visit, _ work: QueuedWork, of slug: TenantSlug) async throws -> Link {
        let report = try await visit.perform(QueueOperation(work, of: slug))
        return page(["operations", "\(report.operation)"], .queued)
    }

    private static func perform(_ visit: Visit, _ action: String, of run: RunID) async throws -> Link? {
        switch action {
        case "cancel":
            _ = try await visit.perform(CancelRun(run))
            return page(["runs", "\(run)"], .cancelled)
        case "approve":
            _ = try await visit.perform(QueueApproval(run, shown: try shown(visit, run)))
            return page(["runs", "\(run)", "review"], .approved)
        // Another action than the one for everybody: a form without a tick approves nothing.
        case "approve-ticked":
            let ticked = Set(visit.request.form.all("only").filter(Routes.isID).map { EmployeeID($0) })
            _ = try await visit.perform(QueueApproval(run, shown: try shown(visit, run), only: ticked))
            return page(["runs", "\(run)", "review"], .approved)
        case "reject":
            _ = try await visit.perform(RejectRun(run, shown: try shown(visit, run)))
            return page(["runs", "\(run)", "review"], .rejected)
        default: return nil
        }
    }

    /// The digest of what the person saw: nobody decides here without having seen it.
    private static func shown(_ visit: Visit, _ run: RunID) throws -> ReviewDigest {
        guard let digest = visit.request.form["digest"].flatMap({ ReviewDigest($0) }) else {
            throw SyncError(.queue(.reviewDiffers(run: run)), .rejected)
        }
        return digest
    }

    private static func page(_ path: [String], _ done: Done) -> Link { Link(path, [("done", done.rawValue)]) }
}

/// What an action did, in the address of the page after it.
enum Done: String {
    case started
    case paused
    case cancelled
    case approved
    case rejected
    case queued
}

extension Visit {
    /// What the page before did.
    var done: Done? { request.query["done"].flatMap { Done(rawValue: $0) } }
}
