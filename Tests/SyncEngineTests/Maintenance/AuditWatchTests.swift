import Logging
import SyncCore
import SyncEngine
import SyncTestKit
import Synchronization
import Testing

@Suite("AuditWatch")
struct AuditWatchTests {
    /// Answers what a test says, and remembers what it was asked.
    private final class ScriptedLog: AuditLog {
        private let state = Mutex<(finding: AuditVerdict.Finding, number: Int, unrelated: Int, asked: [[AuditAnchor]])>(
            (.whole, 3, 0, []))

        var asked: [[AuditAnchor]] { state.withLock { $0.asked } }
        func answer(_ finding: AuditVerdict.Finding, _ number: Int, unrelated: Int = 0) {
            state.withLock { ($0.finding, $0.number, $0.unrelated) = (finding, number, unrelated) }
        }

        static func anchor(_ number: Int) -> AuditAnchor {
            AuditAnchor(number: number, hash: String(repeating: "\(number % 10)", count: 64), life: "1.1.1.00000001")
        }

        func record(_ note: AuditNote) async throws {}
        func list(_ filter: AuditFilter) async throws -> [AuditEntry] { [] }
        func changes(of run: RunID) async throws -> [AuditEntry] { [] }
        func verify(against anchors: [AuditAnchor]) async throws -> AuditVerdict {
            state.withLock { state in
                state.asked.append(anchors)
                return AuditVerdict(
                    state.finding, entries: state.number, last: Self.anchor(state.number), unrelated: state.unrelated)
            }
        }
    }

    @Test func whatWasSeenLastIsComparedNextTime() async throws {
        let log = ScriptedLog()
        let watch = AuditWatch(log: log, logger: .silent)
        #expect(watch.reading == nil)
        try await watch.check()
        log.answer(.whole, 5)
        try await watch.check()
        #expect(log.asked == [[], [ScriptedLog.anchor(3)]])
        #expect(watch.reading == AuditReading(entries: 5, isBroken: false))
    }

    @Test func afterAFaultTheOlderAnchorIsKept() async throws {
        let log = ScriptedLog()
        let watch = AuditWatch(log: log, logger: .silent)
        try await watch.check()
        log.answer(.broken(number: 2, .altered), 3)
        try await watch.check()
        #expect(watch.reading?.isBroken == true)
        try await watch.check()
        #expect(log.asked.last == [ScriptedLog.anchor(3)])
    }

    @Test func aRestoredDatabaseIsNoFault() async throws {
        let log = ScriptedLog()
        let watch = AuditWatch(log: log, logger: .silent)
        try await watch.check()
        log.answer(.restored(number: 1, lost: 2), 1)
        try await watch.check()
        #expect(watch.reading == AuditReading(entries: 1, isBroken: false))
    }

    /// Whoever writes the whole log again may also give it another life.
    @Test func aLogOfAnotherDatabaseIsAFault() async throws {
        let log = ScriptedLog()
        let watch = AuditWatch(log: log, logger: .silent)
        try await watch.check()
        log.answer(.whole, 9, unrelated: 1)
        try await watch.check()
        #expect(watch.reading == AuditReading(entries: 9, isBroken: true))
    }

    @Test func anchorsAreFoundInAnyLog() {
        let (one, two) = (ScriptedLog.anchor(1), ScriptedLog.anchor(2))
        let text = """
            2026-11-30T01:00:00Z notice passerelle.worker: The audit log is whole anchor=\(one) worker=a
            {"message":"The audit log is whole","field.anchor":"\(two)"}
            passerelle-audit:3:short:1.1.1.1 passerelle-audit:x
            """
        #expect(AuditAnchor.all(in: text) == [one, two])
        #expect(AuditAnchor.all(in: "").isEmpty)
    }
}
