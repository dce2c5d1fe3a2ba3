import ArgumentParser
import Operations
import SyncCore
import SyncEngine
import Words

struct BindCredentialsCommand: ShowingCommand, ChangingCommand {
    static let configuration = CommandConfiguration(
        commandName: "bind", abstract: "Binds the secrets of an older release to the hosts of the customers' addresses.",
        discussion: """
            Needed once, after the upgrade from a release that bound secrets to no host: until then they are not used. Without \
            --yes it lists where each would go. Compare the hosts with what the customers gave you: whoever could write the \
            database before may have changed an address, and what is bound to it is sent there. --all takes every customer whose \
            hosts are Lucca's and PlanningPME's own; name the others.

            Example:
              passerelle credential bind --all
              passerelle credential bind --all --yes
            """)

    @Argument(help: ArgumentHelp("The tenants.", valueName: "slug")) var slugs: [String] = []
    @Flag(help: "Every tenant.") var all = false
    @Flag(help: "Confirms that these hosts are the customers'.") var yes = false
    @OptionGroup var reasoning: ReasonOptions
    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        var intake = Intake()
        if slugs.isEmpty != all {
            intake.refuse(
                "SLUG, --all", Phrase("Give tenants or --all.", fr: "Donnez des clients ou --all."),
                remedy: .example("passerelle credential bind acme"))
        }
        let named = slugs.compactMap { intake.slug($0) }
        try intake.finish()
        let tenants = all ? nil : named
        let found = try await context.perform(ListUnboundCredentials(of: tenants))
        context.show(BindDocument.make(found), unless: found.isEmpty)
        guard !found.isEmpty else {
            context.say(
                Phrase("Every stored secret is bound to its host.", fr: "Chaque secret enregistré est lié à son hôte."))
            return .done
        }
        let left = found.filter { all && !$0.wellKnown }
        for slug in Set(left.map(\.tenant.value)).sorted() {
            context.warn(
                Phrase(
                    "The address of \(slug) is on an unusual host: --all leaves it out.",
                    fr: "L’adresse du client \(slug) est sur un hôte inhabituel : --all l’omet."),
                next: Phrase(same: "passerelle credential bind \(slug)"))
        }
        guard left.count < found.count else { return .failed }
        let count = try await context.perform(BindCredentials(of: tenants, isConfirmed: yes))
        let secrets = Phrase.counted(count, "secret", "secrets", fr: "secret lié", "secrets liés")
        context.say(
            Phrase("Bound \(secrets.english), each to its host.", fr: "\(secrets.french), chacun à son hôte."))
        return left.isEmpty ? .done : .failed
    }
}
