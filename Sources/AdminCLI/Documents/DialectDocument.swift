import Operations
import SyncCore
import SyncEngine
import Words

/// A tenant's dialect: point by point, and whether it is reliable.
enum DialectDocument {
    private static func table(_ dialect: TenantDialect) -> Table {
        let spoken = dialect.dialect
        return Table(
            [
                .init("point"), .init("question", wraps: true, yields: true),
                .init(Phrase("value", fr: "valeur"), wraps: true), .init(Phrase("how", fr: "source")),
                .init(Phrase("when", fr: "date")),
            ],
            DialectPoint.allCases.map { point in
                let finding = dialect.findings[point]
                return [
                    Cell(point.rawValue), Cell(DialectWords.question(point), .faint),
                    Cell(DialectWords.value(point, spoken[point])),
                    Cell(DialectWords.how(finding?.origin), finding == nil ? .faint : .plain),
                    Cell(finding.map { LocalTime.utc($0.foundAt) }),
                ]
            })
    }

    static func sections(_ tenant: Tenant) -> [Document.Section] {
        let dialect = tenant.dialect
        return [
            .title(Phrase("The dialect of its PlanningPME", fr: "Le dialecte de son PlanningPME")),
            .fields(
                FieldList(
                    [
                        Field(Phrase("dialect", fr: "dialecte"), standing(dialect)),
                        Field(
                            Phrase("reference in", fr: "référence dans"),
                            tenant.settings.referenceField.map { Phrase(same: $0) } ?? Phrase("remark", fr: "remarque")),
                        Field(Phrase("in doubt", fr: "en doute"), doubt(dialect)),
                        Field(Phrase("probe", fr: "sondage"), leftover(dialect)),
                        Field(Phrase("remedy", fr: "remède"), remedy(tenant)),
                    ].filter { !$0.cell.isBlank })), .table(table(dialect)),
        ]
    }

    private static func standing(_ dialect: TenantDialect) -> Cell {
        switch dialect.standing {
        case .probed:
            let moment = dialect.probedAt.map(LocalTime.utc) ?? ""
            return Cell(Phrase("probed \(moment)", fr: "sondé le \(moment)"), .good)
        case .kept:
            return Cell(
                Phrase(
                    "kept: the tenant ran by it before dialects were probed",
                    fr: "conservé : le client fonctionnait ainsi avant les sondages"), .good)
        case .assumed:
            let moment = dialect.assumedAt.map(LocalTime.utc) ?? ""
            return Cell(
                Phrase("assumed since \(moment), not probed", fr: "supposé depuis le \(moment), non sondé"), .doubtful)
        case .unprobed: return Cell(Phrase("not probed", fr: "non sondé"), .doubtful)
        }
    }

    /// For lists.
    static func brief(_ dialect: TenantDialect) -> Cell {
        if dialect.isUnreadable { return Cell(Phrase("unreadable", fr: "illisible"), .bad) }
        if dialect.doubt != nil { return Cell(Phrase("in doubt", fr: "en doute"), .bad) }
        switch dialect.standing {
        case .probed: return Cell(Phrase("probed", fr: "sondé"))
        case .kept: return Cell(Phrase("kept", fr: "conservé"))
        case .assumed: return Cell(Phrase("assumed", fr: "supposé"), .doubtful)
        case .unprobed: return Cell(Phrase("not probed", fr: "non sondé"), .doubtful)
        }
    }

    private static func doubt(_ dialect: TenantDialect) -> Cell {
        guard let doubt = dialect.doubt else { return .nothing }
        return Cell(
            Phrase(
                "since \(LocalTime.utc(doubt.since)), by run \(doubt.run): \(doubt.point.rawValue). Nothing is written until a probe has "
                    + "found everything, or `tenant activate` is repeated.",
                fr:
                    "depuis le \(LocalTime.utc(doubt.since)), par l’exécution \(doubt.run) : \(doubt.point.rawValue). Rien n’est écrit "
                    + "tant qu’un sondage n’a pas tout trouvé, ou que `tenant activate` n’a pas été relancé."), .bad)
    }

