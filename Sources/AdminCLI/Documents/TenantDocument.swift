import Foundation
import JSONText
import Operations
import SyncCore
import SyncEngine
import Words

/// One tenant with all its settings.
enum TenantDocument {
    /// - Parameters:
    ///   - suspension: of a suspended tenant, if requested.
    ///   - fields: how many extra fields are carried, if requested.
    ///   - showsDialect: whether every point of the dialect is shown; JSON always has them.
    static func make(
        _ tenant: Tenant, suspension: ShowTenant.Suspension? = nil, fields: Int? = nil, showsDialect: Bool = false,
        before: Tenant? = nil
    ) -> Document {
        let (who, rules) = lists(tenant)
        return Document(
            [.fields(FieldList(who + [Field(Phrase("revision", fr: "révision"), String(tenant.revision))] + carried(fields)))]
                + (suspension.map { SuspensionWords.sections($0, tenant.slug) } ?? [])
                + [
                    .title(Phrase("Settings (options of `tenant edit`)", fr: "Réglages (options de `tenant edit`)")),
                    .fields(FieldList(rules)),
                ]
                + (showsDialect ? DialectDocument.sections(tenant) : []),
            of: facts(tenant) + ["suspension": suspension.map { SuspensionWords.facts($0, tenant.slug) }]
                + (fields.map { ["fields": $0] } ?? [:])
                + (before.map { ["changes": changes(from: $0, to: tenant)] } ?? [:]),
            csv: columns, in: tenant.settings.calendar.zone)
    }

    /// What an edit changes, one line a setting.
    static func edits(from old: Tenant, to new: Tenant) -> [Phrase] {
        let (before, after) = (lists(old), lists(new))
        return zip(before.who + before.rules, after.who + after.rules).compactMap { was, becomes in
            guard was != becomes else { return nil }
            func line(_ language: Language) -> String {
                let (was, becomes) = (was.localized(language), becomes.localized(language))
                return "  \(was.name)  \(was.cell.text) → \(becomes.cell.text)"
            }
            return Phrase(line(.english), fr: line(.french))
        }
    }

    /// The same with the names and values of JSON.
    private static func changes(from old: Tenant, to new: Tenant) -> [Facts] {
        let (before, after) = (JSONValue(encoding: settable(old)), JSONValue(encoding: settable(new)))
        return (after.members?.members ?? []).compactMap { member in
            let was = before[member.name] ?? .null
            return was == member.value ? nil : ["setting": member.name, "before": was, "after": member.value]
        }
    }

    private static func settable(_ tenant: Tenant) -> Facts {
        facts(of: tenant) + facts(tenant.settings) + [
            "eventStatus": tenant.dialect.dialect[.status], "planningTimeZone": tenant.dialect.dialect[.zone],
        ]
    }

    private static func lists(_ tenant: Tenant) -> (who: [Field], rules: [Field]) {
        let settings = tenant.settings
        let calendar = settings.calendar
        let hours = calendar.hours
        let who = [
            Field(.tenant, Cell(tenant.slug, .strong)), Field(Phrase("name", fr: "nom"), tenant.name),
            Field(Phrase("state", fr: "état"), Cell(tenant.state.name, tenant.state.tone)),
            Field(Phrase("environment", fr: "environnement"), tenant.environment.rawValue), Field("Lucca", tenant.luccaURL),
            Field(Phrase("former accounts", fr: "anciens comptes"), former(tenant)),
            Field("PlanningPME", tenant.planningPMEURL), Field("contact", tenant.contact),
            Field(Phrase("scope", fr: "périmètre"), SettingWords.scope(tenant.scope)),
            Field(Phrase("registered", fr: "enregistré le"), LocalTime.utc(tenant.createdAt)),
        ]
        let rules = [
            Field("--identifier", settings.identifier.rawValue),
            Field("--match-email", Cell(SettingWords.yesNo(settings.matchEmail))),
            Field("--create", Cell(SettingWords.list(settings.create.map(\.rawValue), of: TenantSettings.Creatable.self))),
            Field("--include-pending", Cell(SettingWords.pending(settings.includePending))),
            Field("--neutral-type", settings.neutralType), Field("--time-zone", calendar.zone.identifier),
            Field("--day-start", LocalTime.ofDay(hours.start)), Field("--midday", LocalTime.ofDay(hours.midday)),
            Field("--day-end", LocalTime.ofDay(hours.end)),
            Field("--days-off", Cell(SettingWords.list(calendar.daysOff.map(\.rawValue), of: Weekday.self))),
            Field("--holidays", calendar.holidays.rawValue), Field("--horizon-months", String(settings.horizonMonths)),
            Field("--initial-from", settings.initialFrom?.description ?? "none"),
            Field("--daily-at", Cell(SettingWords.daily(settings.dailyAt))),
            Field("--lucca-api", String(settings.luccaAPI.rawValue)),
            Field("--lucca-requests", String(settings.luccaRequests)),
            Field("--hourly-requests", String(settings.hourlyRequests)), Field("--row-limit", String(settings.rowLimit)),
            Field("--brake-count", String(settings.brake.count)),
            Field("--brake-percent", String(settings.brake.percent)),
            Field("--alert-recipient", settings.alertRecipient ?? "none"),
            Field("--reference-field", Cell(SettingWords.referenceField(settings.referenceField))),
            Field("--event-status", tenant.dialect.dialect[.status]),
            Field("--planning-time-zone", tenant.dialect.dialect[.zone]),
        ]
        return (who, rules)
    }

