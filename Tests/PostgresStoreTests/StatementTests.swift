import Foundation
import PostgresClient
import PostgresTestKit
import Testing

@testable import PostgresStore

/// Every statement is prepared against the migrated schema: a wrong column or type is found here, not in production.
@Suite("Statements")
struct StatementTests {
    static let all: [any PostgresStatement.Type] = [
        EnterConsole.self, LeaveConsole.self, OpenConsoleLink.self, RedeemConsoleLink.self, VouchForPerson.self,
        CountProblems.self, FindProblems.self, SelectCauses.self, SelectDays.self,
        SelectEvents.self, SelectNewProblems.self, SelectNight.self, SelectSharedCodes.self, SelectStandings.self,
        SelectTimelineChanges.self,
        AddOperator.self, DisableOperator.self, EndSessions.self, ListOperators.self, ListStrangers.self, SelectLoginFacts.self,
        HoldAlertDelivery.self, ListAlerts.self, ListStaleAlerts.self, NotePostedAlerts.self, RecordAlertDelivery.self,
        RefreshAlerts.self, SelectAlertOverview.self,
        BeatWorker.self, BeginRun.self, BlockBudget.self, CancelRun.self, ClaimDueRuns.self, ClaimRun.self, CloseIntents.self,
        CountEntries.self, CountRuns.self, PageRuns.self,
        CountFailedDay.self, DeleteCredentials.self, DeleteDepartmentLinks.self, DeleteIdleBudgets.self, DeleteIdleRuns.self,
        DeleteFieldMemory.self, DeleteFieldRule.self, DeleteFieldRulesOfLucca.self, DeleteFieldRulesOfThePlanning.self,
        ForgetFields.self, RememberFields.self, RetryFields.self, SelectFieldMemory.self, SelectFieldRules.self,
        SetFieldRule.self,
        DeleteLedger.self, DeleteReasonRule.self, DeleteReasonRules.self, DeleteReasonRulesOfThePlanning.self,
        DeleteResourceLinks.self, DeleteRunChanges.self, DeleteRunHistory.self, DeleteRunProblems.self, DeleteRunSteps.self,
        DeleteSilentWorkers.self,
        DeleteTenant.self, DeleteTenantMemory.self, DeleteWorker.self, DoubtTenantDialect.self, DropOpenCreates.self,
        EnqueueDueRun.self, EnqueueRun.self,
        EnsureHistoryPartitions.self, EnsureNewDaysPartitions.self,
        CountNoDeath.self, MendMoments.self, RenewLeases.self, FindTenant.self, FinishRun.self,
        ForgetFailedDays.self, ForgetGivenDepartment.self, ForgetNeutralType.self, ForgetReconciliation.self,
        ResealCredential.self, HasSchemaMigrations.self, HoldLease.self, HoldRun.self, HoldTenant.self, HurryRun.self,
        InsertChanges.self,
        InsertDataKey.self, InsertMasterKey.self, InsertProblems.self, InsertTenant.self, ListCredentials.self,
        ListAPINotices.self, ListDataKeyUsage.self, SaveAPINotices.self, SelectRecentAPINotices.self,
        ListFunctions.self, ListMasterKeys.self, ListMigrations.self, ListRuns.self, ListRunsOfTenant.self, ListSchedules.self,
        ListSuspendedTenants.self,
        ListTenantHealth.self, ListTenants.self,
        ListTenantsUnderOtherMasterKey.self, ListAudit.self, ListAuditOfRun.self, ListWorkers.self, LockTenant.self,
        MarkApproved.self,
        OpenCreates.self,
        OpenDeletes.self, OpenUpdates.self, PruneHistory.self, ReadAudit.self, RecordAudit.self, RecordFunctions.self,
        RecordMigration.self, RecordProgress.self,
        ReleaseRun.self,
        RememberDepartmentLinks.self, RememberPlanning.self, RememberReasonRules.self, RememberResourceLinks.self,
        RemoveLedgerEntries.self, RenewLease.self, RequestCancel.self, RequireWritable.self, RestoreLease.self,
        RewrapDataKey.self,
        ResetTenantDialect.self, Notify.self,
        SelectApproval.self, SelectAuditHead.self, SelectBudgetShares.self, SelectChanges.self, SelectClaim.self,
        SelectCredential.self, SelectCredentials.self,
        SelectDataKey.self, SelectDepartmentLinks.self, SelectHistoryCoverage.self, SelectLastSuccess.self, SelectLaterSync.self,
        SelectEmployeeChanges.self, SelectEmployeeEvents.self, SelectLedger.self,
        SelectLiveRun.self, SelectNextClaim.self, SelectProblems.self, SelectQueueOverview.self, SelectReasonRules.self,
        SelectResourceLinks.self,
        SelectRun.self, SelectSteps.self, SelectTenant.self, SelectTenantMemory.self, SelectTime.self, SelectServerFacts.self,
        SelectDatabaseAccess.self, SetDepartmentLink.self,
        SetReasonRule.self, StartSchedule.self, TakeBackQueuedRun.self, TakeDay.self, TakeRequests.self, TenantOfRun.self,
        UpdateTenant.self, UpdateTenantDialect.self, UpdateTenantScope.self, UpdateTenantState.self, UpsertCredential.self,
        WriteLedgerEntries.self,
        ClaimOperations.self, EndOperation.self, ListOperations.self, QueueOperationRow.self, RenewOperation.self,
        SelectClaimedOperation.self, SelectOperation.self, SelectTenantOfOperation.self,
        DeleteSealedCredential.self, PublishKey.self, ListSealingKeys.self, LockSealedCredential.self, ListSealedCredentials.self,

        MoveSealedCredential.self, NoteUnopened.self, SelectSealedCredential.self, SelectSealingKey.self,
        UpsertSealedCredential.self, WithdrawSealedCredential.self, KeepFormerCredential.self, RestoreCredential.self,
        DeleteExplicitDepartmentLink.self, DeleteFleetPause.self, InsertFleetPause.self, SelectFleetPause.self,
        ForgetBatches.self, HoldBatch.self, InsertBatch.self, ListBatchItems.self, SettleBatchItem.self, TakeBatchItem.self,
        MarkRejected.self, SelectDeclined.self,
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
