import SyncCore
import SyncEngine

/// Finds what a test says it finds.
struct StubCheck: ConnectionChecking {
    let results: [CheckResult]

    func check() async -> [CheckResult] { results }
}
