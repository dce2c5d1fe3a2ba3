import Foundation
import SyncCore
import Testing

/// The golden files are complete: no case was added without a sample.
@Suite("Samples of facts")
struct SampleCoverageTests {
    struct Area: Sendable, CustomTestStringConvertible {
        let name: String
        let file: String
        let sampled: Set<String>
        var testDescription: String { name }

        /// - Parameter name: the enumeration's, as `file` below `Sources/SyncCore` declares it.
        init(_ name: String, in file: String, _ samples: [some Any]) {
            self.name = name
            self.file = file
            sampled = Set(
                samples.map { sample in Mirror(reflecting: sample).children.first?.label ?? "\(sample)" })
        }
    }

    static let areas = [
        Area("Database", in: "Run/Failure+Storage.swift", FailureSamples.database),
        Area("Keyring", in: "Run/Failure+Storage.swift", FailureSamples.keyring),
        Area("Credential", in: "Run/Failure+Storage.swift", FailureSamples.credential),
        Area("Tenants", in: "Run/Failure+Work.swift", FailureSamples.tenant),
        Area("Runs", in: "Run/Failure+Work.swift", FailureSamples.run),
        Area("Queue", in: "Run/Failure+Queue.swift", FailureSamples.queue),
        Area("Process", in: "Run/Failure+Work.swift", FailureSamples.process),
        Area("Defect", in: "Run/Failure+Work.swift", FailureSamples.defect),
        Area("Remote", in: "Run/Failure+Remotes.swift", FailureSamples.remote),
        Area("Lucca", in: "Run/Failure+Remotes.swift", FailureSamples.lucca),
        Area("LuccaApplication", in: "Run/Failure+LuccaApplication.swift", FailureSamples.luccaApplication),
        Area("Planning", in: "Run/Failure+Remotes.swift", FailureSamples.planning),
        Area("ChangeCause", in: "Plan/ChangeCause.swift", ChangeCauseSamples.all),
        Area("WrittenFact", in: "Dialect/PlanningDialect.swift", WrittenFactSamples.all),
    ]

    @Test(arguments: areas) func everyCaseThatIsDeclaredHasASample(area: Area) throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources/SyncCore")
        let source = try String(contentsOf: folder.appending(path: area.file), encoding: .utf8)
        let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
        let start = try #require(lines.firstIndex { $0.contains("enum \(area.name):") }, "\(area.name) is declared elsewhere")
        let indent = String(lines[start].prefix { $0 == " " })
        let body = lines[(start + 1)...].prefix { $0 != indent + "}" }
        let declared = body.compactMap { line -> String? in
            guard line.hasPrefix(indent + "    case ") else { return nil }
            return String(line.dropFirst(indent.count + 9).prefix { $0.isLetter || $0.isNumber })
        }
        try #require(declared.count > 3)
        #expect(Set(declared).subtracting(area.sampled).sorted() == [])
    }
}
