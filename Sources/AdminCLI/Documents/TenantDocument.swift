import Foundation
import SyncCore

/// One customer with all its settings.
enum TenantDocument {
    /// - Parameters:
    ///   - suspension: of a suspended one, for who asks about it.
    ///   - showsDialect: every point of how its PlanningPME speaks; JSON holds them always.
    static func make(_ tenant: Tenant, suspension: SuspensionDetail? = nil, showsDialect: Bool = false) -> Document {
        let settings = tenant.settings
        let calendar = settings.calendar
        let hours = calendar.hours
        let who = FieldList([
            Field("tenant", Cell(tenant.slug, .strong)), Field("name", tenant.name),
            Field("state", Cell(tenant.state.rawValue, tenant.state.tone)), Field("environment", tenant.environment.rawValue),
            Field("Lucca", tenant.luccaURL), Field("former accounts", former(tenant)),
            Field("PlanningPME", tenant.planningPMEURL), Field("contact", tenant.contact),
            Field("scope", scopeLine(tenant.scope)), Field("registered", LocalTime.utc(tenant.createdAt)),
        ])
        let rules = FieldList([
            Field("--identifier", settings.identifier.rawValue), Field("--match-email", yesNo(settings.matchEmail)),
            Field("--create", list(settings.create)), Field("--include-pending", yesNo(settings.includePending)),
            Field("--neutral-type", settings.neutralType), Field("--time-zone", calendar.zone.identifier),
            Field("--day-start", LocalTime.ofDay(hours.start)), Field("--midday", LocalTime.ofDay(hours.midday)),
            Field("--day-end", LocalTime.ofDay(hours.end)), Field("--days-off", list(calendar.daysOff)),
            Field("--holidays", calendar.holidays.rawValue), Field("--horizon-months", String(settings.horizonMonths)),
            Field("--initial-from", settings.initialFrom?.description ?? "none"),
            Field("--daily-at", settings.dailyAt.map(LocalTime.ofDay) ?? "none (a moment of the night)"),
            Field("--hourly-requests", String(settings.hourlyRequests)), Field("--row-limit", String(settings.rowLimit)),
            Field("--brake-count", String(settings.brake.count)),
            Field("--brake-percent", String(settings.brake.percent)),
            Field("--reference-field", settings.referenceField ?? "none (the remark)"),
            Field("--event-status", tenant.dialect.dialect[.status]),
            Field("--planning-time-zone", tenant.dialect.dialect[.zone]),
        ])
        return Document(
            sections: [.fields(who)] + (suspension?.sections ?? [])
                + [.title("Settings, as `tenant edit` takes them"), .fields(rules)]
                + (showsDialect ? DialectDocument.sections(tenant) : []),
            json: .object(members(tenant) + [JSONMember("suspension", suspension?.json ?? .null)]),
            csv: CSVTable(csvHeader, [csvRow(tenant)]))
    }

    static func list(_ tenants: [Tenant]) -> Document {
        let table = Table(
            [
                .init("tenant"), .init("name", wraps: true), .init("state"), .init("environment"), .init("lucca", wraps: true),
                .init("daily at"),
            ],
            tenants.map { tenant in
                [
                    Cell(tenant.slug), Cell(tenant.name), Cell(tenant.state.rawValue, tenant.state.tone),
                    Cell(tenant.environment.rawValue), Cell(tenant.luccaURL), Cell(tenant.settings.dailyAt.map(LocalTime.ofDay)),
                ]
            })
        return Document(
            sections: [.table(table)], json: .array(tenants.map { .object(members($0)) }),
            csv: CSVTable(csvHeader, tenants.map(csvRow)))
    }

    private static func members(_ tenant: Tenant) -> [JSONMember] {
        [
            JSONMember("slug", .text(tenant.slug)), JSONMember("name", .string(tenant.name)),
            JSONMember("state", .string(tenant.state.rawValue)), JSONMember("environment", .string(tenant.environment.rawValue)),
            JSONMember("luccaUrl", .string(tenant.luccaURL)), JSONMember("planningpmeUrl", .string(tenant.planningPMEURL)),
            JSONMember("formerAccounts", .array(tenant.formerAccounts.sorted().map { .string($0) })),
            JSONMember("contact", .text(tenant.contact)),
            JSONMember(
                "scope",
                .array(
                    tenant.scope.bases.map { base in
                        .object([
                            JSONMember("department", .text(base.id)), JSONMember("withDescendants", .bool(base.withDescendants)),
                        ])
                    })), JSONMember("createdAt", .text(tenant.createdAt)),
            JSONMember("settings", .object(settings(tenant.settings))), JSONMember("dialect", DialectDocument.json(tenant)),
        ]
    }

