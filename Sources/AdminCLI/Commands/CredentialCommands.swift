import ArgumentParser
import Foundation
import Operations
import SyncCore
import SyncEngine
import Words

struct CredentialCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "credential", abstract: "The customers' keys and passwords: they go in, and never come out.",
        subcommands: [SetCredentialCommand.self, ListCredentialsCommand.self, BindCredentialsCommand.self])
}

struct SetCredentialCommand: PasserelleCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Stores a secret, read from a file, standard input, or the keyboard.",
        discussion: """
            Never an argument: every process of the machine can read arguments. A user of PlanningPME signs in by name and password, or by
            token: the one stored last is used. It opens for the host of the customer's address alone, which the answer names: another host
            needs it again.
            KIND: \(CredentialKind.allCases.map(\.rawValue).joined(separator: ", ")).

            Example:
              passerelle credential set acme lucca-api-key              (asks, and shows nothing)
              passerelle credential set acme planningpme-appkey --file /run/secrets/acme-appkey
              pass show acme/lucca | passerelle credential set acme lucca-api-key
            """)

    @Argument(help: "The tenant.") var slug: String
    @Argument(help: "What the secret opens.", completion: .list(CredentialKind.allCases.map(\.rawValue))) var kind: String
    @Option(help: ArgumentHelp("The file that holds the secret, alone.", valueName: "file"), completion: .file()) var file:
        String?
    /// Receives a secret typed as an argument: it is rejected, and not repeated as the parser would.
    @Argument(help: .hidden) var rest: [String] = []
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        var intake = Intake()
        if !rest.isEmpty {
            intake.refuse(
                "credential set",
                Phrase(
                    "Only a tenant and a kind are expected: every process of the machine can read arguments.",
                    fr: "Seuls un client et un type sont attendus : tout processus de la machine peut lire les arguments."),
                remedy: Phrase(
                    "Give the secret on standard input or with --file. If it was just typed here, have it replaced by a new one.",
                    fr:
                        "Donnez le secret sur l’entrée standard ou avec --file. Si vous venez de le taper ici, faites-le remplacer."
                ))
        }
        _ = intake.slug(slug)
        let known = intake.choice("KIND", kind, of: CredentialKind.self)
        try intake.finish()
        guard let known else { return .usage }
        let slug = try context.slug(slug)
        // Before the operator enters the secret.
        let prepared = try await context.perform(PrepareCredential(of: slug))
        let report = try await context.perform(SetCredential(try read(known, for: prepared, context), known, of: slug))
        let tenant = report.tenant
        context.say(
            Phrase(
                "Stored \(known.meaning.english) of \(tenant.slug), for \(tenant.credentialHost(of: known)) alone.",
                fr: "Enregistré pour \(tenant.slug) : \(known.meaning.french), pour \(tenant.credentialHost(of: known)) seul."),
            next: Phrase(
                same: (report.missing.first?.kinds.first).map { "passerelle credential set \(tenant.slug) \($0.rawValue)" }
                    ?? "passerelle \(tenant.scope.bases.isEmpty ? "scope tree" : "tenant check") \(tenant.slug)"))
        if report.looksWrong {
            context.warn(
                Phrase(
                    "Lucca's keys look like 3f2b6c1e-0d53-4a8e-9d0f-6f1c2e7a9b10, and this one does not.",
                    fr: "Les clés de Lucca ressemblent à 3f2b6c1e-0d53-4a8e-9d0f-6f1c2e7a9b10, et pas celle-ci."),
                next: Phrase(
                    "If the check fails, compare it with what the customer sent.",
                    fr: "Si le test échoue, comparez-la avec ce que le client a envoyé."))
        }
        return .done
    }

    private func read(_ kind: CredentialKind, for tenant: Tenant, _ context: CommandContext) throws -> Secret {
        let bytes: [UInt8]
        if let file, file != "-" {
            guard let handle = FileHandle(forReadingAtPath: file),
                let content = try? handle.read(upToCount: SecretIntake.longest + 1)
            else {
                throw InputError(
                    "--file",
                    Phrase("The file \"\(file)\" can't be read.", fr: "Le fichier « \(file) » n’est pas lisible."),
                    remedy: Phrase(
                        "Name a file that this user may read.",
                        fr: "Indiquez un fichier que cet utilisateur a le droit de lire."))
            }
            bytes = Array(content)
        } else if file == nil, context.console.shape.inputIsTerminal {
            guard
                let typed = context.console.askUnseen(
                    Phrase(
                        "\(tenant.slug): \(kind.meaning.english), for \(tenant.credentialHost(of: kind)) (not shown): ",
                        fr: "\(tenant.slug) : \(kind.meaning.french), pour \(tenant.credentialHost(of: kind)) (saisie masquée) : "
                    )[
                        context.language])
            else {
                throw CancellationError()
            }
            bytes = typed
        } else {
            bytes = context.console.readInput(limit: SecretIntake.longest)
        }
        return try SecretIntake.secret(kind, from: bytes)
    }
}

struct ListCredentialsCommand: ShowingCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists the kinds, ages and hosts of a customer's secrets, never their values.",
        discussion: """
            Example:
              passerelle credential list acme
            """)

    @Argument(help: "The tenant.") var slug: String
    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        let report = try await context.perform(ListCredentials(of: try context.slug(slug)))
        let tenant = report.tenant.slug
        context.show(CredentialDocument.make(report), unless: report.rows.isEmpty)
        if report.rows.contains(where: { $0.host == nil }) {
            context.warn(
                Phrase(
                    "Some were stored by an older release and are bound to no host: they are not used.",
                    fr: "Certains ont été enregistrés par une ancienne version et ne sont liés à aucun hôte : ils ne servent pas."
                ),
                next: Phrase(same: "passerelle credential bind \(tenant)"))
        }
        for missing in report.missing {
            context.say(
                Phrase("Missing: \(missing.words.english).", fr: "Il manque : \(missing.words.french)."),
                next: missing.kinds.first.map { Phrase(same: "passerelle credential set \(tenant) \($0.rawValue)") })
        }
        return .done
    }
}
