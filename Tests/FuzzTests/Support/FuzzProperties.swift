import SyncCore
import SyncEngine
import Words

/// What holds of every text that leaves an adapter, whatever the remote answered.
enum FuzzProperties {
    static func isIdentifier(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || [45, 46, 95].contains($0)
            }
    }

    /// Texts for people: no control character, no end in sight, and not empty.
    static func holdOfText(_ text: String) throws {
        try hold(!text.isEmpty && text.utf8.count < 2000, "a text for people has \(text.utf8.count) bytes")
        try hold(text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }, "a control character in: \(text)")
    }

    static func holdOfProblems(_ problems: [Problem]) throws {
        let words = ProblemWords(tenant: try TenantSlug("acme"), run: nil)
        for problem in problems {
            for phrase in [words.message(problem), words.remedy(problem), words.subject(problem)] {
                for language in Language.allCases { try holdOfText(phrase[language]) }
            }
        }
    }

    static func holdOfResults(_ results: [CheckResult]) throws {
        for result in results {
            let words = CheckWords(tenant: try TenantSlug("acme"))
            for language in Language.allCases { try holdOfText(words.detail(result)[language]) }
        }
    }

    /// Runs a call of a port: it may give what it promises or a `SyncError`, with an end.
    static func call<Result>(_ exchange: FuzzedExchange, _ call: () async throws -> Result) async throws -> Result? {
        let result: Result?
        do {
            result = try await call()
            FuzzTally.current?.took()
        } catch let error as SyncError {
            try holdOfText(FailureWords().message(error.failure).english)
            try holdOfText(FailureWords().remedy(error.failure).english)
            try hold(error.failureClass != .defect, "a defect: \(error)")
            result = nil
            FuzzTally.current?.refused()
        }
        try hold(!exchange.isEndless, "\(exchange.requestCount) requests, and no end")
        return result
    }
}
