import Operations
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@Suite("The test alert")
struct TestAlertTests {
    private let front = Front()

    @Test func itConcernsNoTenantAndEndsByItself() async throws {
        let report = try await front.perform(TestAlert(words: ["summary": "a test"]))
        #expect(report.failure == nil && front.alertmanager.posts == [[report.alert]])
        let labels = report.alert.labels
        #expect(labels["alertname"] == "PasserelleTestAlert" && labels["service"] == "passerelle" && labels["tenant"] == nil)
        #expect(report.alert.annotations["summary"] == "a test")
        let now = try await front.services.schedules.now()
        #expect(report.alert.startsAt == now && report.alert.endsAt == now.adding(seconds: PostedAlert.lastingSeconds))
        #expect(TenantAlert.Kind.allCases.allSatisfy { PostedAlert.name($0) != PostedAlert.testName }, "a name of its own")
    }

    @Test(arguments: AlertDeliveryFailure.allCases)
    func aFailureIsReportedAndNotCountedAsTheWorkers(failure: AlertDeliveryFailure) async throws {
        front.alertmanager.fail(failure)
        #expect(try await front.perform(TestAlert(words: [:])).failure == failure)
        let overview = try await front.services.alerts.overview()
        #expect(overview.failure == nil && overview.acceptedAt == nil)
    }

    @Test func whoSentItIsOnRecord() async throws {
        _ = try await front.perform(TestAlert(words: [:]))
        let entries = try await front.services.audit.list(AuditFilter())
        #expect(entries.map(\.object) == ["fleet"] && entries.map(\.kind) == [.read])
    }
}
