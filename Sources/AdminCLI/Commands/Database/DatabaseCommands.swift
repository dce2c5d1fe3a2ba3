import AppWiring
import ArgumentParser

/// `passerelle db`.
struct DatabaseCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "db", abstract: "The database's schema.", subcommands: [MigrateDatabase.self, ShowDatabaseStatus.self])
}

/// `passerelle db migrate`.
struct MigrateDatabase: PasserelleCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: "Brings the database to this version.",
        discussion: """
            Safe to start on several machines at once: one applies, the others wait and find nothing left to do.

            Example:
              PASSERELLE_DATABASE_URL="host=db.example dbname=passerelle user=passerelle_admin" passerelle db migrate
            """)

    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        let applied = try await context.during("Migrating the database") {
            try await context.backend.migrate { context.say("Applied \($0).") }
        }
        context.say(
            applied.isEmpty
                ? "The database was up to date." : "The database is up to date: \(Plural.of(applied.count, "step")) applied."
        )
        return .done
    }
}

/// `passerelle db status`.
struct ShowDatabaseStatus: ShowingCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Says which migrations and functions are applied and which are pending.",
        discussion: """
            Example:
              passerelle db status --output json
            """)

    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        let report = try await context.backend.schemaReport()
        context.show(SchemaDocument.make(report))
        if !report.pending.isEmpty {
            context.say("\(Plural.of(report.pending.count, "step")) pending.", next: "passerelle db migrate")
        }
        if report.isOpenToEveryLogin {
            context.warn(
                "Every login of the PostgreSQL server may connect to the database \(report.database).",
                next: "As its owner, grant connect to Passerelle's own logins, then: revoke connect, temporary on database "
                    + "\(report.database) from public")
        }
        return .done
    }
}
