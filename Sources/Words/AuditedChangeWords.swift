package import SyncCore
package import SyncEngine

extension AuditEntry {
    /// What changed, a field or a row each, as `tenant edit` prints it: `--brake-count 10 → 12`.
    package func changeWords(moment: @escaping (Instant) -> String) -> [Phrase] {
        if isErased { return [Phrase("erased with the tenant", fr: "effacées avec le client")] }
        return rows.flatMap { ChangedRow($0, moment).words }
    }
}

/// A row of the log in words.
private struct ChangedRow {
    private let row: AuditedChange
    private let moment: (Instant) -> String

    init(_ row: AuditedChange, _ moment: @escaping (Instant) -> String) {
        self.row = row
        self.moment = moment
    }

    /// Columns without which a new or removed row says little: which run was approved, which role was given.
    private static let naming = [
        "approves", "approves_only", "granted", "destination", "type_key", "planning_department_key", "field",
    ]

    var words: [Phrase] {
        switch row.action {
        case .update:
            let columns = Set(row.before.keys).union(row.after.keys)
                .sorted { (AuditedColumnWords.rank($0, of: row.object), $0) < (AuditedColumnWords.rank($1, of: row.object), $1) }
            let fields = columns.flatMap { changed($0) }
            // The entry itself names its tenant and its run.
            return ["tenant", "run"].contains(row.object) ? fields : fields.map { joined(subject, $0, ", ") }
        case .insert: return [listed(Phrase("added", fr: "ajout"), row.after)]
        case .delete: return [listed(Phrase("removed", fr: "suppression"), row.before)]
        case .truncate: return [joined(Phrase("all removed", fr: "tout est supprimé"), noun, ": ")]
        }
    }

    private func listed(_ action: Phrase, _ columns: [String: AuditedValue]) -> Phrase {
        let details = Self.naming.compactMap { name in
            columns[name].flatMap { $0 == .none ? nil : joined(label(name), value(name, $0), " ") }
        }
        return details.reduce(joined(action, subject, ": ")) { joined($0, $1, ", ") }
    }

    private func changed(_ column: String) -> [Phrase] {
        let (before, after) = (row.before[column] ?? AuditedValue.none, row.after[column] ?? AuditedValue.none)
        if column == "planning_dialect", case .members = after { return dialect(before, after) }
        return [arrow(label(column), value(column, before), value(column, after))]
    }

    private func arrow(_ label: Phrase, _ before: Phrase, _ after: Phrase) -> Phrase {
        joined(joined(label, before, " "), after, " → ")
    }

    private func joined(_ left: Phrase, _ right: Phrase, _ mark: String) -> Phrase {
        Phrase(left.english + mark + right.english, fr: left.french + (mark == ": " ? " : " : mark) + right.french)
    }

    private func label(_ column: String) -> Phrase { AuditedColumnWords.label(column, of: row.object) }

    // MARK: What the row is

    /// With what names it: `leave account rule 7`.
    private var subject: Phrase {
        let names = row.key.sorted { $0.key < $1.key }.compactMap { column, value -> String? in
            // Moments and digests name nothing for people, and the entry has the run's number.
            let isHidden = column.hasSuffix("_at") || column == "checksum" || row.object == "run" || value == .text("current")
            return isHidden ? nil : text(value)
        }
        guard !names.isEmpty else { return noun }
        let before = row.object == "field" ? Phrase("extra data to", fr: "donnée supplémentaire vers") : noun
        return joined(before, Phrase(same: names.joined(separator: " ")), " ")
    }

    /// Of what a row is, where that is not what the log calls its object.
    private var noun: Phrase {
        switch row.object {
        case "fleet": Phrase("pause of the fleet", fr: "pause de la flotte")
        case "schema": Phrase("migration of the schema", fr: "migration du schéma")
        default: AuditedObjectWords.noun(row.object)
        }
    }

    // MARK: Values

    private func value(_ column: String, _ value: AuditedValue) -> Phrase {
        if value == .hidden { return Phrase("hidden", fr: "masqué") }
        return (row.object == "tenant" ? setting(column, value) : code(column, value)) ?? plain(value)
    }

    private func setting(_ column: String, _ value: AuditedValue) -> Phrase? {
        switch (column, value) {
        case ("day_start", .number(let minutes)), ("midday", .number(let minutes)), ("day_end", .number(let minutes)):
            Phrase(same: SettingWords.timeOfDay(Int(minutes)))
        case ("daily_at", .number(let minutes)): SettingWords.daily(Int(minutes))
        case ("daily_at", .none): SettingWords.daily(nil)
        case ("include_pending", .flag(let isIncluded)): SettingWords.pending(isIncluded)
        case ("reference_field", .text(let name)): SettingWords.referenceField(name)
        case ("reference_field", .none): SettingWords.referenceField(nil)
        case ("alert_recipient", .none), ("initial_from", .none): SettingWords.none
        case ("creates", .list(let list)): SettingWords.list(list.compactMap(text), of: TenantSettings.Creatable.self)
        case ("days_off", .list(let list)): SettingWords.list(list.compactMap(text), of: Weekday.self)
        case ("department_scope", .list(let list)): SettingWords.scope(DepartmentScope(bases: list.compactMap(base)))
        case ("state", .text(let state)): Tenant.State(rawValue: state)?.name
        default: nil
        }
    }

