import ArgumentParser
import Operations
import SyncCore
import SyncEngine
import Words

struct ExportTenantsCommand: ShowingCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Writes the customers' settings as CSV, for `tenant import`.",
        discussion: """
            Each column is the slug, the scope, or an option of `tenant edit`. An empty cell changes nothing on import; none \
            clears a setting. Secrets and states are not included. The output is CSV, also without --output.

            Example:
              passerelle tenant export --csv excel > customers.csv
              passerelle tenant export --where state=active,environment=production
            """)

    @OptionGroup var selecting: SelectionOptions
    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        let tenants = try await context.perform(ExportTenants(try selecting.read(context) ?? .all))
        var context = context
        if context.format == .table { context.format = .csv }
        context.show(TenantFile.document(tenants))
        return .done
    }
}

/// A file of tenants.
enum TenantFile {
    static func document(_ tenants: [Tenant]) -> Document {
        let rows = tenants.map { tenant in TenantColumn.all.map { $0.text(tenant) } }
        let facts = rows.map { row in
            zip(TenantColumn.all, row).reduce([:] as Facts) { $0 + Facts(dictionaryLiteral: ($1.0.name, $1.1)) }
        }
        return Document(
            [], of: facts, csv: CSVTable(TenantColumn.all.map(\.name), rows.map { $0.map { $0 ?? "" } }))
    }

    /// However a person writes the name of a column: `dailyAt`, `daily-at`, `Daily at`.
    static func plain(_ name: String) -> String { name.lowercased().filter { $0.isLetter || $0.isNumber } }
}
