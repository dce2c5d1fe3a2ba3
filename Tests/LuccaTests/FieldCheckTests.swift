import HTTPTestKit
import Lucca
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@Suite("Lucca's check: extra data")
struct FieldCheckTests {
    private func results(_ fields: [LuccaField], _ lucca: FakeLucca) async throws -> [CheckResult] {
        try await LuccaFixture(lucca, fields: fields).source.check().filter { $0.subject == .luccaFields }
    }

    private func lucca(_ users: [String], definitions: [String]? = []) -> FakeLucca {
        FakeLucca(.init(users: users, departments: [Row.department(3, "/1/")], definitions: definitions))
    }

    @Test func withoutFieldsInUseNothingIsTested() async throws {
        #expect(try await results([], lucca([Row.user(1)])).isEmpty)
    }

    @Test func eachFieldIsTestedOnItsOwn() async throws {
        let users = [Row.user(1, data: #""e_a":"x","e_l":12,"e_n":null"#), Row.user(2, data: #""e_a":null"#)]
        let fields = [field("e_a"), field("e_gone"), field("e_l", .list), field("e_n")]
        let readable = try await results(fields, lucca(users))
        #expect(
            readable == [
                CheckResult(.luccaFields, .ok, .fieldReadable(field: fields[0].id, employees: 1, of: 2)),
                CheckResult(.luccaFields, .failed, .fieldHidden(field: fields[1].id, of: 2)),
                CheckResult(.luccaFields, .ok, .fieldReadable(field: fields[2].id, employees: 1, of: 2)),
                CheckResult(.luccaFields, .ok, .fieldReadable(field: fields[3].id, employees: 0, of: 2)),
            ])
        let unlabelled = try await results(fields, lucca(users, definitions: nil))
        #expect(unlabelled[2] == CheckResult(.luccaFields, .unknown, .fieldLabelsHidden(field: fields[2].id)))
        #expect(unlabelled.map(\.state) == [.ok, .failed, .unknown, .ok])
    }

    @Test func aHiddenFieldNamesThePermissionAndWhatToClick() async throws {
        let result = try #require(try await results([field("e_gone")], lucca([Row.user(1)])).first)
        #expect(result.detail == "e_gone: Lucca returns it for no employee, not even empty (1 read).")
        for words in ["“Consulter le dossier du personnel”", "section", "/organization/structure/roles"] {
            #expect(result.remedy.contains(words))
        }
    }

    @Test func everyoneIsLookedAtBeforeAFieldCountsAsHidden() async throws {
        let users = (1...500).map { Row.user($0, data: $0 == 450 ? #""e_rare":"x""# : #""e_x":"x""#) }
        let fixture = try LuccaFixture(lucca(users), fields: [field("e_rare"), field("e_x")])
        let all = await fixture.source.check().filter { $0.subject == .luccaFields }
        #expect(
            all.map(\.finding) == [
                .fieldReadable(field: field("e_rare").id, employees: 1, of: 500),
                .fieldReadable(field: field("e_x").id, employees: 499, of: 500),
            ])
        let usual = try LuccaFixture(lucca(users), fields: [field("e_x")])
        #expect(
            await usual.source.check().last?.finding == .fieldReadable(field: field("e_x").id, employees: 200, of: 200))
    }

    @Test func aSlowLuccaIsAskedForLess() async throws {
        let users = (1...120).map { Row.user($0, data: #""e_x":"x""#) }
        let fake = FakeLucca(.init(users: users, departments: [Row.department(3, "/1/")])) { request, _, _ in
            request.query("fields")?.contains("extendedData") == true && request.query("paging")?.hasSuffix(",200") == true
                ? .json("{}", status: 408) : nil
        }
        #expect(
            try await results([field("e_x")], fake).map(\.finding)
                == [.fieldReadable(field: field("e_x").id, employees: 120, of: 120)])
    }

    @Test func withoutAnEmployeeNothingIsKnown() async throws {
        #expect(try await results([field("e_x")], lucca([])).map(\.state) == [.unknown])
    }

    @Test func anUnknownKeyAndARefusalAreNamed() async throws {
        let unknown = try LuccaFixture(fields: [field("e_x")]) { _, _ in .json("{}", status: 401) }
        #expect(await unknown.source.check().last == CheckResult(.luccaFields, .unknown, .notTested(because: .luccaKeyRejected)))
        let refusing = FakeLucca(.init(users: [Row.user(1)], departments: [Row.department(3, "/1/")])) { request, _, _ in
            request.query("fields")?.contains("extendedData") == true ? .json("{}", status: 403) : nil
        }
        let result = try #require(try await results([field("e_x")], refusing).first)
        #expect(result.state == .failed && result.failure?.code == .luccaForbidden)
    }
}
