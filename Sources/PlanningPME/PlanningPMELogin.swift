public import SyncCore

/// The credentials of the user on whose behalf Passerelle writes.
public enum PlanningPMELogin: Sendable, Equatable {
    case password(username: Secret, password: Secret)
    /// A token that PlanningPME issued for this purpose.
    case authToken(Secret)
}
