package import SyncCore

/// The audit log: who did what. Whatever changes is in it by itself: the store makes the entry in the transaction of the change. Every
/// method throws `SyncError`.
package protocol AuditLog: Sendable {
    /// Adds an entry under this process's login. The same read within a minute is on record already: nothing is added.
    func record(_ note: AuditNote) async throws
    /// Newest first.
    func list(_ filter: AuditFilter) async throws -> [AuditEntry]
    /// What people changed of a run, oldest first.
    func changes(of run: RunID) async throws -> [AuditEntry]
    /// Checks every entry, as of one moment.
    /// - Parameter anchors: what was kept outside the store. Without any, a log that was cut at its end, or written again as a whole,
    ///   looks whole.
    func verify(against anchors: [AuditAnchor]) async throws -> AuditVerdict
}
