import SyncCore
import SyncTestKit

/// What is written while a remote answers anything.
enum FuzzDrafts {
    static let reference = EventReference(
        account: FuzzedRemotes.account, periodID: "9", accountID: "7", first: Sample.half("2026-12-24-AM"))
    static let event = EventFacts(
        reference: reference, employeeID: "42", resource: 31, type: 5, start: Sample.instant("2026-12-23T23:00:00Z"),
        end: Sample.instant("2026-12-24T23:00:00Z"))
}
