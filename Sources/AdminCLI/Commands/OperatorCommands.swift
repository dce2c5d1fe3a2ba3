import ArgumentParser
import Operations
import SyncCore
import SyncEngine
import Words

struct OperatorCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "operator", abstract: "People: which PostgreSQL login may do what.",
        discussion: """
            A person is a PostgreSQL login. viewer sees; operator also sets up customers and runs syncs; approver also approves \
            withheld deletions, loosens the brake and deletes customers; admin also manages people and the keyring. Without \
            operators, a worker's login may do everything; once there is one, it may only do what workers do.
            """,
        subcommands: [AddOperatorCommand.self, ListOperatorsCommand.self, DisableOperatorCommand.self])
}

struct AddOperatorCommand: ChangingCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Gives a login of the database server a role, in place of any that it had.",
        discussion: """
            The login must exist: Passerelle creates no logins. --shared means that several people use it: who it was is then only \
            claimed in the audit log. A login that owns the database, or that a worker may use, is refused; --works-too states \
            that it belongs to a person who also runs syncs by hand.

            Example:
              passerelle operator add lea --role operator
              passerelle operator add support --role viewer --shared
            """)

    @Argument(help: "The PostgreSQL login.") var name: String
    @Option(
        help: ArgumentHelp("viewer, operator, approver or admin; each includes the ones before it.", valueName: "role"),
        completion: .list(Right.allCases.map(\.rawValue)))
    var role: String
    @Flag(help: "Several people use this login.") var shared = false
    @Flag(help: "It belongs to a person, although it has passerelle_worker.") var worksToo = false
    @OptionGroup var reasoning: ReasonOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        var intake = Intake()
        let login = intake.label("NAME", name, longest: OperatorNames.longest)
        let right = intake.choice("--role", role, of: Right.self)
        try intake.finish()
        guard let login, let right else { return .usage }
        let report = try await context.perform(AddOperator(login, right, isShared: shared, worksToo: worksToo))
        context.say(
            Phrase(
                "\(report.login) now has the role \(right.name.english).",
                fr: "\(report.login) a désormais le rôle \(right.name.french)."),
            next: Phrase(
                "The login needs the right to connect to the database. Run with it, passerelle whoami shows its role.",
                fr: "Le compte doit avoir le droit de se connecter à la base. Avec lui, passerelle whoami montre son rôle."))
        if report.isFirst {
            context.warn(
                Phrase(
                    "From now on, logins with passerelle_worker alone may only do what workers do.",
                    fr: "Désormais, les comptes qui n’ont que passerelle_worker ne peuvent faire que ce que fait un worker."),
                next: Phrase(
                    "The database's owner and superusers stay admins, and can add others: passerelle operator add LOGIN --role admin",
                    fr: "Le propriétaire de la base et les superutilisateurs restent admins, et peuvent en ajouter : "
                        + "passerelle operator add LOGIN --role admin"))
        }
        return .done
    }
}

struct ListOperatorsCommand: ShowingCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists people's logins and their roles, disabled ones too.",
        discussion: """
            The database's owner and superusers may do everything and are not listed, unless they were added. unregistered: the \
            login has the role although operator add did not give it; missing: the server no longer has it. A renamed login is \
            both. ALSO HOLDS shows the other roles and rights of a login, which only the database's owner or a superuser can \
            revoke.

            Example:
              passerelle operator list --output json
            """)

    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        let people = try await context.perform(ListOperators())
        if people.isEmpty {
            context.say(
                Phrase("There is no operator.", fr: "Il n’y a pas d’opérateur."),
                next: Phrase(same: "passerelle operator add LOGIN --role admin"))
        }
        context.show(OperatorDocument.make(people), unless: people.isEmpty)
        for person in people where person.state == .unregistered {
            let quoted = OperatorNames.quoted(person.login)
            context.warn(
                Phrase(
                    "\(person.login) has the role \(person.right.name.english) and was not added: someone granted it in psql, or the "
                        + "login was renamed. That left no entry in the audit log.",
                    fr:
                        "\(person.login) a le rôle \(person.right.name.french) sans avoir été ajouté : quelqu’un l’a accordé dans psql, "
                        + "ou le compte a été renommé. Le journal d’audit n’en a aucune entrée."),
                next: Phrase(
                    "If that is right: passerelle operator add \(OperatorNames.shell(person.login)) --role \(person.right.rawValue). If not, "
                        + "as a superuser: revoke \(person.right.role) from \(quoted)",
                    fr:
                        "Si c’est voulu : passerelle operator add \(OperatorNames.shell(person.login)) --role \(person.right.rawValue). "
                        + "Sinon, en superutilisateur : revoke \(person.right.role) from \(quoted)"))
        }
        return .done
    }
}

