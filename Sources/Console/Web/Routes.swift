import Operations
import SyncCore

/// Which page is where, for those who are signed in.
enum Routes {
    static func page(_ visit: Visit, _ path: [String]) async throws -> Page {
        switch path.count {
        case 0: return try await TodayPage.make(visit)
        case 1:
            switch path[0] {
            case "tenants": return try await TenantsPage.make(visit)
            case "fleet": return try await FleetPage.make(visit)
            case "audit": return try await AuditPage.make(visit)
            default: break
            }
        case 2:
            if path[0] == "tenants", let slug = slug(path[1]) { return try await TenantPage.make(visit, slug) }
            if path[0] == "runs", let run = run(path[1]) { return try await RunPage.make(visit, run) }
            if path[0] == "operations", let number = number(path[1]) {
                return try await OperationPage.make(visit, OperationID(number))
            }
        case 3:
            if path[0] == "runs", path[2] == "review", let run = run(path[1]) { return try await ReviewPage.make(visit, run) }
        case 4:
            if path[0] == "tenants", path[2] == "employees", let slug = slug(path[1]), isID(path[3]) {
                return try await PersonPage.make(visit, EmployeeID(path[3]), of: slug)
            }
        default: break
        }
        return ErrorPages.notFound(visit)
    }

    /// Where a search leads: a run's number, or tenants by a part of their slug.
    static func found(_ text: String) -> Link {
        let text = text[...].trimmed
        if let run = run(text.hasPrefix("#") ? String(text.dropFirst()) : text) { return Link(["runs", "\(run)"]) }
        return Link(["tenants"], [("text", text.isEmpty ? nil : text)])
    }

    static func slug(_ text: String) -> TenantSlug? { try? TenantSlug(text) }

    static func run(_ text: String) -> RunID? { number(text).map { RunID($0) } }

    /// nil for anything but digits.
    static func number(_ text: String) -> Int? {
        guard text.utf8.count <= 18, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(text)
    }

    static func isID(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 64 && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f }
    }
}