    private func base(_ value: AuditedValue) -> DepartmentScope.Base? {
        guard case .members(let members) = value, case .text(let id)? = members["id"] else { return nil }
        return DepartmentScope.Base(id: DepartmentID(id), withDescendants: members["withDescendants"] == .flag(true))
    }

    private func code(_ column: String, _ value: AuditedValue) -> Phrase? {
        guard case .text(let code) = value else { return nil }
        switch column {
        case "state" where row.object == "run": return RunState(rawValue: code)?.name
        case "trigger": return RunTrigger(rawValue: code)?.name
        case "granted": return Right(rawValue: code)?.name
        case "destination", "origin", "purpose": return Self.codes[code]
        default: return nil
        }
    }

    /// In English the code, as in JSON.
    private static let codes = [
        "ignore": Phrase("ignore", fr: "ignoré"), "hide": Phrase("hide", fr: "masqué"), "type": Phrase("type", fr: "type"),
        "operator": Phrase("operator", fr: "opérateur"), "automatic": Phrase("automatic", fr: "automatique"),
        "fallback": Phrase("fallback", fr: "par défaut"), "sync": Phrase("sync", fr: "synchronisation"),
        "removal": Phrase("removal", fr: "retrait"),
    ]

    private func plain(_ value: AuditedValue) -> Phrase {
        switch value {
        case .none: Phrase(same: "-")
        case .flag(let flag): SettingWords.yesNo(flag)
        case .list(let values):
            values.isEmpty ? Phrase(same: "-") : Phrase(same: values.compactMap(text).joined(separator: ","))
        case .number, .text: Phrase(same: value.instant.map(moment) ?? text(value) ?? "-")
        case .members(let members):
            members.isEmpty
                ? Phrase(same: "-")
                : Phrase(
                    same: members.sorted { $0.key < $1.key }.compactMap { name, value in text(value).map { "\(name) \($0)" } }
                        .joined(separator: ", "))
        }
    }

    /// nil for what is no single value.
    private func text(_ value: AuditedValue) -> String? {
        switch value {
        case .none, .list, .members: nil
        case .flag(let flag): "\(flag)"
        case .number(let number): Int(exactly: number).map { "\($0)" } ?? "\(number)"
        case .text(let text): text
        }
    }

    // MARK: The dialect

    /// `dialect time local (default) → utc (probed)`, a line a point.
    private func dialect(_ before: AuditedValue, _ after: AuditedValue) -> [Phrase] {
        func members(_ value: AuditedValue?) -> [String: AuditedValue] {
            if case .members(let members) = value { members } else { [:] }
        }
        let (was, became) = (members(before), members(after))
        let (old, new) = (members(was["findings"]), members(became["findings"]))
        let dialect = label("planning_dialect")
        let points = Set(old.keys).union(new.keys).sorted().filter { old[$0] != new[$0] }.map { name in
            arrow(joined(dialect, Phrase(same: name), " "), finding(name, old[name]), finding(name, new[name]))
        }
        let others = [
            ("assumedAt", Phrase("assumed since", fr: "supposé depuis le")), ("probe", Phrase("probed", fr: "sondé le")),
            ("doubt", Phrase("in doubt", fr: "en doute")),
        ].filter { was[$0.0] != became[$0.0] }.map { name, words in
            arrow(joined(dialect, words, ", "), standing(was[name]), standing(became[name]))
        }
        return points + others
    }

    /// Of `utc (probed)`, as the log has it.
    private func finding(_ name: String, _ value: AuditedValue?) -> Phrase {
        guard let value, case .text(let text) = value, let point = DialectPoint(rawValue: name) else {
            return value.map(plain) ?? DialectWords.how(nil)
        }
        guard let match = text.wholeMatch(of: /(.*) \((\w+)\)/), let origin = TenantDialect.Origin(rawValue: String(match.2))
        else { return Phrase(same: text) }
        let (known, how) = (DialectWords.value(point, String(match.1)), DialectWords.how(origin))
        return Phrase("\(known.english) (\(how.english))", fr: "\(known.french) (\(how.french))")
    }

    /// A moment in milliseconds, or the point in doubt.
    private func standing(_ value: AuditedValue?) -> Phrase {
        switch value {
        case .number(let milliseconds): Phrase(same: moment(Instant(millisecondsSince1970: Int(milliseconds))))
        case .members(let doubt): doubt["point"].map(plain) ?? Phrase(same: "-")
        default: Phrase(same: "-")
        }
    }
}
