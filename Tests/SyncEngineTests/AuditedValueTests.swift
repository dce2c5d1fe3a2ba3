import Foundation
import SyncCore
import Testing

@testable import SyncEngine

/// What the audit log's JSON says.
struct AuditedValueTests {
    @Test(arguments: [
        ("2026-12-01T06:00:00+00:00", 1_796_104_800.0), ("2026-12-01T06:00:00.5+00:00", 1_796_104_800.0),
        ("2026-12-01T06:00:00.123456+02:00", 1_796_097_600.0), ("2026-12-01T06:00:00-05:30", 1_796_124_600.0),
    ]) func aMomentOfPostgreSQLIsReadToTheSecond(text: String, seconds: Double) throws {
        #expect(AuditedValue.text(text).instant == Instant(Date(timeIntervalSince1970: seconds)))
    }

    @Test(arguments: [
        "", "acme", "2026-12-01", "2026-12-01T06:00:00", "2026-12-01T06:00:00Z", "2026-12-01T06:00:00.+00:00",
        "2026-12-01T06:00:00+0:00", "2026-12-01T06:00:00+00", "2026-12-01 06:00:00+00:00", "2026-12-01T06:00:00x+00:00",
        "2026-13-01T06:00:00+00:00", "a text of some length, and-more:of it",
    ]) func otherTextIsNoMoment(text: String) {
        #expect(AuditedValue.text(text).instant == nil)
    }
}
