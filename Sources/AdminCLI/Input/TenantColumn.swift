import Foundation
import Operations
import SyncCore
import SyncEngine

/// A column of a file of tenants: the slug, the scope, or an option of `tenant edit`.
struct TenantColumn: Sendable {
    /// As in JSON: `dailyAt`.
    let name: String
    /// Its value now, which `tenant edit` takes; nil for an empty cell.
    let text: @Sendable (Tenant) -> String?
    private let option: Option?

    private enum Option {
        case text(any WritableKeyPath<TenantOptions, String?> & Sendable)
        /// Yes or no.
        case flag(any WritableKeyPath<TenantOptions, Bool?> & Sendable)
    }

    /// As `tenant edit` spells it: `--daily-at`.
    var optionName: String {
        "--" + name.reduce(into: "") { $0 += $1.isUppercase ? "-" + $1.lowercased() : String($1) }
    }

    /// Puts a cell into the options. What is wrong with it is in `intake`.
    func put(_ cell: String, into options: inout TenantOptions, _ intake: inout Intake) {
        switch option {
        case nil: break
        case .text(let path): options[keyPath: path] = Self.typed(cell)
        case .flag(let path):
            switch cell.lowercased() {
            case "true", "yes", "vrai", "oui", "1": options[keyPath: path] = true
            case "false", "no", "faux", "non", "0": options[keyPath: path] = false
            default: intake.refuse(optionName, .invalid([cell]), remedy: .choose(["true", "false"]))
            }
        }
    }

    /// The option as it was given to a command; nil if it was not.
    func given(_ options: TenantOptions) -> String? {
        switch option {
        case nil: nil
        case .text(let path): options[keyPath: path]
        case .flag(let path): options[keyPath: path].map(String.init)
        }
    }

    /// As people type it: spreadsheets write `05:30:00` for the time, and in French `01/09/2026` for the day.
    private static func typed(_ cell: String) -> String {
        if let time = cell.wholeMatch(of: /([0-9]{1,2}:[0-9]{2}):00/) { return String(time.1) }
        if let day = cell.wholeMatch(of: /([0-9]{2})\/([0-9]{2})\/([0-9]{4})/) { return "\(day.3)-\(day.2)-\(day.1)" }
        return cell
    }

    /// For conditions: it is not set by an edit.
    static let state = TenantColumn("state") { $0.state.rawValue }
    static let slug = TenantColumn("slug") { $0.slug.value }
    static let scope = TenantColumn("scope") { tenant in
        tenant.scope.bases.isEmpty
            ? nil : tenant.scope.bases.map { "\($0.id) \($0.withDescendants ? "and below" : "alone")" }.joined(separator: ", ")
    }

    /// Everything that a person sets on a tenant, without secrets. `none` stands for what is cleared.
    static let all: [TenantColumn] =
        [
            slug, TenantColumn("name", \.name) { $0.name },
            TenantColumn("environment", \.environment) { $0.environment.rawValue },
            TenantColumn("luccaUrl", \.luccaURL) { $0.luccaURL },
            TenantColumn("planningpmeUrl", \.planningPMEURL) { $0.planningPMEURL },
            TenantColumn("formerAccounts", \.formerAccounts) { list($0.formerAccounts.sorted()) },
            TenantColumn("contact", \.contact) { $0.contact ?? "none" },
            TenantColumn("alertRecipient", \.alertRecipient) { $0.settings.alertRecipient ?? "none" },
        ] + settings + [
            TenantColumn("eventStatus", \.eventStatus) { said(.status, $0) },
            TenantColumn("planningTimeZone", \.planningTimeZone) { said(.zone, $0) }, scope,
        ]

