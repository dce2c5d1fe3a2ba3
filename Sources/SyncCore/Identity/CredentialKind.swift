/// What a stored secret opens. The raw values are what operators type (`contracts/cli.md`) and part of what a secret is
/// sealed with: they never change.
public enum CredentialKind: String, Sendable, CaseIterable, Hashable {
    case luccaAPIKey = "lucca-api-key"
    case planningPMEAppKey = "planningpme-appkey"
    case planningPMEUsername = "planningpme-username"
    case planningPMEPassword = "planningpme-password"
    case planningPMEAuthToken = "planningpme-auth-token"
}
