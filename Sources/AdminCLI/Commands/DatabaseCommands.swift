import ArgumentParser
import Operations
import SyncEngine

/// `passerelle db`.
struct DatabaseCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "db", abstract: "The database's schema.",
        subcommands: [MigrateDatabaseCommand.self, ShowDatabaseStatusCommand.self])
}

/// `passerelle db migrate`.
struct MigrateDatabaseCommand: PasserelleCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: "Brings the database to this version.",
        discussion: """
            Safe to start on several machines at once: one applies, the others wait and find nothing left to do.

            Example:
              PASSERELLE_DATABASE_URL="host=db.example dbname=passerelle user=passerelle_admin" passerelle db migrate
            """)

    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        let applied = try await context.perform(
            MigrateDatabase { context.say("Applied \($0).") }, during: "Migrating the database")
        context.say(
            applied.isEmpty
                ? "The database was up to date." : "The database is up to date: \(Plural.of(applied.count, "step")) applied."
        )
        return .done
    }
}

/// `passerelle db status`.
struct ShowDatabaseStatusCommand: ShowingCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Says which migrations and functions are applied and which are pending.",
        discussion: """
            Example:
              passerelle db status --output json
            """)

    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        let report = try await context.perform(ShowDatabaseStatus())
        let status = report.status
        context.show(SchemaDocument.make(report))
        if !status.pending.isEmpty {
            context.say("\(Plural.of(status.pending.count, "step")) pending.", next: "passerelle db migrate")
        }
        if status.isOpenToEveryLogin {
            context.warn(
                "Every login of the PostgreSQL server may connect to the database \(status.database).",
                next: "As its owner, grant connect to Passerelle's own logins, then: revoke connect, temporary on database "
                    + "\(status.database) from public")
        }
        return .done
    }
}
