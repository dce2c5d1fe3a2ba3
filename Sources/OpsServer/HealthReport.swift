import Foundation
import SyncCore
import SyncEngine

/// The answer of `/healthz` and `/readyz`: named checks, codes of errors, and nothing that describes them further.
struct HealthReport: Sendable, Hashable {
    struct Check: Sendable, Hashable, Encodable {
        let name: String
        let ok: Bool
        /// What keeps it from being ok.
        var code: String?
        /// Of a loop: since it last said that it is alive.
        var ageSeconds: Double?
    }

    let checks: [Check]

    var isGood: Bool { checks.allSatisfy(\.ok) }

    var json: [UInt8] {
        struct Document: Encodable {
            let status: String
            let checks: [Check]
        }
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let document = Document(status: isGood ? "ok" : "unavailable", checks: checks)
        // A number that JSON has no word for; ages are finite.
        guard let data = try? encoder.encode(document) else { return Array(#"{"status":"unavailable"}"#.utf8) }
        return Array(data) + [UInt8(ascii: "\n")]
    }

    /// Alive: the process answers, and each of its loops said so lately.
    init(alive process: ProcessReading) {
        checks =
            [Check(name: "process", ok: true)]
            + process.loops.map { loop in
                Check(
                    name: "loop_\(loop.name)", ok: loop.isAlive, code: loop.isAlive ? nil : "stuck",
                    ageSeconds: (loop.ageSeconds * 10).rounded() / 10)
            }
    }

    /// Ready: the process may be given work. - Parameter readiness: nil when it could not be read in time.
    init(ready readiness: Readiness?, _ process: ProcessReading) {
        let draining = Check(name: "accepting", ok: !process.isDraining, code: process.isDraining ? "draining" : nil)
        guard let readiness else {
            checks = [draining, Check(name: "database", ok: false, code: "too_slow")]
            return
        }
        func check(_ name: String, _ finding: Readiness.Finding) -> Check {
            Check(name: name, ok: finding.isUsable, code: finding.isKnown ? finding.failure?.rawValue : "unknown")
        }
        checks = [
            draining, check("database", readiness.database), check("schema", readiness.schema),
            check("keyring", readiness.keyring),
        ]
    }
}
