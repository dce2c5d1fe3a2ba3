import SyncCore
import SyncTestKit
import Testing
import Words

@testable import AdminCLI
@testable import SyncEngine

@Suite("field explain: each state has a true sentence")
struct FieldSentenceTests {
    private static let rule = FieldRule(field: LuccaField(id: FieldID(.standard(.jobTitle)), format: .text), target: .phone)

    private func words(
        _ next: ExplainedField.Next, _ state: FieldMemory.State?, equals: Bool? = true, lucca: ExplainedField.Value = .some,
        replaces: Bool = false
    ) throws -> (why: String, remedy: String) {
        var rule = Self.rule
        rule.replaces = replaces
        let field = ExplainedField(
            rule: rule, lucca: lucca, remembered: state.map { .init($0, isOurs: true, equalsLucca: equals) }, next: next)
        let person = ExplainedPerson(id: "42", identifier: "00042", standing: .synced)
        let tenant = try Sample.tenant()
        let words = FieldExplanationWords(
            FieldExplanation(
                tenant: tenant.slug, person: person, resource: 7, readsWholePlanning: false, liveRun: nil, fields: [field]),
            tenant)
        return (words.why(field).english, words.remedy(field).english)
    }

    @Test("what was kept out is tried again by a whole read, or once the value or the rule changes")
    func kept() throws {
        #expect(try words(.write, .kept).why.contains("reads the whole planning, and tries again"))
        #expect(try words(.write, .kept, equals: false).why.contains("has changed since"))
        #expect(try words(.write, .kept, replaces: true).why.contains("The rule overwrites"))
        #expect(try !words(.kept, .kept).why.contains("tries again"))
    }

    @Test("what was refused waits for another value or a whole read")
    func refused() throws {
        #expect(
            try words(.refused, .refused).why.contains("when the value changes, or by the next run that reads the whole planning")
        )
        #expect(try words(.refused, .refused, lucca: .none).why.hasPrefix("The planning did not clear it."))
        #expect(try words(.write, .refused, equals: false).why.contains("has changed since"))
        #expect(try words(.write, .refused).why.contains("reads the whole planning"))
    }

    @Test("no rule overwrites a planner's value with no value")
    func emptied() throws {
        #expect(try words(.kept, .kept, lucca: .none).remedy.isEmpty)
        #expect(try words(.kept, .kept).remedy.contains("--replace"))
    }
}