    private static func settings(_ settings: TenantSettings) -> [JSONMember] {
        let calendar = settings.calendar
        return [
            JSONMember("identifier", .string(settings.identifier.rawValue)), JSONMember("matchEmail", .bool(settings.matchEmail)),
            JSONMember("create", .array(inOrder(settings.create).map { .string($0) })),
            JSONMember("includePending", .bool(settings.includePending)),
            JSONMember("neutralType", .string(settings.neutralType)),
            JSONMember("timeZone", .string(calendar.zone.identifier)),
            JSONMember("dayStart", .string(LocalTime.ofDay(calendar.hours.start))),
            JSONMember("midday", .string(LocalTime.ofDay(calendar.hours.midday))),
            JSONMember("dayEnd", .string(LocalTime.ofDay(calendar.hours.end))),
            JSONMember("daysOff", .array(inOrder(calendar.daysOff).map { .string($0) })),
            JSONMember("holidays", .string(calendar.holidays.rawValue)),
            JSONMember("horizonMonths", .int(settings.horizonMonths)),
            JSONMember("initialFrom", .text(settings.initialFrom)),
            JSONMember("dailyAt", .text(settings.dailyAt.map(LocalTime.ofDay))),
            JSONMember("hourlyRequests", .int(settings.hourlyRequests)), JSONMember("brakeCount", .int(settings.brake.count)),
            JSONMember("brakePercent", .int(settings.brake.percent)), JSONMember("rowLimit", .int(settings.rowLimit)),
            JSONMember("referenceField", .text(settings.referenceField)),
        ]
    }

    private static let csvHeader = [
        "slug", "name", "state", "environment", "luccaUrl", "planningpmeUrl", "contact", "scope", "createdAt", "identifier",
        "matchEmail", "create", "includePending", "neutralType", "timeZone", "dayStart", "midday", "dayEnd", "daysOff",
        "holidays",
        "horizonMonths", "initialFrom", "dailyAt", "hourlyRequests", "brakeCount", "brakePercent", "rowLimit", "formerAccounts",
        "referenceField", "eventStatus", "planningTimeZone", "dialect",
    ]

    private static func csvRow(_ tenant: Tenant) -> [String] {
        let settings = tenant.settings
        let calendar = settings.calendar
        let who = [
            tenant.slug.value, tenant.name, tenant.state.rawValue, tenant.environment.rawValue, tenant.luccaURL,
            tenant.planningPMEURL, tenant.contact ?? "", scopeLine(tenant.scope) ?? "", tenant.createdAt.description,
        ]
        let rules = [
            settings.identifier.rawValue, String(settings.matchEmail), list(settings.create), String(settings.includePending),
            settings.neutralType, calendar.zone.identifier, LocalTime.ofDay(calendar.hours.start),
            LocalTime.ofDay(calendar.hours.midday), LocalTime.ofDay(calendar.hours.end), list(calendar.daysOff),
            calendar.holidays.rawValue, String(settings.horizonMonths),
        ]
        let rest = [
            settings.initialFrom?.description ?? "", settings.dailyAt.map(LocalTime.ofDay) ?? "", String(settings.hourlyRequests),
            String(settings.brake.count), String(settings.brake.percent), String(settings.rowLimit), former(tenant) ?? "",
            settings.referenceField ?? "", tenant.dialect.dialect[.status], tenant.dialect.dialect[.zone],
            tenant.dialect.doubt == nil ? tenant.dialect.standing.rawValue : "in doubt",
        ]
        return who + rules + rest
    }

    static func scopeLine(_ scope: DepartmentScope) -> String? {
        scope.bases.isEmpty
            ? nil : scope.bases.map { $0.withDescendants ? "\($0.id) and below" : "\($0.id) alone" }.joined(separator: ", ")
    }

    private static func former(_ tenant: Tenant) -> String? {
        tenant.formerAccounts.isEmpty ? nil : tenant.formerAccounts.sorted().joined(separator: ",")
    }

    private static func yesNo(_ value: Bool) -> String { value ? "yes" : "no" }

    private static func list<Choice: RawRepresentable<String> & CaseIterable & Hashable>(_ choices: Set<Choice>) -> String {
        choices.isEmpty ? "none" : inOrder(choices).joined(separator: ",")
    }

    private static func inOrder<Choice: RawRepresentable<String> & CaseIterable & Hashable>(_ choices: Set<Choice>) -> [String] {
        Choice.allCases.filter(choices.contains).map(\.rawValue)
    }
}

extension Tenant.State {
    var tone: Cell.Tone {
        switch self {
        case .active: .good
        case .draft, .paused: .doubtful
        case .suspended: .bad
        }
    }
}
