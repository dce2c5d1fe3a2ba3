import ArgumentParser
import Foundation
import Operations
import SyncCore
import SyncEngine
import Words

extension TenantOptions {
    /// As if none was typed.
    static func none() throws -> TenantOptions { try TenantOptions.parse([]) }

    /// The tenant with the given settings; the others stay. What is wrong is in `intake`.
    func edited(
        _ old: Tenant, _ addresses: any AddressReading, _ intake: inout Intake
    ) -> (tenant: Tenant, dialect: [DialectPoint: String]) {
        var tenant = old
        apply(to: &tenant.settings, &intake)
        if let text = name, let value = intake.label("--name", text) { tenant.name = value }
        if let text = luccaURL, let value = intake.address("--lucca-url", text, addresses.luccaURL(pasted:)) {
            tenant.luccaURL = value
        }
        if let text = planningPMEURL,
            let value = intake.address("--planningpme-url", text, addresses.planningPMEURL(pasted:))
        {
            tenant.planningPMEURL = value
        }
        if let text = environment, let value = intake.choice("--environment", text, of: Tenant.Environment.self) {
            tenant.environment = value
        }
        if let former = readFormerAccounts(&intake, luccaURL: tenant.luccaURL) { tenant.formerAccounts = former }
        if let text = contact { tenant.contact = text == "none" ? nil : intake.email("--contact", text) }
        return (tenant, readDialect(&intake))
    }

    /// A tenant to register; nil if something is wrong, which is in `intake`.
    func created(
        _ slug: TenantSlug?, _ addresses: any AddressReading, _ intake: inout Intake
    ) -> (tenant: NewTenant, dialect: [DialectPoint: String])? {
        var settings = TenantSettings(calendar: TenantCalendar(zone: TimeZone(identifier: "Europe/Paris") ?? .gmt))
        apply(to: &settings, &intake)
        let name = intake.required(
            "--name", name,
            remedy: Phrase(
                "Give the customer's name, such as --name \"Acme SA\".",
                fr: "Donnez le nom du client, par exemple --name \"Acme SA\".")
        ) { $0.label("--name", $1) }
        let lucca = intake.required(
            "--lucca-url", luccaURL,
            remedy: Phrase(
                "Give the address of the customer's Lucca, such as --lucca-url acme.ilucca.net.",
                fr: "Donnez l’adresse du Lucca du client, par exemple --lucca-url acme.ilucca.net.")
        ) { $0.address("--lucca-url", $1, addresses.luccaURL(pasted:)) }
        let planning = intake.required(
            "--planningpme-url", planningPMEURL,
            remedy: Phrase(
                "Give the brand's address, such as --planningpme-url https://api.planningpme.com/acme/.",
                fr: "Donnez l’adresse de la marque, par exemple --planningpme-url https://api.planningpme.com/acme/.")
        ) { $0.address("--planningpme-url", $1, addresses.planningPMEURL(pasted:)) }
        let environment = environment.map { intake.choice("--environment", $0, of: Tenant.Environment.self) }
        let contact = contact.flatMap { $0 == "none" ? nil : intake.email("--contact", $0) }
        let former = readFormerAccounts(&intake, luccaURL: lucca)
        let said = readDialect(&intake)
        guard intake.issues.isEmpty, let slug, let name, let lucca, let planning else { return nil }
        let tenant = NewTenant(
            slug: slug, name: name, environment: (environment ?? .production) ?? .production, luccaURL: lucca,
            planningPMEURL: planning, contact: contact, settings: settings, formerAccounts: former ?? [])
        return (tenant, said)
    }
}
