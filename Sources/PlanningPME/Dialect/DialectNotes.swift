import HTTPTransport
import SyncCore
import Synchronization

/// What one target learnt of how its brand speaks, beside its dialect.
final class DialectNotes: Sendable {
    private struct State {
        var noted: Set<DialectPoint> = []
        var tokenMethod: PlanningDialect.Token?
        var isListFilteredHere = false
        var enumerations: Enumerations?
    }

    private let client: RemoteClient
    private let state = Mutex(State())

    init(client: RemoteClient) {
        self.client = client
    }

    /// Logs once per point that answers were understood in another form than the dialect's.
    func note(_ points: some Sequence<DialectPoint>) {
        for point in points where state.withLock({ $0.noted.insert(point).inserted }) {
            client.remark(
                "PlanningPME's answers have another form than the tenant's dialect says; they were understood",
                ["point": point.rawValue])
        }
    }

    var noted: Set<DialectPoint> { state.withLock { $0.noted } }

    /// The method that an auth token was exchanged by; nil before that.
    var tokenMethod: PlanningDialect.Token? {
        get { state.withLock { $0.tokenMethod } }
        set { state.withLock { $0.tokenMethod = newValue } }
    }

    /// The brand refused to be asked for unavailabilities by name.
    var isListFilteredHere: Bool {
        get { state.withLock { $0.isListFilteredHere } }
        set { state.withLock { $0.isListFilteredHere = newValue } }
    }

    /// The brand's; nil when they were not read.
    var enumerations: Enumerations? {
        get { state.withLock { $0.enumerations } }
        set { state.withLock { $0.enumerations = newValue } }
    }
}
