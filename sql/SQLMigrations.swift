/// One step of the schema's history, embedded in the binary.
package struct SQLMigration: Sendable, Hashable {
    /// When it may be applied beside running workers.
    package enum Phase: String, Sendable, Hashable {
        /// Before the code that needs it: the previous release works on with it.
        case pre
        /// After the last process of the previous release has stopped.
        case post
    }

    /// 1, 2, 3, … without a gap.
    package let number: Int
    package let phase: Phase
    /// `mNNNN_{pre,post}_what`, as the file is called.
    package let name: String
    /// SQL; applied in one transaction, as `passerelle_owner`.
    package let text: String

    package init(number: Int, phase: Phase, what: String, text: String) {
        self.number = number
        self.phase = phase
        let digits = String(number)
        name = "m" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "_\(phase.rawValue)_\(what)"
        self.text = text
    }
}

/// The functions of one concept, embedded in the binary.
package struct SQLFunctions: Sendable, Hashable {
    /// As the file is called.
    package let name: String
    /// SQL that may be applied again: `create or replace`, comments and grants. Applied in one transaction, as `passerelle_owner`.
    package let text: String

    package init(name: String, text: String) {
        self.name = name
        self.text = text
    }
}

/// The schema: its history, and the functions of this release. `sql/README.md` has the rules.
package enum SQLMigrations {
    /// In the order in which they are applied. Resources can't be listed, so each is named here; a test compares with the folder.
    package static let all: [SQLMigration] = [
        SQLMigration(number: 1, phase: .pre, what: "baseline", text: text(PackageResources.m0001_pre_baseline_sql)),
        SQLMigration(number: 2, phase: .pre, what: "queue_indexes", text: text(PackageResources.m0002_pre_queue_indexes_sql)),
    ]

    /// Applied after the migrations, in this order.
    package static let functions: [SQLFunctions] = [
        SQLFunctions(name: "history", text: text(PackageResources.history_sql)),
        SQLFunctions(name: "tenants", text: text(PackageResources.tenants_sql)),
        SQLFunctions(name: "keys", text: text(PackageResources.keys_sql)),
        SQLFunctions(name: "runs", text: text(PackageResources.runs_sql)),
        SQLFunctions(name: "queue", text: text(PackageResources.queue_sql)),
        SQLFunctions(name: "operations", text: text(PackageResources.operations_sql)),
        SQLFunctions(name: "schedule", text: text(PackageResources.schedule_sql)),
        SQLFunctions(name: "budget", text: text(PackageResources.budget_sql)),
        SQLFunctions(name: "notices", text: text(PackageResources.notices_sql)),
        SQLFunctions(name: "alerts", text: text(PackageResources.alerts_sql)),
        SQLFunctions(name: "operators", text: text(PackageResources.operators_sql)),
        SQLFunctions(name: "console", text: text(PackageResources.console_sql)),
        SQLFunctions(name: "console_sessions", text: text(PackageResources.console_sessions_sql)),
        // Last: the record of each later file would be an entry. It asks console_sessions who acts.
        SQLFunctions(name: "audit", text: text(PackageResources.audit_sql)),
    ]

    /// The group roles of the cluster, made as the login that migrates. Idempotent.
    package static let roles = text(PackageResources.roles_sql)

    /// The tables that record what was applied, made as `passerelle_owner`. Idempotent.
    package static let bookkeeping = text(PackageResources.bookkeeping_sql)

    private static func text(_ bytes: [UInt8]) -> String {
        String(decoding: bytes, as: UTF8.self)
    }
}
