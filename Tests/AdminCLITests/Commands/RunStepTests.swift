import Foundation
import Testing

@testable import AdminCLI

@Suite("run show --steps")
struct RunStepTests {
    @Test func aRunTellsWhatItSpentItsTimeOn() async throws {
        let world = try await SmallWorld()
        _ = await world.run("run", "now", "acme", "--as-of", "2026-12-01")
        let data = await world.run("run", "show", "1", "--steps", "--output", "json").data
        let document = try #require(try JSONSerialization.jsonObject(with: Data(data.utf8)) as? [String: Any])
        let steps = try #require(document["steps"] as? [[String: Any]])
        let names = steps.compactMap { $0["step"] as? String }
        #expect(names.prefix(2) == ["connecting", "fetching"])
        #expect(Set(names).isSuperset(of: ["reading", "planning", "applying"]), "\(names)")
        #expect(steps.allSatisfy { $0["milliseconds"] is Int && $0["beganAt"] is String && $0["endedAt"] is String })
        let table = await world.run("run", "show", "1", "--steps").data
        #expect(table.contains("Steps (\(names.count))\n") && table.contains("\nreading Lucca "), "\(table)")
        let french = await world.run("run", "show", "1", "--steps", "--lang", "fr").data
        #expect(french.contains("Étapes (\(names.count))\n") && french.contains("\nlecture de Lucca "), "\(french)")
        let csv = await world.run("run", "show", "1", "--steps", "--output", "csv").data.split(separator: "\r\n")
        #expect(csv.first == "step,beganAt,endedAt,milliseconds" && csv.count == names.count + 1)
        #expect(csv.last?.contains("+01:00,") == true, "\(csv)")
    }

    @Test func theyAreShownOnRequestAndACSVHoldsOneTable() async throws {
        let world = try await SmallWorld()
        _ = await world.run("run", "now", "acme", "--as-of", "2026-12-01")
        #expect(!(await world.run("run", "show", "1", "--output", "json").data.contains("\"steps\"")))
        let two = await world.run("run", "show", "1", "--steps", "--changes", "--output", "csv")
        #expect(two.status == .usage && two.messages.contains("A CSV holds one table."), "\(two.messages)")
        let both = await world.run("run", "show", "1", "--steps", "--changes", "--output", "json").data
        #expect(both.contains("\"steps\"") && both.contains("\"changes\""))
    }
}
