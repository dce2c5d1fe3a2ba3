import ArgumentParser
import Operations
import SyncEngine
import Words

struct DatabaseCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "db", abstract: "The database's schema.",
        subcommands: [MigrateDatabaseCommand.self, ShowDatabaseStatusCommand.self])
}

struct MigrateDatabaseCommand: ChangingCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: "Brings the database to this version.",
        discussion: """
            Safe to start on several machines at once: one applies, the others wait and find nothing left to do.

            Example:
              PASSERELLE_DATABASE_URL="host=db dbname=passerelle user=passerelle_admin" \\
                  passerelle db migrate
            """)

    @OptionGroup var reasoning: ReasonOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        let applied = try await context.perform(
            MigrateDatabase { context.say(Phrase("Applied \($0).", fr: "\($0) est appliqué.")) },
            during: Phrase("Migrating the database", fr: "Migration de la base de données"))
        let steps = Phrase.counted(applied.count, "step", "steps", fr: "étape appliquée", "étapes appliquées")
        context.say(
            applied.isEmpty
                ? Phrase("The database was up to date.", fr: "La base de données était à jour.")
                : Phrase(
                    "The database is up to date: \(steps.english) applied.",
                    fr: "La base de données est à jour : \(steps.french)."))
        return .done
    }
}

struct ShowDatabaseStatusCommand: ShowingCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Shows which migrations and functions are applied and which are pending.",
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
            let steps = Phrase.counted(status.pending.count, "step", "steps", fr: "étape", "étapes")
            context.say(
                Phrase("\(steps.english) pending.", fr: "\(steps.french) en attente."),
                next: Phrase(same: "passerelle db migrate"))
        }
        if status.isOpenToEveryLogin {
            let revoke = "revoke connect, temporary on database \(status.database) from public"
            context.warn(
                Phrase(
                    "Every login of the PostgreSQL server may connect to the database \(status.database).",
                    fr: "Tout compte du serveur PostgreSQL a le droit de se connecter à la base \(status.database)."),
                next: Phrase(
                    "As its owner, grant connect to Passerelle's own logins, then: \(revoke)",
                    fr: "En tant que propriétaire, accordez connect aux comptes de Passerelle, puis : \(revoke)"))
        }
        return .done
    }
}
