/// Failures of an application of Lucca's generation 2 (`contracts/lucca.md`). Names of cases and parameters are stored.
extension Failure {
    package enum LuccaApplication: Hashable, Sendable, Codable {
        /// The token host does not know the client id, or its secret is wrong or revoked.
        case clientRejected(status: Int)
        /// - Parameter scopes: asked for together; at least one of them is not granted.
        case scopesDenied(scopes: [LuccaScope])
        /// The token host answers something else than a token or a refusal of the client.
        case tokenRefused(status: Int)
        case tokenUnreadable
        /// Lucca rejects a token that it gave a moment ago.
        case tokenRejected
        case forbidden(subject: LuccaSubject, status: Int)
        /// Lucca opens the leaves account by account.
        case leavesNotOpened(status: Int)

        var code: SyncError.Code {
            switch self {
            case .clientRejected, .tokenRejected: .luccaUnauthorized
            case .scopesDenied, .forbidden, .leavesNotOpened: .luccaForbidden
            case .tokenRefused: .luccaFailed
            case .tokenUnreadable: .luccaUnreadable
            }
        }
    }
}

extension Failure.LuccaSubject {
    /// What an application needs to read it.
    package var scopes: [LuccaScope] {
        switch self {
        case .employees: [.employees, .employments, .jobPositions]
        case .departments: [.departments]
        case .leaves: [.leaves]
        case .establishments: [.establishments]
        case .attributes: [.attributes, .definitions]
        }
    }
}
