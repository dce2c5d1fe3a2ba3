import Operations
import PostgresClient
import PostgresStore
import SyncEngine

extension Front {
    /// Its two systems in memory, with PostgreSQL as that session sees it.
    func services(on pool: PostgresPool, _ file: KeyringFile, _ audit: AuditContext?) -> Services {
        var services = self.services
        services.registry = PostgresTenantRegistry(pool: pool, audit: audit)
        services.runs = PostgresRunStore(pool: pool, audit: audit)
        services.schedules = PostgresScheduleStore(pool: pool)
        services.fleet = PostgresFleetStore(pool: pool, audit: audit)
        services.ledger = PostgresEventLedger(pool: pool)
        services.records = PostgresEmployeeRecords(pool: pool, audit: audit)
        services.vault = PostgresCredentialVault(pool: pool, masterKeys: MasterKeys(file: file), audit: audit)
        services.notices = PostgresAPINoticeStore(pool: pool)
        services.alerts = PostgresAlertStore(pool: pool)
        services.audit = PostgresAuditLog(pool: pool, audit: audit)
        services.operators = PostgresOperatorStore(pool: pool, audit: audit)
        services.console = PostgresConsoleReading(pool: pool)
        services.sessions = PostgresConsoleSessionStore(pool: pool, audit: audit)
        services.queue = PostgresWorkQueue(pool: pool, audit: audit)
        return services
    }
}
