package import SyncEngine
import Synchronization

/// Alertmanager in memory.
package final class FakeAlertReceiver: AlertReceiver {
    private let state = Mutex<(posts: [[PostedAlert]], failure: AlertDeliveryFailure?)>(([], nil))

    package init() {}

    package func post(_ alerts: [PostedAlert]) async throws {
        try state.withLock { state in
            if let failure = state.failure { throw failure }
            state.posts.append(alerts)
        }
    }

    /// Accepts nothing from here on; nil: everything.
    package func fail(_ failure: AlertDeliveryFailure?) { state.withLock { $0.failure = failure } }
    package var posts: [[PostedAlert]] { state.withLock { $0.posts } }
}
