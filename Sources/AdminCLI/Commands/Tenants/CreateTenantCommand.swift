import ArgumentParser
import Foundation
import Operations
import SyncCore
import SyncEngine

/// `passerelle tenant create`.
struct CreateTenantCommand: ShowingCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Registers a customer, in state draft.",
        discussion: """
            Example:
              passerelle tenant create acme --name "Acme SA" --lucca-url acme.ilucca.net \\
                  --planningpme-url https://api.planningpme.com/acme/
            """)

    @Argument(help: "A short name to type: 2 to 40 of a-z, 0-9 and -.") var slug: String
    @OptionGroup(title: "The customer") var options: TenantOptions
    @OptionGroup var showing: ShowingOptions
    @OptionGroup var global: GlobalOptions

    func perform(_ context: CommandContext) async throws -> CommandExit {
        let (new, said) = try read(context)
        let report = try await context.perform(CreateTenant(new, said: said))
        let tenant = report.tenant
        context.show(TenantDocument.make(tenant))
        if report.looksLikeTestBase {
            context.warn(
                "\(tenant.luccaURL) looks like a test base, but the tenant is registered as production.",
                next: "passerelle tenant edit \(tenant.slug) --environment test")
        }
        context.say("Registered \(tenant.slug) as a draft.", next: "passerelle credential set \(tenant.slug) lucca-api-key")
        return .done
    }

    private func read(
        _ context: CommandContext
    ) throws -> (tenant: NewTenant, dialect: [DialectPoint: String]) {
        let addresses = context.installation.addresses
        var intake = Intake()
        let slug = intake.slug(slug)
        var settings = TenantSettings(calendar: TenantCalendar(zone: TimeZone(identifier: "Europe/Paris") ?? .gmt))
        options.apply(to: &settings, &intake)
        let name = intake.required("--name", options.name, remedy: "Say who the customer is, such as --name \"Acme SA\".") {
            $0.label("--name", $1)
        }
        let lucca = intake.required(
            "--lucca-url", options.luccaURL, remedy: "Give the customer's Lucca, such as --lucca-url acme.ilucca.net."
        ) { $0.address("--lucca-url", $1, addresses.luccaURL(pasted:)) }
        let planning = intake.required(
            "--planningpme-url", options.planningPMEURL,
            remedy: "Give the brand's address, such as --planningpme-url https://api.planningpme.com/acme/."
        ) { $0.address("--planningpme-url", $1, addresses.planningPMEURL(pasted:)) }
        let environment = options.environment.map { intake.choice("--environment", $0, of: Tenant.Environment.self) }
        let contact = options.contact.flatMap { $0 == "none" ? nil : intake.email("--contact", $0) }
        let former = options.readFormerAccounts(&intake, luccaURL: lucca)
        let said = options.readDialect(&intake)
        try intake.finish()
        guard let slug, let name, let lucca, let planning else { throw InputError([]) }
        let tenant = NewTenant(
            slug: slug, name: name, environment: (environment ?? .production) ?? .production, luccaURL: lucca,
            planningPMEURL: planning, contact: contact, settings: settings, formerAccounts: former ?? [])
        return (tenant, said)
    }
}
