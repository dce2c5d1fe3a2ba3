/// What a stored secret opens. The raw values are what operators type (`contracts/cli.md`) and part of what a secret is
/// sealed with: they never change.
public enum CredentialKind: String, Sendable, CaseIterable, Hashable, Codable {
    case luccaAPIKey = "lucca-api-key"
    case planningPMEAppKey = "planningpme-appkey"
    case planningPMEUsername = "planningpme-username"
    case planningPMEPassword = "planningpme-password"
    case planningPMEAuthToken = "planningpme-auth-token"

    /// Who gets to see a secret. The raw values are part of what a secret is sealed with: they never change.
    public enum System: String, Sendable, Hashable, Codable {
        case lucca
        case planningPME = "planningpme"
    }

    /// The one system that a secret of this kind is sent to.
    public var system: System {
        switch self {
        case .luccaAPIKey: .lucca
        case .planningPMEAppKey, .planningPMEUsername, .planningPMEPassword, .planningPMEAuthToken: .planningPME
        }
    }
}
