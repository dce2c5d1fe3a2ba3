import SyncCore
import SyncEngine

/// Returns the results that a test sets.
struct StubCheck: ConnectionChecking {
    let results: [CheckResult]

    func check() async -> [CheckResult] { results }
}