    private static func leftover(_ dialect: TenantDialect) -> Cell {
        guard let probe = dialect.openProbe else { return .nothing }
        let keys = probe.keys.map(\.description).joined(separator: ", ")
        let lost = probe.isLeftToPerson ? probe.lostOn : []
        return Cell(
            Phrase(
                "begun \(LocalTime.utc(probe.startedAt)) and not ended: on resource \(probe.resource)"
                    + (keys.isEmpty ? "" : ", events \(keys)")
                    + lost.map { ", perhaps one on \($0) that no list shows" }.joined(),
                fr: "commencé le \(LocalTime.utc(probe.startedAt)) et non terminé : sur la ressource \(probe.resource)"
                    + (keys.isEmpty ? "" : ", événements \(keys)")
                    + lost.map { ", peut-être un le \($0) qu’aucune liste ne montre" }.joined()), .doubtful)
    }

    /// What to do about an unreliable dialect; nil if there is nothing to do.
    static func remedy(_ tenant: Tenant) -> Phrase? {
        let probe = "passerelle tenant probe \(tenant.slug) --resource KEY"
        if let doubt = tenant.dialect.doubt { return DialectCheckWords.doubtRemedy(doubt, of: tenant.slug) }
        if let probe = tenant.dialect.openProbe, probe.isLeftToPerson, probe.keys.isEmpty {
            return DialectCheckWords.lostEventsRemedy(LostProbeEvent.all(on: probe.resource, probe.lostOn))
        }
        if tenant.dialect.openProbe != nil {
            return Phrase(
                "passerelle tenant check \(tenant.slug) removes what a probe left.",
                fr: "passerelle tenant check \(tenant.slug) supprime ce qu’un sondage a laissé.")
        }
        return tenant.dialect.standing.isReliable ? nil : Phrase(same: probe)
    }

    static func facts(_ tenant: Tenant) -> Facts {
        let (dialect, spoken) = (tenant.dialect, tenant.dialect.dialect)
        let points = DialectPoint.allCases.map { point -> Facts in
            let finding = dialect.findings[point]
            return [
                "point": point, "value": spoken[point], "how": DialectWords.how(finding?.origin).english,
                "foundAt": finding?.foundAt,
                "evidence": finding?.evidence.texts ?? [:],
            ]
        }
        let doubt = dialect.doubt.map { ["point": $0.point, "since": $0.since, "run": $0.run] as Facts }
        let open = dialect.openProbe.map { probe -> Facts in
            [
                "resourceKey": probe.resource, "days": probe.days, "eventKeys": probe.keys,
                "lostOn": probe.isLeftToPerson ? probe.lostOn : [], "startedAt": probe.startedAt,
            ]
        }
        return [
            "state": dialect.isUnreadable ? "unreadable" : dialect.standing.rawValue, "probedAt": dialect.probedAt,
            "assumedAt": dialect.assumedAt, "doubt": doubt,
            "openProbe": open, "remedy": remedy(tenant)?.english, "points": points,
        ]
    }
}

/// One line per check of a connection: subject, result, remedy.
enum CheckDocument {
    static func make(_ findings: [CheckFinding]) -> Document {
        let lines = findings.map(\.line)
        let table = Table(
            [
                .init(Phrase("check", fr: "test"), wraps: true), .init(Phrase("state", fr: "état")),
                .init(Phrase("found", fr: "constat"), wraps: true),
                .init(Phrase("remedy", fr: "remède"), wraps: true, isOptional: true),
            ],
            lines.map { line in
                [
                    Cell(line.subject.name), Cell(line.state.name.mapped { "\(line.state.mark) \($0)" }, line.state.tone),
                    Cell(line.detail), Cell(line.remedy),
                ]
            })
        return Document(
            [.table(table)],
            of: lines.map { line -> Facts in
                let facts: Facts = [
                    "name": line.subject.rawValue, "state": line.state.rawValue, "ok": line.state == .ok,
                    "detail": line.detail.english, "remedy": line.remedy.isEmpty ? nil : line.remedy.english,
                    "code": line.cause?.rawValue ?? line.notice?.notice.code.rawValue,
                ]
                return line.notice.map { facts + NoticeDocument.member($0) } ?? facts
            }, csv: ["name", "state", "detail", "remedy", "code"])
    }
}

extension CheckResult.State {
    fileprivate var mark: String {
        switch self {
        case .ok: "✓"
        case .failed: "✗"
        case .unknown: "?"
        }
    }

    fileprivate var tone: Cell.Tone {
        switch self {
        case .ok: .good
        case .failed: .bad
        case .unknown: .doubtful
        }
    }
}
