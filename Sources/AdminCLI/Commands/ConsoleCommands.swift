import ArgumentParser
import Console
import Logging
import Operations
import SyncCore
import SyncEngine
import Words

struct ConsoleCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "console", abstract: "The web console: tenants, runs and changes in a browser.",
        discussion: """
            Without a subcommand, this serves the console. The console reads with a role that cannot write, and opens no keyring. \
            What a person does there is done with that person's own role.

            Example:
              passerelle console
              passerelle console open
            """,
        subcommands: [ServeConsoleCommand.self, OpenConsoleCommand.self], defaultSubcommand: ServeConsoleCommand.self)
}

struct ServeConsoleCommand: PasserelleCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serves the web console until it is stopped.",
        discussion: """
            Its login needs the role passerelle_console, and no other. It serves HTTP on this machine only. For other machines, \
            put a reverse proxy with TLS in front of it, on a Unix socket. SIGTERM (or Ctrl-C) gives the requests in progress 10 \
            seconds to end. It logs on stderr.

            Example:
              passerelle console --listen unix:/run/passerelle/console.sock
            """)

    @Option(
        help: ArgumentHelp(
            "127.0.0.1:PORT, [::1]:PORT, or unix:PATH (default: \(ConsoleAddress.standard)).", valueName: "address"))
    var listen: String?
    @Option(
        help: ArgumentHelp(
            "The header in which a reverse proxy names the signed-in person's login; only with unix:PATH.", valueName: "name"))
    var trustHeader: String?
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        let address = try listen.map { text throws(SyncError) in try ConsoleAddress(text) } ?? .standard
        if let trustHeader, !Self.isToken(trustHeader) {
            throw InputError(
                "--trust-header", Phrase("It is not the name of a header.", fr: "Ce n’est pas le nom d’un en-tête."),
                remedy: Phrase("Such as X-Remote-User.", fr: "Par exemple X-Remote-User."))
        }
        let header = trustHeader
        try await context.installation.serveConsole(byProxy: header != nil) { ports in
            let server = try ConsoleServer(address: address, ports: ports, trustedHeader: header)
            try await server.run { address in
                ports.logger.notice("Serving the console", metadata: ["address": "\(address)"])
            }
        }
        return .done
    }

    private static func isToken(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 64
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte | 0x20) || byte == UInt8(ascii: "-")
            }
    }
}

struct OpenConsoleCommand: ChangingCommand {
    static let configuration = CommandConfiguration(
        commandName: "open", abstract: "Prints a link that signs you in to the console. It works once, for 5 minutes.",
        discussion: """
            You sign in as this command's database login, with its role. Whoever has the link can sign in as you: give it to no \
            one.

            Example:
              passerelle console open --at https://passerelle.example
            """)

    @Option(
        help: ArgumentHelp(
            "Where browsers reach the console (default: http://\(ConsoleAddress.standard)).", valueName: "url"))
    var at: String?
    @OptionGroup var reasoning: ReasonOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        let base = try at.map(Self.base) ?? "http://\(ConsoleAddress.standard)"
        let report = try await context.perform(OpenConsole())
        context.console.writeData("\(base)/signin/\(report.link.text)\n")
        context.say(
            Phrase(
                "Open it in a browser within 5 minutes: it signs in \(report.login), once.",
                fr: "Ouvrez-le dans un navigateur dans les 5 minutes : il connecte \(report.login), une seule fois."))
        return .done
    }

    /// Scheme and host, without a slash at the end.
    private static func base(_ text: String) throws -> String {
        let rest = text.hasPrefix("https://") ? text.dropFirst(8) : text.hasPrefix("http://") ? text.dropFirst(7) : ""
        let host = rest.hasSuffix("/") ? rest.dropLast() : rest
        let isHost = host.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte | 0x20) || [0x2d, 0x2e, 0x3a, 0x5b, 0x5d].contains(byte)
        }
        guard !host.isEmpty, host.utf8.count <= 260, isHost else {
            throw InputError(
                "--at", Phrase("It is not the address of a web server.", fr: "Ce n’est pas l’adresse d’un serveur web."),
                remedy: Phrase("Such as https://passerelle.example", fr: "Par exemple https://passerelle.example"))
        }
        return (text.hasPrefix("https://") ? "https://" : "http://") + host
    }
}