    private static func carried(_ fields: Int?) -> [Field] {
        fields.map { [Field(Phrase("extra fields", fr: "données supplémentaires"), String($0))] } ?? []
    }

    static func list(_ overviews: [TenantOverview]) -> Document {
        let table = Table(
            [
                .init(.tenant, clips: true), .init(Phrase("name", fr: "nom"), clips: true, yields: true),
                .init(Phrase("state", fr: "état")), .init(Phrase("last success", fr: "dern. succès")),
                .init(Phrase("last run", fr: "dern. exéc.")),
                .init(Phrase("next run", fr: "prochaine"), yieldsLast: true),
                .init(Phrase("new", fr: "nouv."), .right, isOptional: true),
                .init(Phrase("withheld", fr: "retenues"), .right, isOptional: true), .init(Phrase("dialect", fr: "dialecte")),
                .init(Phrase("environment", fr: "environnement"), yields: true), .init("lucca", yields: true),
            ],
            overviews.map { overview in
                let tenant = overview.tenant
                return [
                    Cell(tenant.slug), Cell(tenant.name), Cell(tenant.state.name, tenant.state.tone),
                    moment(overview.lastSuccessAt), last(overview.lastRun, newProblems: overview.newProblems),
                    moment(overview.nextRunAt),
                    Cell(overview.newProblems == 0 ? nil : String(overview.newProblems), .doubtful),
                    Cell(overview.review.map(withheld), .doubtful), DialectDocument.brief(tenant.dialect),
                    Cell(tenant.environment.rawValue), Cell(tenant.luccaURL),
                ]
            })
        return Document(
            [.table(table)], of: overviews.map { facts($0.tenant) + ["health": $0.facts] }, csv: columns + healthColumns,
            zone: { row in row["settings"]?["timeZone"]?.string.flatMap(TimeZone.init(identifier:)) })
    }

    /// `3`, `2 clears`, or `3 + 2 clears`.
    private static func withheld(_ review: TenantOverview.Review) -> Phrase {
        guard review.clears > 0 else { return Phrase(same: "\(review.deletions)") }
        let before = review.deletions > 0 ? "\(review.deletions) + " : ""
        return Phrase(
            before + (review.clears == 1 ? "1 clear" : "\(review.clears) clears"),
            fr: before + "\(review.clears) effac.")
    }

    private static func moment(_ instant: Instant?) -> Cell {
        Cell(instant.map(LocalTime.utc)).shortened(to: instant.map(LocalTime.shortUTC))
    }

    /// The state's word. A partial run without a new problem shows nothing that the runs before did not show.
    static func last(_ run: TenantHealth.LastRun?, newProblems: Int) -> Cell {
        guard let run else { return .nothing }
        return Cell(run.state.name, run.state == .partial && newProblems == 0 ? .plain : run.state.tone)
    }

    private static let healthColumns: [CSVTable.Column] = [
        "lastSuccessAt=health.lastSuccessAt", "nextRunAt=health.nextRunAt", "lastCompleteRun=health.lastCompleteRun",
        "newProblems=health.newProblemCount", "withheldBy=health.review.run", "withheldDeletions=health.review.deletions",
        "withheldClears=health.review.clears",
        "lastRun=health.lastRun.id", "lastRunStatus=health.lastRun.status", "lastRunError=health.lastRun.error",
    ]

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
            "dailyAt=settings.dailyAt", "luccaApi=settings.luccaApi", "luccaRequests=settings.luccaRequests",
            "hourlyRequests=settings.hourlyRequests",
            "brakeCount=settings.brakeCount", "brakePercent=settings.brakePercent", "rowLimit=settings.rowLimit",
            "formerAccounts",
            "referenceField=settings.referenceField", "alertRecipient=settings.alertRecipient",
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

    private static func former(_ tenant: Tenant) -> String? {
        tenant.formerAccounts.isEmpty ? nil : tenant.formerAccounts.sorted().joined(separator: ",")
    }

    private static func inOrder<Choice: RawRepresentable<String> & CaseIterable & Hashable>(
        _ choices: Set<Choice>
    ) -> [String] {
        Choice.allCases.filter(choices.contains).map(\.rawValue)
    }

    /// What an edit may change besides the settings.
    private static func facts(of tenant: Tenant) -> Facts {
        [
            "name": tenant.name, "state": tenant.state.rawValue, "environment": tenant.environment.rawValue,
            "luccaUrl": tenant.luccaURL, "planningpmeUrl": tenant.planningPMEURL,
            "formerAccounts": tenant.formerAccounts.sorted(), "contact": tenant.contact,
        ]
    }

    private static func facts(_ tenant: Tenant) -> Facts {
        ["slug": tenant.slug] + facts(of: tenant) + [
            "revision": tenant.revision,
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
            "dailyAt": settings.dailyAt.map(LocalTime.ofDay), "luccaApi": settings.luccaAPI.rawValue,
            "luccaRequests": settings.luccaRequests,
            "hourlyRequests": settings.hourlyRequests, "brakeCount": settings.brake.count, "brakePercent": settings.brake.percent,
            "rowLimit": settings.rowLimit,
            "referenceField": settings.referenceField, "alertRecipient": settings.alertRecipient,
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
