import Foundation
import PostgresClient
import PostgresTestKit
import Testing

@testable import PostgresStore

/// Every statement is prepared against the migrated schema: a wrong column or type is found here, not in production.
@Suite("Statements")
struct StatementTests {
    static let all: [any PostgresStatement.Type] = [
        BeatWorker.self, BeginRun.self, BlockBudget.self, CancelRun.self, ClaimDueRuns.self, ClaimRun.self, CloseIntents.self,
        CountEntries.self,
        CountFailedDay.self, DeleteCredentials.self, DeleteDepartmentLinks.self, DeleteIdleBudgets.self, DeleteIdleRuns.self,
        DeleteLedger.self, DeleteReasonRule.self, DeleteReasonRules.self, DeleteReasonRulesOfThePlanning.self,
        DeleteResourceLinks.self, DeleteRunChanges.self, DeleteRunHistory.self, DeleteRunProblems.self, DeleteSilentWorkers.self,
        DeleteTenant.self, DeleteTenantMemory.self, DeleteWorker.self, DoubtTenantDialect.self, DropOpenCreates.self,
        EnqueueDueRun.self, EnqueueRun.self,
        EnsureHistoryPartitions.self, CountNoDeath.self, MendMoments.self, RenewLeases.self, FindTenant.self, FinishRun.self,
        ForgetFailedDays.self, ForgetGivenDepartment.self, ForgetNeutralType.self, ForgetReconciliation.self,
        ResealCredential.self, HasSchemaMigrations.self, HoldLease.self, HurryRun.self,
        InsertChanges.self,
        InsertDataKey.self, InsertMasterKey.self, InsertProblems.self, InsertTenant.self, ListCredentials.self,
        ListDataKeyUsage.self,
        ListFunctions.self, ListMasterKeys.self, ListMigrations.self, ListRuns.self, ListRunsOfTenant.self, ListSchedules.self,
        ListSuspendedTenants.self,
        ListTenants.self,
        ListTenantsUnderOtherMasterKey.self, ListWorkers.self, LockTenant.self, MarkApproved.self, OpenCreates.self,
        OpenDeletes.self, OpenUpdates.self, PruneHistory.self, RecordFunctions.self, RecordMigration.self, RecordProgress.self,
        ReleaseRun.self,
        RememberDepartmentLinks.self, RememberPlanning.self, RememberReasonRules.self, RememberResourceLinks.self,
        RemoveLedgerEntries.self, RenewLease.self, RequestCancel.self, RequireWritable.self, RewrapDataKey.self,
        ResetTenantDialect.self, Notify.self,
        SelectApproval.self, SelectBudgetShares.self, SelectChanges.self, SelectClaim.self, SelectCredential.self,
        SelectDataKey.self, SelectDepartmentLinks.self, SelectHistoryCoverage.self, SelectLastSuccess.self, SelectLaterSync.self,
        SelectLedger.self,
        SelectLiveRun.self, SelectNextClaim.self, SelectProblems.self, SelectQueueOverview.self, SelectReasonRules.self,
        SelectResourceLinks.self,
        SelectRun.self, SelectTenant.self, SelectTenantMemory.self, SelectTime.self, SelectServerFacts.self,
        SelectDatabaseAccess.self, SetDepartmentLink.self,
        SetReasonRule.self, StartSchedule.self, TakeBackQueuedRun.self, TakeDay.self, TakeRequest.self, TenantOfRun.self,
        UpdateTenant.self, UpdateTenantDialect.self, UpdateTenantScope.self, UpdateTenantState.self, UpsertCredential.self,
        WriteLedgerEntries.self,
    ]

    @Test func everyStatementIsPrepared() async throws {
        try await withTestDatabase { database, _ in
            try await database.superuser.withConnection { connection in
                for (number, statement) in Self.all.enumerated() {
                    do {
                        try await connection.executeScript("prepare statement_\(number) as \(statement.sql)")
                    } catch {
                        Issue.record("\(statement): \(error)")
                    }
                }
            }
        }
    }

    @Test func everyStatementIsInTheList() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Sources/PostgresStore")
        let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
        var declared: Set<String> = []
        for case let file as URL in files where file.pathExtension == "swift" {
            for match in try String(contentsOf: file, encoding: .utf8).matches(of: /struct (\w+): PostgresStatement/) {
                declared.insert(String(match.output.1))
            }
        }
        #expect(declared == Set(Self.all.map { "\($0)" }))
    }
}
