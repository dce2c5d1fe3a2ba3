import ArgumentParser
import Foundation
import SyncCore
import Words

/// The settings of a tenant, as `tenant create` and `tenant edit` take them. All are read as texts, so that everything wrong
/// with them can be told at once.
struct TenantOptions: ParsableArguments {
    private typealias Rule = TenantSettings.Rule

    private static func span(_ rule: Rule) -> String { "\(rule.range.lowerBound) to \(rule.range.upperBound)" }

    @Option(help: "The customer's name, for people.")
    var name: String?

    @Option(help: ArgumentHelp("The customer's Lucca, as pasted from a browser.", valueName: "url"))
    var luccaURL: String?

    @Option(
        name: .customLong("planningpme-url"),
        help: ArgumentHelp("The brand's address, https://api.planningpme.com/{brand}/.", valueName: "url"))
    var planningPMEURL: String?

    @Option(
        help: ArgumentHelp(
            "Names that the Lucca account had before, with commas, or none: events under them are this tenant's (default: none).",
            valueName: "names"))
    var formerAccounts: String?

    @Option(help: "production or test (default: production).", completion: .list(["production", "test"]))
    var environment: String?

    @Option(help: ArgumentHelp("The customer's contact when something is wrong, or none.", valueName: "email"))
    var contact: String?

    @Option(
        help: ArgumentHelp(
            "Who of your team gets the tenant's alerts: a name or an address in Alertmanager's routes, or none (the default).",
            valueName: "recipient"))
    var alertRecipient: String?

    @Option(help: ArgumentHelp("The tenant's time zone (default: Europe/Paris).", valueName: "zone"))
    var timeZone: String?

    @Option(help: ArgumentHelp("Where the window starts until the first successful run, or none.", valueName: "date"))
    var initialFrom: String?

    @Option(help: ArgumentHelp("How far ahead to sync, \(Self.span(.horizonMonths)) (default: 6).", valueName: "months"))
    var horizonMonths: String?

    @Option(
        help: ArgumentHelp(
            "Local time of the daily run, or none: a moment of the night, spread by tenant (the default).", valueName: "hh:mm"))
    var dailyAt: String?

    @Option(
        help: "What equals the resource's registration number: employee-number, login or lucca-id (default: employee-number).",
        completion: .list(EmployeeIdentifier.allCases.map(\.rawValue)))
    var identifier: String?

    @Flag(inversion: .prefixedNo, help: "Also match employees to resources by e-mail (default: no).")
    var matchEmail: Bool?

    @Option(
        help: ArgumentHelp(
            "What may be created in PlanningPME: none, or some of resources,departments,types (default: types). A new resource can cost a licence.",
            valueName: "list"))
    var create: String?

    @Flag(
        inversion: .prefixedNo,
        help: "Show requests that are not approved yet (default: no). Lucca may list approved ones only.")
    var includePending: Bool?

    @Option(help: ArgumentHelp("The type that hides a reason (default: Absent).", valueName: "label"))
    var neutralType: String?

    @Option(help: ArgumentHelp("When mornings start (default: 00:00).", valueName: "hh:mm"))
    var dayStart: String?

    @Option(help: ArgumentHelp("When afternoons start (default: 12:00).", valueName: "hh:mm"))
    var midday: String?

    @Option(help: ArgumentHelp("When days end (default: 24:00).", valueName: "hh:mm"))
    var dayEnd: String?

    @Option(
        help: ArgumentHelp(
            "Days without work: none, or some of mon,tue,wed,thu,fri,sat,sun (default: sat,sun).", valueName: "list"))
    var daysOff: String?

    @Option(
        help: "Public holidays without work: none, fr or fr-alsace-moselle (default: none).",
        completion: .list(HolidayCalendar.allCases.map(\.rawValue)))
    var holidays: String?

    @Option(
        name: .customLong("lucca-api"),
        help: ArgumentHelp(
            "The generation of Lucca's interface: 1 by API key, or 2 by an application with lucca-client-id and lucca-client-secret (default: 1).",
            valueName: "1|2"), completion: .list(LuccaGeneration.allCases.map { "\($0.rawValue)" }))
    var luccaAPI: String?

    @Option(
        help: ArgumentHelp(
            "Requests per 60 s to the Lucca account, \(Self.span(.luccaRequests)) (default: 40). The customer's other integrations share the account's 50.",
            valueName: "count"))
    var luccaRequests: String?