struct DisableOperatorCommand: ChangingCommand {
    static let configuration = CommandConfiguration(
        commandName: "disable", abstract: "Revokes a login's role, and ends its sessions.",
        discussion: """
            The login itself stays, and may be added again. Only the database's owner can revoke passerelle_worker and \
            passerelle_reader.

            Example:
              passerelle operator disable lea --reason "left the team"
            """)

    @Argument(help: "The PostgreSQL login.") var name: String
    @OptionGroup var reasoning: ReasonOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        var intake = Intake()
        let login = intake.label("NAME", name, longest: OperatorNames.longest)
        try intake.finish()
        guard let login else { return .usage }
        let report = try await context.perform(DisableOperator(login))
        let (sessions, quoted) = (report.sessions, OperatorNames.quoted(login))
        context.say(
            Phrase(
                "\(login) no longer has a role. Sessions ended: \(sessions.ended).",
                fr: "\(login) n’a plus de rôle. Sessions fermées : \(sessions.ended)."),
            next: Phrase(
                "To deny it the server as well, as a superuser: alter role \(quoted) nologin",
                fr: "Pour lui interdire aussi le serveur, en superutilisateur : alter role \(quoted) nologin"))
        if !report.besides.isEmpty {
            let held = report.besides.map(\.rawValue).joined(separator: ", ")
            let all = report.besides.contains(where: \.givesEverything)
            let revoke = report.besides.map { $0.revoking(quoted) }.joined(separator: "; ")
            context.warn(
                Phrase(
                    "\(login) still holds \(held)" + (all ? ", and with that every right." : ": it may do what workers do."),
                    fr: "\(login) a encore \(held)"
                        + (all ? ", et par là tous les droits." : " : ce compte peut ce que peut un worker.")),
                next: Phrase("As a superuser: \(revoke)", fr: "En superutilisateur : \(revoke)"))
        }
        if sessions.open > 0 {
            let end =
                "select pg_terminate_backend(pid) from pg_stat_activity where usename = '\(login.replacing("'", with: "''"))'"
            context.warn(
                Phrase(
                    "Sessions still open: \(sessions.open). They keep their rights until they end.",
                    fr: "Sessions encore ouvertes : \(sessions.open). Elles gardent leurs droits jusqu’à leur fin."),
                next: Phrase("As a superuser: \(end)", fr: "En superutilisateur : \(end)"))
        }
        return .done
    }
}

struct WhoAmICommand: ShowingCommand {
    static let configuration = CommandConfiguration(
        commandName: "whoami", abstract: "Shows the database login, its role and what it may do.",
        discussion: """
            Example:
              passerelle whoami
            """)

    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        context.show(OperatorDocument.make(try await context.perform(WhoAmI())))
        return .done
    }
}

/// The names of logins.
enum OperatorNames {
    /// PostgreSQL's, in bytes.
    static let longest = 63

    /// As a shell takes it.
    static func shell(_ login: String) -> String {
        login.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-.@:".contains($0)) }
            ? login : "'\(login.replacing("'", with: "'\\''"))'"
    }

    /// As an SQL identifier.
    static func quoted(_ login: String) -> String { "\"\(login.replacing("\"", with: "\"\""))\"" }
}

extension ServerRole {
    /// SQL that takes it from a login.
    fileprivate func revoking(_ quoted: String) -> String {
        switch self {
        case .superuser: "alter role \(quoted) nosuperuser"
        case .owner, .worker: "revoke \(rawValue) from \(quoted)"
        case .databaseOwner: "alter database NAME owner to OTHER"
        }
    }
}
