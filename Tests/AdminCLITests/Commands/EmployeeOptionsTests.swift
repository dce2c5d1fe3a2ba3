import Foundation
import SyncCore
import SyncTestKit
import Testing

@testable import AdminCLI

@Suite("An employee by name, address or identifier")
struct EmployeeOptionsTests {
    private static let commands = [["absence", "explain"], ["field", "explain"]]

    private func bench() async throws -> CommandLineBench {
        var bench = try await SmallWorld().bench
        bench.connector.source.people = [
            Employee(
                id: "42", firstName: "Kanariprenom", lastName: "Kanarinom", mail: "kanari@acme.example", employeeNumber: "00042",
                departmentID: "1"),
            Employee(id: "43", firstName: "Zoe", lastName: "Kanarinom", employeeNumber: "00043", departmentID: "1"),
        ]
        return bench
    }

    @Test("one person is explained", arguments: commands)
    func found(command: [String]) async throws {
        let bench = try await bench()
        for words in [
            ["--name", "kanarinom", "Kanariprénom"], ["--name", "Kanariprenom"], ["--email", "KANARI@acme.example"],
            ["--identifier", "00042"], ["--employee", "42"],
        ] {
            let outcome = await bench.run(command + ["acme"] + words + ["--as-of", "2026-12-01", "--output", "json"])
            #expect(outcome.status == .done && outcome.data.contains(#""employeeId": "42""#), "\(words) \(outcome.messages)")
            #expect(!(outcome.data + outcome.messages).lowercased().contains("kanari"))
        }
    }

    @Test("several people are listed by id, identifier and department", arguments: commands, ["en", "fr"])
    func several(command: [String], language: String) async throws {
        let outcome = try await bench().run(command + ["acme", "--name", "kanarinom", "--lang", language])
        #expect(outcome.status == .usage, "\(outcome.messages)")
        for part in ["42 (00042)", "43 (00043)", "1 (Acme)", "--employee ID"] {
            #expect(outcome.messages.contains(part), "\(outcome.messages)")
        }
        #expect(!outcome.messages.lowercased().contains("kanari"))
    }

    @Test("no error repeats what was typed", arguments: commands)
    func unrepeated(command: [String]) async throws {
        let bench = try await bench()
        for words in [
            ["--name", "Kanariparti"], ["--email", "kanariparti@acme.example"], ["--email", "kanariparti"], ["--name", "-42-"],
            ["--name", "kanarinom", "--email", "kanari@acme.example"], ["--identifier", "kanari"], [],
        ] {
            let outcome = await bench.run(command + ["acme"] + words)
            #expect(outcome.status == .usage && !outcome.messages.lowercased().contains("kanari"), "\(words) \(outcome.messages)")
        }
    }
}