    @Option(
        help: ArgumentHelp(
            "Requests an hour of the AppKey's plan, \(Self.span(.hourlyRequests)) (default: 2000).", valueName: "count"))
    var hourlyRequests: String?

    @Option(help: ArgumentHelp("Deletions that a run may always do (default: 10).", valueName: "count"))
    var brakeCount: String?

    @Option(help: ArgumentHelp("Share of the future events that a run may delete (default: 20).", valueName: "percent"))
    var brakePercent: String?

    @Option(
        help: ArgumentHelp("Rows that a run may read from Lucca or from PlanningPME (default: 4000000).", valueName: "count"))
    var rowLimit: String?

    @Option(
        help: ArgumentHelp(
            "API name of the custom field of unavailabilities that holds our reference, or none: the remark (the default).",
            valueName: "name"))
    var referenceField: String?

    @Option(
        help: ArgumentHelp(
            "Key of the status that PlanningPME's events are given, or none: as `tenant probe` finds out (the default).",
            valueName: "key"))
    var eventStatus: String?

    @Option(
        help: ArgumentHelp(
            "Zone of PlanningPME's local times where it is not --time-zone's, or tenant: as `tenant probe` finds out (the default).",
            valueName: "zone"))
    var planningTimeZone: String?

    /// What the operator says of how PlanningPME speaks.
    func readDialect(_ intake: inout Intake) -> [DialectPoint: String] {
        var said: [DialectPoint: String] = [:]
        if let text = eventStatus {
            if text.lowercased() == "none" {
                said[.status] = "none"
            } else if let key = intake.number("--event-status", text, in: 1...Int(Int32.max), remedy: Self.whereStatusesAre) {
                said[.status] = String(key)
            }
        }
        if let text = planningTimeZone {
            if text.lowercased() == "tenant" {
                said[.zone] = "tenant"
            } else if intake.timeZone("--planning-time-zone", text) != nil {
                said[.zone] = text
            }
        }
        return said
    }

    private static let whereStatusesAre = Phrase(
        "Give the status's key, such as --event-status 3. Keys are in the evidence of the point status that `tenant probe` and `tenant check` "
            + "show, and in the brand's api/config, which --record keeps.",
        fr: "Donnez la clé du statut, par exemple --event-status 3. Les clés sont dans les preuves du point status que montrent "
            + "`tenant probe` et `tenant check`, et dans l’api/config de la marque, que --record enregistre.")

