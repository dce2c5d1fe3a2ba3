import SyncCore
import SyncEngine

/// What a tenant's generation of Lucca asks for before an edit is stored.
struct GenerationEdit {
    let old: Tenant
    let new: Tenant
    /// Another company's Lucca: what the old one says of leave accounts means nothing there.
    let isOtherAccount: Bool

    /// - Throws: `Refused` for an identifier that the generation does not serve.
    static func require(_ settings: TenantSettings) throws {
        guard settings.luccaAPI.serves(settings.identifier) else { throw Refused(.identifierNotServed(settings.identifier)) }
    }

    /// - Throws: also `Refused` with each leave account of remote work that has no rule by an operator: generation 2 does not say that
    ///   it is remote work, and its absences would appear on the planning.
    func require(_ services: Services) async throws {
        try Self.require(new.settings)
        guard old.settings.luccaAPI == .first, new.settings.luccaAPI == .second, !isOtherAccount else { return }
        let rules = try await services.registry.reasonRules(of: old.id)
        let decided = Set(rules.filter { $0.origin == .operator }.map(\.accountID))
        // A sync that met such an account remembered to leave it out.
        var remote = Set(rules.filter { $0.origin == .automatic && $0.destination == .ignore }.map(\.accountID))
        remote.formUnion(try await remoteWorkInLucca(services))
        let undecided = remote.subtracting(decided).sorted()
        guard undecided.isEmpty else {
            throw Refused(undecided.map { Refusal.remoteWorkUndecided($0, old.slug) })
        }
    }

    /// What generation 1 calls remote work; nothing if its key no longer works.
    private func remoteWorkInLucca(_ services: Services) async throws -> [LeaveAccountID] {
        do {
            return try await ListReasons.accounts(of: old, services).filter(\.meansRemoteWork).map(\.id)
        } catch let error as SyncError {
            switch error.failureClass {
            case .misconfigured, .rejected: return []
            case .transient, .throttled, .leaseLost, .cancelled, .defect: throw error
            }
        }
    }
}
