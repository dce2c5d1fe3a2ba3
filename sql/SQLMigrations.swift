/// One step of the schema's history, embedded in the binary.
public struct SQLMigration: Sendable, Hashable {
    /// When it may be applied beside running workers.
    public enum Phase: String, Sendable, Hashable {
        /// Before the code that needs it: the previous release works on with it.
        case pre
        /// After the last process of the previous release has stopped.
        case post
    }

    /// 1, 2, 3, … without a gap.
    public let number: Int
    public let phase: Phase
    /// `mNNNN_{pre,post}_what`, as the file is called.
    public let name: String
    /// SQL; applied in one transaction, as `passerelle_owner`.
    public let text: String

    public init(number: Int, phase: Phase, what: String, text: String) {
        self.number = number
        self.phase = phase
        let digits = String(number)
        name = "m" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "_\(phase.rawValue)_\(what)"
        self.text = text
    }
}

/// The schema's whole history. `sql/README.md` has the rules.
public enum SQLMigrations {
    /// In the order in which they are applied. Resources can't be listed, so each is named here; a test compares with the folder.
    public static let all: [SQLMigration] = [
        SQLMigration(number: 1, phase: .pre, what: "registry", text: text(PackageResources.m0001_pre_registry_sql)),
        SQLMigration(number: 2, phase: .pre, what: "memory", text: text(PackageResources.m0002_pre_memory_sql)),
        SQLMigration(number: 3, phase: .pre, what: "runs", text: text(PackageResources.m0003_pre_runs_sql)),
        SQLMigration(number: 4, phase: .pre, what: "request_budget", text: text(PackageResources.m0004_pre_request_budget_sql)),
        SQLMigration(number: 5, phase: .pre, what: "directory", text: text(PackageResources.m0005_pre_directory_sql)),
        SQLMigration(number: 6, phase: .pre, what: "fleet", text: text(PackageResources.m0006_pre_fleet_sql)),
        SQLMigration(number: 7, phase: .pre, what: "database_life", text: text(PackageResources.m0007_pre_database_life_sql)),
        SQLMigration(number: 8, phase: .pre, what: "suspended", text: text(PackageResources.m0008_pre_suspended_sql)),
        SQLMigration(number: 9, phase: .pre, what: "removal", text: text(PackageResources.m0009_pre_removal_sql)),
        SQLMigration(number: 10, phase: .pre, what: "next_claim", text: text(PackageResources.m0010_pre_next_claim_sql)),
        SQLMigration(number: 11, phase: .pre, what: "corrections", text: text(PackageResources.m0011_pre_corrections_sql)),
        SQLMigration(number: 12, phase: .pre, what: "lineage", text: text(PackageResources.m0012_pre_lineage_sql)),
        SQLMigration(
            number: 13, phase: .pre, what: "former_accounts", text: text(PackageResources.m0013_pre_former_accounts_sql)),
        SQLMigration(number: 14, phase: .pre, what: "strangers", text: text(PackageResources.m0014_pre_strangers_sql)),
        SQLMigration(number: 15, phase: .pre, what: "time", text: text(PackageResources.m0015_pre_time_sql)),
        SQLMigration(number: 16, phase: .pre, what: "plans", text: text(PackageResources.m0016_pre_plans_sql)),
        SQLMigration(number: 17, phase: .pre, what: "row_limit", text: text(PackageResources.m0017_pre_row_limit_sql)),
        SQLMigration(number: 18, phase: .pre, what: "dialect", text: text(PackageResources.m0018_pre_dialect_sql)),
        SQLMigration(number: 19, phase: .pre, what: "evidence", text: text(PackageResources.m0019_pre_evidence_sql)),
    ]

    /// The group roles of the cluster, made as the login that migrates. Idempotent.
    public static let roles = text(PackageResources.roles_sql)

    /// The table that records migrations, made as `passerelle_owner`. Idempotent.
    public static let bookkeeping = text(PackageResources.bookkeeping_sql)

    private static func text(_ bytes: [UInt8]) -> String {
        String(decoding: bytes, as: UTF8.self)
    }
}
