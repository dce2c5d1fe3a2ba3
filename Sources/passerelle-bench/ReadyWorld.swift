/// The line that passerelle-simulator prints.
struct ReadyWorld: Decodable {
    struct Card: Decodable, Sendable {
        let tenant: String
        let planningPMEURL: String
        let credentials: Credentials
    }

    struct Credentials: Decodable, Sendable {
        let luccaKey: String
        let appKey: String
        let username: String
        let password: String
    }

    let baseURLs: [String]
    let tenants: [Card]
}
