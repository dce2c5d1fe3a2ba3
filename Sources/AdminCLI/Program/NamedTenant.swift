import SyncCore
import Synchronization

/// The tenant that a command is about, noted as soon as it is known.
final class NamedTenant: Sendable {
    private let noted = Mutex<TenantSlug?>(nil)

    var slug: TenantSlug? { noted.withLock { $0 } }

    func note(_ slug: TenantSlug) { noted.withLock { $0 = slug } }
}
