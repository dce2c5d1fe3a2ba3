import ArgumentParser
import Foundation
import Operations
import SyncCore
import SyncEngine
import Words

struct CredentialCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "credential", abstract: "The customers' keys and passwords: stored, and never shown.",
        subcommands: [
            SetCredentialCommand.self, ListCredentialsCommand.self, RestoreCredentialCommand.self, BindCredentialsCommand.self,
        ])
}

struct SetCredentialCommand: ChangingCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Stores a secret, read from a file, standard input, or the keyboard.",
        discussion: """
            The secret is never an argument: every process of the machine can read arguments.

            A user of PlanningPME signs in by name and password, or by token: the one stored last is used. Generation 2 of Lucca \
            (`tenant edit --lucca-api 2`) needs lucca-client-id and lucca-client-secret in place of lucca-api-key.

            A secret is bound to one host, which the answer names: that of the customer's address, or Lucca's token host for an \
            application. After a change of the address it must be set again.

            A secret that replaces one for the same host is tested first: if a check fails, the one in use stays. The former one \
            is kept until the next replacement: `credential restore` puts it back. Without a keyring nothing is tested: the secret \
            is sealed, and a worker opens it.

            KIND: \(CredentialKind.allCases.map(\.rawValue).joined(separator: ", ")).

            Example:
              passerelle credential set acme lucca-api-key      (asks, and shows nothing)
              passerelle credential set acme planningpme-appkey \\
                  --file /run/secrets/acme-appkey
              pass show acme/lucca | passerelle credential set acme lucca-api-key
            """)

    @Argument(help: "The tenant.") var slug: String
    @Argument(help: "What the secret opens.", completion: .list(CredentialKind.allCases.map(\.rawValue))) var kind: String
    @Option(help: ArgumentHelp("The file that holds the secret, alone.", valueName: "file"), completion: .file()) var file:
        String?
    @Flag(help: "Store it without a test, such as a password whose user name follows.") var untested = false
    /// Receives a secret typed as an argument: it is rejected, and not repeated as the parser would.
    @Argument(help: .hidden) var rest: [String] = []
    @OptionGroup var reasoning: ReasonOptions
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
        let prepared = try await context.perform(PrepareCredential(known, of: slug))
        let secret = try read(known, for: prepared, context)
        let report = try await context.perform(
            SetCredential(secret, known, of: slug, isUntested: untested),
            during: Phrase("Testing the new secret", fr: "Test du nouveau secret"))
        let tenant = report.tenant
        context.say(
            Phrase(
                "Stored for \(tenant.slug): \(known.meaning.english). It is sent to \(report.host) only.",
                fr: "Enregistré pour \(tenant.slug) : \(known.meaning.french). Envoyé à \(report.host) uniquement."),
            next: Phrase(
                same: (report.missing.first?.kinds.first).map { "passerelle credential set \(tenant.slug) \($0.rawValue)" }
                    ?? "passerelle \(tenant.scope.bases.isEmpty ? "scope tree" : "tenant check") \(tenant.slug)"))
        if report.state == .sealed {
            context.say(
                Phrase(
                    "There is no keyring here: the secret is sealed and not tested. A worker opens it before the tenant's next use; until "
                        + "then the former one is used.",
                    fr:
                        "Il n’y a pas de trousseau ici : le secret est scellé sans être testé. Un worker l’ouvrira avant la prochaine "
                        + "utilisation ; d’ici là, le précédent sert encore."),
                next: Phrase(same: "passerelle tenant check \(tenant.slug) --queue --wait"))
        } else if report.keptFormer {
            let tested = report.wasTested ? Phrase("It passed its checks.", fr: "Ses tests ont réussi.") : .none
            context.say(
                tested + Phrase("The former one is kept.", fr: "Le précédent est conservé."),
                next: Phrase(
                    "To put it back: passerelle credential restore \(tenant.slug) \(known.rawValue)",
                    fr: "Pour le rétablir : passerelle credential restore \(tenant.slug) \(known.rawValue)"))
        }
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

    private func read(
        _ kind: CredentialKind, for prepared: PrepareCredential.Report, _ context: CommandContext
    ) throws -> Secret {
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
                        "\(prepared.tenant.slug): \(kind.meaning.english), for \(prepared.host) (not shown): ",
                        fr: "\(prepared.tenant.slug) : \(kind.meaning.french), pour \(prepared.host) (saisie masquée) : "
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

struct RestoreCredentialCommand: ChangingCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Puts back the secret that the last `credential set` replaced.",
        discussion: """
            The one in use takes its place, so the same command undoes it. No keyring is needed. While a new, sealed secret waits \
            for a worker, the command withdraws that one instead, and the one in use stays.

            Example:
              passerelle credential restore acme planningpme-appkey
            """)

    @Argument(help: "The tenant.") var slug: String
    @Argument(help: "What the secret opens.", completion: .list(CredentialKind.allCases.map(\.rawValue))) var kind: String
    @OptionGroup var reasoning: ReasonOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        var intake = Intake()
        _ = intake.slug(slug)
        let known = intake.choice("KIND", kind, of: CredentialKind.self)
        try intake.finish()
        guard let known else { return .usage }
        let report = try await context.perform(RestoreCredential(known, of: try context.slug(slug)))
        if report.restored == .withdrawn {
            context.say(
                Phrase(
                    "Withdrawn for \(report.tenant.slug): the new secret that was waiting is removed, and the one in use stays.",
                    fr: "Retiré pour \(report.tenant.slug) : le nouveau, qui attendait, est supprimé ; celui en service reste."),
                next: Phrase(same: "passerelle credential list \(report.tenant.slug)"))
            return .done
        }
        context.say(
            Phrase(
                "Restored for \(report.tenant.slug): \(known.meaning.english). It is sent to \(report.host) only.",
                fr: "Rétabli pour \(report.tenant.slug) : \(known.meaning.french). Envoyé à \(report.host) uniquement."),
            next: Phrase(same: "passerelle tenant check \(report.tenant.slug)"))
        return .done
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
        for row in report.rows where row.state.fault != nil {
            context.warn(
                Phrase(
                    "The \(row.kind.rawValue) that was stored sealed could not be opened. The former one, if there was one, stays in use.",
                    fr:
                        "Le secret \(row.kind.rawValue), enregistré scellé, n’a pas pu être ouvert. Le précédent, s’il existe, sert encore."
                ),
                next: Phrase(
                    "On a machine with the keyring: passerelle keyring publish. Then: passerelle credential set \(tenant) "
                        + row.kind.rawValue,
                    fr:
                        "Sur une machine avec le trousseau : passerelle keyring publish. Puis : passerelle credential set \(tenant) "
                        + row.kind.rawValue))
        }
        for missing in report.missing {
            context.say(
                Phrase("Missing: \(missing.words.english).", fr: "Il manque : \(missing.words.french)."),
                next: missing.kinds.first.map { Phrase(same: "passerelle credential set \(tenant) \($0.rawValue)") })
        }
        return .done
    }
}
