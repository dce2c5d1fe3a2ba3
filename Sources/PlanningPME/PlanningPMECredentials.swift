public import SyncCore

/// What opens one brand: the AppKey, and a user's password or an authentication token.
public struct PlanningPMECredentials: Sendable {
    public enum User: Sendable {
        case password(username: Secret, password: Secret)
        case authToken(Secret)
    }

    public let appKey: Secret
    public let user: User

    public init(appKey: Secret, user: User) {
        self.appKey = appKey
        self.user = user
    }
}
