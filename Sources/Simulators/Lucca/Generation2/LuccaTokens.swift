import NIOConcurrencyHelpers

/// The tokens that one account's application was given.
final class LuccaTokens: Sendable {
    private struct Token: Sendable {
        let scopes: Set<String>
        var end: UInt64
    }

    private struct State: Sendable {
        var tokens: [String: Token] = [:]
        var random: SeededGenerator
    }

    private let slug: String
    private let state: NIOLockedValueBox<State>

    init(seed: UInt64, index: Int, slug: String) {
        self.slug = slug
        state = NIOLockedValueBox(State(random: SeededGenerator(seed: seed, tenant: index, purpose: 13)))
    }

    /// The account named by a token; it need not have issued it.
    static func slug(of token: String) -> String? {
        guard token.hasPrefix(SimulatedLucca.tokenBeginning), let end = token.lastIndex(of: "-") else { return nil }
        return String(token[..<end].dropFirst(SimulatedLucca.tokenBeginning.count))
    }

    func issue(scopes: Set<String>, until end: UInt64) -> String {
        state.withLockedValue {
            let token = SimulatedLucca.tokenBeginning + slug + "-" + $0.random.hexadecimal(40)
            $0.tokens[token] = Token(scopes: scopes, end: end)
            return token
        }
    }

    func contains(_ token: String) -> Bool {
        state.withLockedValue { $0.tokens[token] != nil }
    }

    func scopes(of token: String, at now: UInt64) -> Set<String>? {
        state.withLockedValue { $0.tokens[token].flatMap { now < $0.end ? $0.scopes : nil } }
    }

    func endAll() {
        state.withLockedValue { state in
            for token in state.tokens.keys { state.tokens[token]?.end = 0 }
        }
    }
}

/// What an application of generation 2 may be allowed.
package enum LuccaScope {
    package static let employees = "employees.readonly"
    package static let employments = "employments.readonly"
    package static let jobPositions = "job-positions.readonly"
    package static let departments = "departments.readonly"
    package static let establishments = "business-establishments.readonly"
    package static let leaves = "leaves.readonly"
    package static let attributes = "employee-attributes.readonly"
    package static let definitions = "employee-attribute-definitions.readonly"

    /// Those of a full sync, and what Passerelle does not need.
    package static let all: Set<String> = [
        employees, employments, jobPositions, departments, establishments, leaves, attributes, definitions,
        "leave-requests.readonly", "webhook-endpoints.readwrite", "events.readonly",
    ]
}

extension SimulatedLucca {
    /// The prefix of every token: long enough to be recognized wherever it appears.
    package static let tokenBeginning = "simulated-lucca-token-"
}
