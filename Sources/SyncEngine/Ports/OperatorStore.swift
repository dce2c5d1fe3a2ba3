package import SyncCore

/// People, and what each may do. Every method throws `SyncError`.
package protocol OperatorStore: Sendable {
    /// The login of this process.
    func current() async throws -> LoginFacts
    /// By login, disabled ones too.
    func list() async throws -> [OperatorLogin]
    /// By login. Owners and superusers are none.
    func strangers() async throws -> [StrangeLogin]
    /// Gives a login that right and no other one. From the first person on, a worker's login may only do what workers do.
    /// - Parameter worksToo: it is a person's, although it may work as the fleet.
    /// - Throws: `right_missing` without the right `admin`; `database_forbidden` if another role gives it a right.
    func add(_ login: String, _ right: Right, isShared: Bool, worksToo: Bool) async throws -> OperatorAddition
    /// Takes every right from a login.
    /// - Throws: as `add`.
    func disable(_ login: String) async throws -> OperatorRemoval
    /// Ends what a disabled login has open.
    /// - Throws: `right_missing`.
    func endSessions(of login: String) async throws -> EndedSessions
}
