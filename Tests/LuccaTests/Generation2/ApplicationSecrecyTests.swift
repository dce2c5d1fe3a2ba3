import Foundation
import HTTPTestKit
import HTTPTransport
import SyncCore
import SyncEngine
import Testing

@testable import Lucca

@Suite("Lucca 2: secrets")
struct ApplicationSecrecyTests {
    private static let canaries = [
        ApplicationFixture.secret, ApplicationFixture.id, "canary%2Bsecret", "canary-token", "canary-of-an-illness",
        "canary-value",
    ]

    private static func leaks(_ text: String) -> [String] { canaries.filter { text.contains($0) } }

    private func fixture(failing path: String?, _ status: Int) throws -> ApplicationFixture {
        let world = FakeApplication.World(
            employees: [ApplicationJSON.employee(1)], departments: [ApplicationJSON.department(3)],
            absences: [ApplicationJSON.absence(1)], attributes: [ApplicationJSON.attribute(1, "e_x", of: 1, #""canary-value""#)],
            embedded: ApplicationJSON.people())
        let lucca = FakeApplication(world) { request, _, _ in
            if request.path == path { return .json(#"{"error":"canary-value","detail":"canary-token"}"#, status: status) }
            return request.path == "/connect/token" ? .json(#"{"access_token":"canary-token","expires_in":1800}"#) : nil
        }
        return try ApplicationFixture(lucca)
    }

    private func use(_ fixture: ApplicationFixture) async -> [String] {
        var texts: [String] = []
        func note(_ read: () async throws -> Any) async {
            do {
                let value = try await read()
                texts += ["\(value)", String(reflecting: value)]
                dump(value, to: &texts[texts.count - 1])
            } catch {
                texts += ["\(error)", String(reflecting: error)]
                dump(error, to: &texts[texts.count - 1])
            }
        }
        let field = LuccaField(id: FieldID(.custom("e_x")), format: .text)
        await note { try await fixture.source.departments() }
        await note { try await fixture.source.employees(in: nil, with: [field]).fields }
        await note { try await fixture.source.leaves(ofEmployeesIn: ["3"], from: day(2026, 12, 1), through: day(2026, 12, 31)) }
        await note { await fixture.source.check() }
        await note { fixture.source }
        return texts
    }

    @Test(
        arguments: [
            (nil, 200), ("/connect/token", 400), ("/connect/token", 401), ("/connect/token", 500), ("/lucca-api/employees", 401),
            ("/lucca-api/leaves", 403), ("/lucca-api/employees", 500), ("/lucca-api/employee-attributes", 400),
        ] as [(String?, Int)])
    func noSecretTokenOrValueIsShownAnywhere(_ path: String?, _ status: Int) async throws {
        let fixture = try fixture(failing: path, status)
        let texts = await use(fixture)
        #expect(!fixture.log.lines.isEmpty)
        for text in texts + fixture.log.lines { #expect(Self.leaks(text) == [], "\(text.prefix(300))") }
        for request in fixture.exchange.requests {
            #expect(Self.leaks("\(request)") == [] && Self.leaks(request.url) == [])
            if !request.url.hasPrefix(FakeApplication.host) { #expect(request.body == nil) }
            if request.url.hasPrefix(FakeApplication.host) { #expect(request.secretHeaders.isEmpty) }
        }
    }

    @Test func aRowNeverPrintsAValue() {
        let row = AttributeValue.several([.text("canary-value"), .parts(["e_x": .entry("1", label: "canary-value")])])
        var dumped = ""
        dump(row, to: &dumped)
        #expect(Self.leaks("\(row)" + String(reflecting: row) + dumped) == [])
    }
}
