import Simulators
import Testing

/// One kind of request at one of the remote systems.
struct RemoteCall: Hashable, Sendable {
    let remote: SimulatedRemote
    let method: String
    /// Without the brand; a last part `*` stands for any number.
    let path: String

    /// - Parameter skipping: how many such requests pass first.
    func fault(_ kind: FaultKind, tenant: String, times: Int?, skipping: Int = 0) -> Fault {
        Fault(kind, remote: remote, tenant: tenant, method: method, route: path, skipping: skipping, times: times)
    }

    func matches(_ entry: JournalEntry) -> Bool {
        guard entry.remote == remote, entry.method == method else { return false }
        var asked = entry.path.prefix { $0 != "?" }
        if remote == .planningpme { asked = asked.dropFirst().drop { $0 != "/" } }
        guard path.hasSuffix("/*") else { return asked == path }
        return asked.hasPrefix(path.dropLast()) && Int(asked.dropFirst(path.count - 1)) != nil
    }
}

/// Nothing was asked that no fault is tried at.
func expectKnownCalls(
    _ entries: [JournalEntry], beside others: [RemoteCall] = [], sourceLocation: SourceLocation = #_sourceLocation
) {
    let known = RemoteRoute.allCases.map(\.call) + others
    let strange = Set(entries.filter { entry in !known.contains { $0.matches(entry) } }.map { "\($0.method) \($0.path)" })
    #expect(strange.isEmpty, "no fault is tried at \(strange.sorted().prefix(5))", sourceLocation: sourceLocation)
}