    /// nil when they were not given, or are refused.
    func readFormerAccounts(_ intake: inout Intake, luccaURL: String?) -> Set<String>? {
        guard let text = formerAccounts else { return nil }
        if text.lowercased() == "none" { return [] }
        let names = Set(text.lowercased().split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) })
        let today = luccaURL.map { Tenant.luccaAccount(of: $0) }
        let wrong = names.filter { $0.wholeMatch(of: /[a-z0-9-]{1,63}/) == nil }
        if names.isEmpty || !wrong.isEmpty {
            intake.refuse(
                "--former-accounts",
                .invalid(wrong.sorted()),
                remedy: Phrase(
                    "Give the first label of the former host, such as --former-accounts acme for acme.ilucca.net, or none.",
                    fr:
                        "Donnez le premier élément de l’ancien nom d’hôte, par exemple --former-accounts acme pour acme.ilucca.net, "
                        + "ou none."))
        } else if let today, names.contains(today) {
            intake.refuse(
                "--former-accounts",
                Phrase("\(today) is the account's current name.", fr: "\(today) est le nom actuel du compte."),
                remedy: Phrase("Give only its former names.", fr: "Ne donnez que ses anciens noms."))
        } else {
            return names
        }
        return nil
    }

    /// Puts the settings given into `settings`; the others stay.
    func apply(to settings: inout TenantSettings, _ intake: inout Intake) {
        if let text = identifier, let value = intake.choice("--identifier", text, of: EmployeeIdentifier.self) {
            settings.identifier = value
        }
        if let matchEmail { settings.matchEmail = matchEmail }
        if let text = create, let value = intake.choices("--create", text, of: TenantSettings.Creatable.self) {
            settings.create = value
        }
        if let includePending { settings.includePending = includePending }
        if let text = neutralType, let value = intake.label("--neutral-type", text, longest: Rule.neutralType.range.upperBound) {
            settings.neutralType = value
        }
        if let text = luccaAPI {
            if let value = Int(text).flatMap(LuccaGeneration.init) {
                settings.luccaAPI = value
            } else {
                intake.refuse(
                    "--lucca-api", .invalid([text]), remedy: .choose(LuccaGeneration.allCases.map { "\($0.rawValue)" }))
            }
        }
        if let text = luccaRequests,
            let value = intake.number(
                "--lucca-requests", text, in: Rule.luccaRequests.range, example: RequestPlan.luccaStandardRequests)
        {
            settings.luccaRequests = value
        }
        if let text = hourlyRequests,
            let value = intake.number("--hourly-requests", text, in: Rule.hourlyRequests.range, example: 2000)
        {
            settings.hourlyRequests = value
        }
        if let text = horizonMonths, let value = intake.number("--horizon-months", text, in: Rule.horizonMonths.range, example: 6)
        {
            settings.horizonMonths = value
        }
        if let text = dailyAt {
            if text == "none" {
                settings.dailyAt = nil
            } else if let value = intake.timeOfDay("--daily-at", text) {
                settings.dailyAt = value
            }
        }
        if let text = initialFrom {
            if text == "none" {
                settings.initialFrom = nil
            } else if let value = intake.day("--initial-from", text) {
                settings.initialFrom = value
            }
        }
        if let text = brakeCount, let value = intake.number("--brake-count", text, in: Rule.brakeCount.range, example: 10) {
            settings.brake.count = value
        }
        if let text = brakePercent, let value = intake.number("--brake-percent", text, in: Rule.brakePercent.range, example: 20) {
            settings.brake.percent = value
        }
        if let text = rowLimit, let value = intake.number("--row-limit", text, in: Rule.rowLimit.range, example: 4_000_000) {
            settings.rowLimit = value
        }
        if let text = alertRecipient {
            if text.lowercased() == "none" {
                settings.alertRecipient = nil
            } else if let value = intake.alertRecipient("--alert-recipient", text) {
                settings.alertRecipient = value
            }
        }
        if let text = referenceField {
            if text.lowercased() == "none" {
                settings.referenceField = nil
            } else if let value = intake.label("--reference-field", text, longest: Rule.referenceField.range.upperBound) {
                settings.referenceField = value
            }
        }
        apply(to: &settings.calendar, &intake)
    }

    private func apply(to calendar: inout TenantCalendar, _ intake: inout Intake) {
        if let text = timeZone, let value = intake.timeZone("--time-zone", text) { calendar.zone = value }
        if let text = daysOff, let value = intake.choices("--days-off", text, of: Weekday.self) {
            if !Rule.workDays.range.contains(Weekday.allCases.count - value.count) {
                intake.refuse(
                    "--days-off", Phrase("No day would be left to work.", fr: "Il ne resterait aucun jour de travail."),
                    remedy: Phrase("Leave out the days that are worked.", fr: "Omettez les jours travaillés."))
            } else {
                calendar.daysOff = value
            }
        }
        if let text = holidays, let value = intake.choice("--holidays", text, of: HolidayCalendar.self) {
            calendar.holidays = value
        }
        guard dayStart != nil || midday != nil || dayEnd != nil else { return }
        let start = dayStart.map { intake.timeOfDay("--day-start", $0) } ?? calendar.hours.start
        let middle = midday.map { intake.timeOfDay("--midday", $0) } ?? calendar.hours.midday
        let end = dayEnd.map { intake.timeOfDay("--day-end", $0, midnightAtEnd: true) } ?? calendar.hours.end
        guard let start, let middle, let end else { return }
        if let hours = DayHours(start: start, midday: middle, end: end) {
            calendar.hours = hours
        } else {
            let times = [start, middle, end].map(LocalTime.ofDay).joined(separator: ", ")
            intake.refuse(
                "--day-start, --midday, --day-end",
                Phrase(
                    "The times \(times) are not in order.", fr: "Les heures \(times) ne sont pas dans l’ordre."),
                remedy: Phrase(
                    "Give three times in order, such as 08:00, 12:00 and 18:00.",
                    fr: "Donnez trois heures dans l’ordre, par exemple 08:00, 12:00 et 18:00."))
        }
    }
}

/// For the commands whose exchanges with both systems can be shown to somebody.
struct RecordingOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Write what is exchanged with both systems to a new file, without names, texts and credentials, for support.",
            valueName: "file"), completion: .file())
    var record: String?
}
