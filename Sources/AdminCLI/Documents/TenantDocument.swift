import Foundation
import JSONText
import Operations
import SyncCore
import Words

/// One tenant with all its settings.
enum TenantDocument {
    /// - Parameters:
    ///   - suspension: of a suspended tenant, if requested.
    ///   - showsDialect: whether every point of the dialect is shown; JSON always has them.
    static func make(_ tenant: Tenant, suspension: ShowTenant.Suspension? = nil, showsDialect: Bool = false) -> Document {
        let settings = tenant.settings
        let calendar = settings.calendar
        let hours = calendar.hours
        let who = FieldList([
            Field(.tenant, Cell(tenant.slug, .strong)), Field(Phrase("name", fr: "nom"), tenant.name),
            Field(Phrase("state", fr: "état"), Cell(tenant.state.name, tenant.state.tone)),
            Field(Phrase("environment", fr: "environnement"), tenant.environment.rawValue), Field("Lucca", tenant.luccaURL),
            Field(Phrase("former accounts", fr: "anciens comptes"), former(tenant)),
            Field("PlanningPME", tenant.planningPMEURL), Field("contact", tenant.contact),
            Field(Phrase("scope", fr: "périmètre"), scopeWords(tenant.scope)),
            Field(Phrase("registered", fr: "enregistré le"), LocalTime.utc(tenant.createdAt)),
        ])
        let rules = FieldList([
            Field("--identifier", settings.identifier.rawValue), Field("--match-email", Cell(yesNo(settings.matchEmail))),
            Field("--create", list(settings.create)), Field("--include-pending", Cell(pending(settings.includePending))),
            Field("--neutral-type", settings.neutralType), Field("--time-zone", calendar.zone.identifier),
            Field("--day-start", LocalTime.ofDay(hours.start)), Field("--midday", LocalTime.ofDay(hours.midday)),
            Field("--day-end", LocalTime.ofDay(hours.end)), Field("--days-off", list(calendar.daysOff)),
            Field("--holidays", calendar.holidays.rawValue), Field("--horizon-months", String(settings.horizonMonths)),
            Field("--initial-from", settings.initialFrom?.description ?? "none"),
            Field("--daily-at", Cell(daily(settings.dailyAt))),
            Field("--lucca-requests", String(settings.luccaRequests)),
            Field("--hourly-requests", String(settings.hourlyRequests)), Field("--row-limit", String(settings.rowLimit)),
            Field("--brake-count", String(settings.brake.count)),
            Field("--brake-percent", String(settings.brake.percent)),
            Field(
                "--reference-field",
                Cell(
                    settings.referenceField.map(Phrase.init(same:)) ?? Phrase("none (the remark)", fr: "none (la remarque)"))),
            Field("--event-status", tenant.dialect.dialect[.status]),
            Field("--planning-time-zone", tenant.dialect.dialect[.zone]),
        ])
        return Document(
            [.fields(who)] + (suspension.map { SuspensionWords.sections($0, tenant.slug) } ?? [])
                + [
                    .title(Phrase("Settings (options of `tenant edit`)", fr: "Réglages (options de `tenant edit`)")),
                    .fields(rules),
                ]
                + (showsDialect ? DialectDocument.sections(tenant) : []),
            of: facts(tenant) + ["suspension": suspension.map { SuspensionWords.facts($0, tenant.slug) }], csv: columns)
    }

    static func list(_ tenants: [Tenant]) -> Document {
        let table = Table(
            [
                .init(.tenant), .init(Phrase("name", fr: "nom"), wraps: true), .init(Phrase("state", fr: "état")),
                .init(Phrase("environment", fr: "environnement")), .init("lucca", wraps: true),
                .init(Phrase("daily at", fr: "chaque jour à")),
            ],
            tenants.map { tenant in
                [
                    Cell(tenant.slug), Cell(tenant.name), Cell(tenant.state.name, tenant.state.tone),
                    Cell(tenant.environment.rawValue), Cell(tenant.luccaURL), Cell(tenant.settings.dailyAt.map(LocalTime.ofDay)),
                ]
            })
        return Document(
            [.table(table)], of: tenants.map(facts), csv: columns)
    }

    private static let columns: [CSVTable.Column] =
        ["slug", "name", "state", "environment", "luccaUrl", "planningpmeUrl", "contact"] + [
            .init("scope") { $0.elements.flatMap(scopeLine) }
        ] + ["createdAt", "identifier=settings.identifier", "matchEmail=settings.matchEmail"] + [
            .init("create", "settings.create", none: "none")
        ] + [
            "includePending=settings.includePending", "neutralType=settings.neutralType", "timeZone=settings.timeZone",
            "dayStart=settings.dayStart", "midday=settings.midday", "dayEnd=settings.dayEnd",
        ] + [.init("daysOff", "settings.daysOff", none: "none")] + [
            "holidays=settings.holidays", "horizonMonths=settings.horizonMonths", "initialFrom=settings.initialFrom",
            "dailyAt=settings.dailyAt", "luccaRequests=settings.luccaRequests", "hourlyRequests=settings.hourlyRequests",
            "brakeCount=settings.brakeCount", "brakePercent=settings.brakePercent", "rowLimit=settings.rowLimit",
            "formerAccounts",
            "referenceField=settings.referenceField",
        ] + [
            .init("eventStatus", "dialect.points") { point(.status, of: $0) },
            .init("planningTimeZone", "dialect.points") { point(.zone, of: $0) },
            .init("dialect") { $0["doubt"] == .null ? $0["state"]?.string : "in doubt" },
        ]

    private static func point(_ point: DialectPoint, of points: JSONValue) -> String? {
        points.elements?.first { $0["point"]?.string == point.rawValue }?["value"]?.string
    }

