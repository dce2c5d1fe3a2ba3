import Operations
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@Suite("Notices of interfaces in a check")
struct NoticeCheckTests {
    private static let users = APIEndpoint(.lucca, "GET", path: "api/v3/users")
    private static let sunset = Instant(secondsSince1970: 1_812_297_600)

    private enum Property: String {
        case isAm
    }

    private func front() -> Front {
        Front(
            checks: [CheckResult(.luccaKey, .ok, .keyKnown)],
            note: { notices in
                notices.announced(at: Self.users, deprecatedAt: nil, sunsetAt: Self.sunset)
                notices.unknownValue(of: Property.isAm, at: Self.users, count: 3)
            })
    }

    private func notices(_ report: CheckTenant.Report) -> [KeptAPINotice] {
        report.findings.compactMap { if case .notice(let kept, _) = $0 { kept } else { nil } }
    }

    @Test func aCheckShowsAndKeepsThemAndStillPasses() async throws {
        let front = front()
        try await front.sync()
        let report = try await front.perform(CheckTenant(try TenantSlug("acme")))
        #expect(notices(report).map(\.notice.code) == [.sunset, .valueUnknown])
        #expect(report.failed.isEmpty)
        let findings = report.findings.filter { if case .notice = $0 { true } else { false } }
        #expect(findings.allSatisfy { $0.state == .unknown && $0.cause == nil && !$0.asksForProbe })
        let overview = try await front.perform(ShowFleet()).notices
        #expect(overview.map(\.tenants) == [1, 1] && overview.map(\.notice.count) == [1, 3])
    }

    @Test func theyDoNotKeepATenantFromBeingActivated() async throws {
        let front = front()
        try await front.sync()
        guard case .activated = try await front.perform(ActivateTenant(try TenantSlug("acme"), assumesDialect: true)) else {
            Issue.record("It was not activated.")
            return
        }
    }

    @Test func whatRunsMetIsShownByAQuietCheckForAWeek() async throws {
        let front = Front(checks: [CheckResult(.luccaKey, .ok, .keyKnown)])
        front.connector.announce { $0.announced(at: Self.users, deprecatedAt: nil, sunsetAt: Self.sunset) }
        try await front.sync()
        let acme = try TenantSlug("acme")
        let shown = notices(try await front.perform(CheckTenant(acme)))
        #expect(shown.map(\.notice.sunsetAt) == [Self.sunset])
        front.database.clock.advance(by: .seconds(8 * 86_400))
        #expect(notices(try await front.perform(CheckTenant(acme))).isEmpty)
        #expect(try await front.perform(ShowFleet()).notices.map(\.tenants) == [0])
    }
}
