import Foundation
import SyncCore
import SyncEngine

/// What was changed of a tenant's settings since an operator saw them, by the audit log.
enum ChangedMeanwhile {
    /// - Returns: the same error with what changed and by whom; without, if the log cannot be read.
    static func explained(_ error: SyncError, _ log: any AuditLog) async -> SyncError {
        guard case .tenant(.changedMeanwhile(let slug, let shown, let revision, _)) = error.failure,
            let entries = try? await log.list(AuditFilter(tenant: slug, limit: 100))
        else { return error }
        var (edits, left): ([Failure.SettingsEdit], Int) = ([], revision - shown)
        for entry in entries where left > 0 {
            guard let (edit, raises) = edit(entry) else { continue }
            edits.append(edit)
            left -= raises
        }
        return SyncError(
            .tenant(.changedMeanwhile(slug: slug, shown: shown, revision: revision, since: edits)), error.failureClass)
    }

    /// With how often it raised the revision: a dialect is stored by itself.
    private static func edit(_ entry: AuditEntry) -> (edit: Failure.SettingsEdit, raises: Int)? {
        guard entry.kind == .change, let text = entry.changes,
            let rows = try? JSONDecoder().decode([Row].self, from: Data(text.utf8)),
            let row = rows.first(where: { $0.object == "tenant" && $0.action == "update" })
        else { return nil }
        let (before, after) = (row.before ?? [:], row.after ?? [:])
        let names = Set(before.keys).union(after.keys)
        // A pause, or what a survey found, is no edit.
        guard !names.isSubset(of: ["state", "planning_dialect"]) || entry.operation == "tenant.edit" else { return nil }
        let edit = Failure.SettingsEdit(
            at: ShownText(entry.at.description),
            by: ShownText(entry.login + (entry.claimed.map { " (\($0))" } ?? "")),
            settings: names.sorted().map { ShownText("\($0) \(before[$0]?.text ?? "-") → \(after[$0]?.text ?? "-")") })
        return (edit, names.contains("planning_dialect") && names.count > 1 ? 2 : 1)
    }

    private struct Row: Decodable {
        let object: String
        let action: String
        let before: [String: Value]?
        let after: [String: Value]?
    }

    /// A column's value, as a person reads it.
    private struct Value: Decodable {
        let text: String

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            if let words = try? value.decode(String.self) {
                text = words
            } else if let flag = try? value.decode(Bool.self) {
                text = String(flag)
            } else if let number = try? value.decode(Int.self) {
                text = String(number)
            } else if let list = try? value.decode([String].self) {
                text = list.joined(separator: ",")
            } else {
                text = value.decodeNil() ? "-" : "…"
            }
        }
    }
}