    /// - Parameter bases: of a scope, as in JSON.
    private static func scopeLine(_ bases: [JSONValue]) -> String? {
        bases.isEmpty
            ? nil
            : bases.map { "\($0["department"]?.text ?? "") \($0["withDescendants"] == .bool(true) ? "and below" : "alone")" }
                .joined(separator: ", ")
    }

    static func scopeWords(_ scope: DepartmentScope) -> Phrase? {
        guard !scope.bases.isEmpty else { return nil }
        let bases = scope.bases.map { base in
            base.withDescendants
                ? Phrase("\(base.id) and below", fr: "\(base.id) et ses sous-départements")
                : Phrase("\(base.id) alone", fr: "\(base.id) seul")
        }
        return Phrase(bases.map(\.english).joined(separator: ", "), fr: bases.map(\.french).joined(separator: ", "))
    }

    private static func daily(_ minutes: Int?) -> Phrase {
        minutes.map { Phrase(same: LocalTime.ofDay($0)) }
            ?? Phrase("none (a moment of the night)", fr: "none (un moment de la nuit)")
    }

    private static func former(_ tenant: Tenant) -> String? {
        tenant.formerAccounts.isEmpty ? nil : tenant.formerAccounts.sorted().joined(separator: ",")
    }

    private static func pending(_ isIncluded: Bool) -> Phrase {
        isIncluded
            ? Phrase(
                "yes (Lucca may list approved requests only)",
                fr: "oui (Lucca ne liste peut-être que les demandes approuvées)")
            : yesNo(false)
    }

    private static func yesNo(_ value: Bool) -> Phrase { value ? Phrase("yes", fr: "oui") : Phrase("no", fr: "non") }

    private static func list<Choice: RawRepresentable<String> & CaseIterable & Hashable>(_ choices: Set<Choice>) -> String {
        choices.isEmpty ? "none" : inOrder(choices).joined(separator: ",")
    }

    private static func inOrder<Choice: RawRepresentable<String> & CaseIterable & Hashable>(
        _ choices: Set<Choice>
    ) -> [String] {
        Choice.allCases.filter(choices.contains).map(\.rawValue)
    }

    private static func facts(_ tenant: Tenant) -> Facts {
        [
            "slug": tenant.slug, "name": tenant.name, "state": tenant.state.rawValue, "environment": tenant.environment.rawValue,
            "luccaUrl": tenant.luccaURL, "planningpmeUrl": tenant.planningPMEURL,
            "formerAccounts": tenant.formerAccounts.sorted(), "contact": tenant.contact,
            "scope": tenant.scope.bases.map { ["department": $0.id, "withDescendants": $0.withDescendants] as Facts },
            "createdAt": tenant.createdAt, "settings": facts(tenant.settings), "dialect": DialectDocument.facts(tenant),
        ]
    }

    private static func facts(_ settings: TenantSettings) -> Facts {
        let (calendar, hours) = (settings.calendar, settings.calendar.hours)
        return [
            "identifier": settings.identifier, "matchEmail": settings.matchEmail, "create": inOrder(settings.create),
            "includePending": settings.includePending, "neutralType": settings.neutralType,
            "timeZone": calendar.zone.identifier, "dayStart": LocalTime.ofDay(hours.start),
            "midday": LocalTime.ofDay(hours.midday), "dayEnd": LocalTime.ofDay(hours.end),
            "daysOff": inOrder(calendar.daysOff), "holidays": calendar.holidays.rawValue,
            "horizonMonths": settings.horizonMonths, "initialFrom": settings.initialFrom,
            "dailyAt": settings.dailyAt.map(LocalTime.ofDay), "luccaRequests": settings.luccaRequests,
            "hourlyRequests": settings.hourlyRequests, "brakeCount": settings.brake.count, "brakePercent": settings.brake.percent,
            "rowLimit": settings.rowLimit,
            "referenceField": settings.referenceField,
        ]
    }
}

extension Phrase {
    static let tenant = Phrase("tenant", fr: "client")
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

/// Why a tenant is suspended, and how to end it.
enum SuspensionWords {
    static func sections(_ suspension: ShowTenant.Suspension, _ tenant: TenantSlug) -> [Document.Section] {
        let (failure, words) = (suspension.failure, FailureWords(tenant: tenant))
        let days = Tenant.failedDaysBeforeSuspension
        return [
            .title(
                Phrase(
                    "Suspended: \(days) scheduled runs in a row failed. The last failure",
                    fr: "Suspendu : \(days) exécutions planifiées de suite ont échoué. Le dernier échec")),
            .fields(
                FieldList([
                    Field(Phrase("what", fr: "constat"), Cell(failure.map { words.message($0.error) }, .bad)),
                    Field(Phrase("remedy", fr: "remède"), failure.map { words.remedy($0.error) }),
                    Field("code", failure?.error.code.rawValue),
                    Field(Phrase("since", fr: "depuis le"), failure?.at.map(LocalTime.utc)),
                    Field(Phrase("run", fr: "exécution"), suspension.run?.description),
                ])),
            .note(
                Phrase(
                    "Then run `passerelle tenant activate \(tenant)`, which tests the connections first. The next run catches up.",
                    fr:
                        "Lancez ensuite `passerelle tenant activate \(tenant)`, qui teste d’abord les connexions. La prochaine exécution "
                        + "rattrape le retard.")),
        ]
    }

    static func facts(_ suspension: ShowTenant.Suspension, _ tenant: TenantSlug) -> Facts {
        let (error, words) = (suspension.failure?.error, FailureWords(tenant: tenant))
        return [
            "run": suspension.run, "since": suspension.failure?.at, "code": error?.code.rawValue,
            "message": error.map { words.message($0).english }, "remedy": error.map { words.remedy($0).english },
        ]
    }
}
