public import Logging
import SyncCore
public import SyncEngine

/// Calls to one remote system for one tenant: takes each attempt from the budget, retries what may be retried, and turns
/// failures into errors that a person can act on.
public final class RemoteClient: Sendable {
    public let system: RemoteSystem
    public let address: RemoteAddress
    private let exchange: any HTTPExchange
    private let budget: any RequestBudget
    private let scope: BudgetScope
    private let policy: CallPolicy
    private let pacing: any Pacing
    private let logger: Logger

    public init(
        system: RemoteSystem, address: RemoteAddress, exchange: any HTTPExchange, budget: any RequestBudget, scope: BudgetScope,
        policy: CallPolicy = .standard, pacing: any Pacing, logger: Logger
    ) {
        self.system = system
        self.address = address
        self.exchange = exchange
        self.budget = budget
        self.scope = scope
        self.policy = policy
        self.pacing = pacing
        self.logger = logger
    }

    /// Sends a request, again where that is safe.
    /// - Returns: an answer of 2xx, of an accepted status, or of any 4xx other than 408 and 429: the caller knows what those mean.
    /// - Throws: `SyncError`.
    public func send(_ request: RemoteRequest) async throws -> HTTPResponse {
        throw SyncError(system.failed, "", remedy: "")
    }

    /// Attempts sent so far, retries included.
    public var requestCount: Int { 0 }
}