    private static let settings: [TenantColumn] = [
        TenantColumn("timeZone", \.timeZone) { $0.settings.calendar.zone.identifier },
        TenantColumn("initialFrom", \.initialFrom) { $0.settings.initialFrom?.description ?? "none" },
        TenantColumn("horizonMonths", \.horizonMonths) { String($0.settings.horizonMonths) },
        TenantColumn("dailyAt", \.dailyAt) { $0.settings.dailyAt.map(LocalTime.ofDay) ?? "none" },
        TenantColumn("identifier", \.identifier) { $0.settings.identifier.rawValue },
        TenantColumn("matchEmail", flag: \.matchEmail) { String($0.settings.matchEmail) },
        TenantColumn("create", \.create) { chosen($0.settings.create) },
        TenantColumn("includePending", flag: \.includePending) { String($0.settings.includePending) },
        TenantColumn("neutralType", \.neutralType) { $0.settings.neutralType },
        TenantColumn("dayStart", \.dayStart) { LocalTime.ofDay($0.settings.calendar.hours.start) },
        TenantColumn("midday", \.midday) { LocalTime.ofDay($0.settings.calendar.hours.midday) },
        TenantColumn("dayEnd", \.dayEnd) { LocalTime.ofDay($0.settings.calendar.hours.end) },
        TenantColumn("daysOff", \.daysOff) { chosen($0.settings.calendar.daysOff) },
        TenantColumn("holidays", \.holidays) { $0.settings.calendar.holidays.rawValue },
        TenantColumn("luccaApi", \.luccaAPI) { String($0.settings.luccaAPI.rawValue) },
        TenantColumn("luccaRequests", \.luccaRequests) { String($0.settings.luccaRequests) },
        TenantColumn("hourlyRequests", \.hourlyRequests) { String($0.settings.hourlyRequests) },
        TenantColumn("brakeCount", \.brakeCount) { String($0.settings.brake.count) },
        TenantColumn("brakePercent", \.brakePercent) { String($0.settings.brake.percent) },
        TenantColumn("rowLimit", \.rowLimit) { String($0.settings.rowLimit) },
        TenantColumn("referenceField", \.referenceField) { $0.settings.referenceField ?? "none" },
    ]

    private init(
        _ name: String, _ path: any WritableKeyPath<TenantOptions, String?> & Sendable,
        _ text: @escaping @Sendable (Tenant) -> String?
    ) {
        self.name = name
        self.text = text
        option = .text(path)
    }

    private init(
        _ name: String, flag path: any WritableKeyPath<TenantOptions, Bool?> & Sendable,
        _ text: @escaping @Sendable (Tenant) -> String?
    ) {
        self.name = name
        self.text = text
        option = .flag(path)
    }

    private init(_ name: String, _ text: @escaping @Sendable (Tenant) -> String?) {
        self.name = name
        self.text = text
        option = nil
    }

    private static func list(_ texts: [String]) -> String { texts.isEmpty ? "none" : texts.joined(separator: ",") }

    private static func chosen<Choice: RawRepresentable<String> & CaseIterable & Hashable>(_ choices: Set<Choice>) -> String {
        list(Choice.allCases.filter(choices.contains).map(\.rawValue))
    }

    /// Only what a person said: what a probe found is not set.
    private static func said(_ point: DialectPoint, _ tenant: Tenant) -> String? {
        tenant.dialect.findings[point]?.origin == .person ? tenant.dialect.dialect[point] : nil
    }
}

extension TenantColumn {
    /// What differs between two tenants, as columns with their texts.
    static func changes(from old: Tenant, to new: Tenant) -> [TenantColumnChange] {
        all.compactMap { column in
            let (before, after) = (column.text(old), column.text(new))
            return before == after ? nil : TenantColumnChange(column: column.name, before: before, after: after)
        }
    }
}

/// One setting of a tenant, before and after; nil for none.
struct TenantColumnChange: Encodable, Equatable, Sendable {
    let column: String
    let before: String?
    let after: String?

    func encode(to encoder: any Encoder) throws {
        try (["column": column, "before": before, "after": after] as Facts).encode(to: encoder)
    }
}
