import SyncCore
import SyncEngine
import Words

/// How a tenant's PlanningPME speaks: point by point, and whether it may be relied on.
enum DialectDocument {
    /// - Parameter evidence: also shows what each value was found by.
    static func table(_ dialect: TenantDialect, points: [DialectPoint] = DialectPoint.allCases, evidence: Bool = false) -> Table {
        let spoken = dialect.dialect
        return Table(
            [
                .init("point"), .init("asks", wraps: true, yields: true), .init("value", wraps: true), .init("how"),
                .init("when"),
                .init("evidence", wraps: true, isOptional: true),
            ],
            points.map { point in
                let finding = dialect.findings[point]
                return [
                    Cell(point.rawValue), Cell(DialectWords.question(point), .faint), Cell(spoken[point]),
                    Cell(DialectWords.how(finding?.origin), finding == nil ? .faint : .plain),
                    Cell(finding.map { LocalTime.utc($0.foundAt) }),
                    Cell(evidence ? finding.map { DialectWords.evidence($0.evidence) } : nil),
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
                    fr: "conservé : le tenant fonctionnait ainsi avant les sondages"), .good)
        case .assumed:
            let moment = dialect.assumedAt.map(LocalTime.utc) ?? ""
            return Cell(
                Phrase("assumed since \(moment), not probed", fr: "supposé depuis le \(moment), non sondé"), .doubtful)
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
        let lost = probe.isLeftToPerson ? probe.lostOn.map { ", perhaps one on \($0) that no list shows" }.joined() : ""
        return Cell(
            "begun \(LocalTime.utc(probe.startedAt)) and not ended: on resource \(probe.resource)"
                + (keys.isEmpty ? "" : ", events \(keys)") + lost, .doubtful)
    }

    /// What to do about a dialect that may not be relied on; nil when there is nothing to do.
    static func remedy(_ tenant: Tenant) -> Phrase? {
        let probe = "passerelle tenant probe \(tenant.slug) --resource KEY"
        if let doubt = tenant.dialect.doubt {
            let again = Phrase(
                "\(probe), then passerelle run now \(tenant.slug) --reconcile. If it is right as it is: passerelle tenant activate "
                    + "\(tenant.slug).",
                fr: "\(probe), puis passerelle run now \(tenant.slug) --reconcile. S’il est juste tel quel : passerelle tenant "
                    + "activate \(tenant.slug).")
            return doubt.point == .remark ? again + otherField(tenant.slug) : again
        }
        if let probe = tenant.dialect.openProbe, probe.isLeftToPerson, probe.keys.isEmpty {
            return LostProbeEvent.all(on: probe.resource, probe.lostOn).remedy + forgotten
        }
        if tenant.dialect.openProbe != nil {
            return Phrase(
                "passerelle tenant check \(tenant.slug) removes what a probe left.",
                fr: "passerelle tenant check \(tenant.slug) supprime ce qu’un sondage a laissé.")
        }
        return tenant.dialect.standing.isReliable ? nil : Phrase(same: probe)
    }

    static let forgotten = Phrase("The next probe forgets it.", fr: "Le prochain sondage l’oublie.")

    /// What to do where remarks do not keep our reference.
    static func otherField(_ tenant: TenantSlug) -> Phrase {
        Phrase(
            "If remarks do not keep the reference, have a custom text field of unavailabilities made in PlanningPME, and name it first: "
                + "passerelle tenant edit \(tenant) --reference-field NAME.",
            fr:
                "Si les remarques ne gardent pas la référence, faites créer dans PlanningPME un champ personnalisé de texte pour les "
                + "indisponibilités, et nommez-le d’abord : passerelle tenant edit \(tenant) --reference-field NOM.")
    }

    static func json(_ tenant: Tenant) -> JSONValue {
        let dialect = tenant.dialect
        return .object([
            JSONMember("state", .string(dialect.standing.rawValue)), JSONMember("probedAt", .text(dialect.probedAt)),
            JSONMember("assumedAt", .text(dialect.assumedAt)),
            JSONMember(
                "doubt",
                dialect.doubt.map { doubt in
                    .object([
                        JSONMember("point", .string(doubt.point.rawValue)), JSONMember("since", .text(doubt.since)),
                        JSONMember("run", .int(doubt.run.value)),
                    ])
                } ?? .null),
            JSONMember(
                "openProbe",
                dialect.openProbe.map { probe in
                    .object([
                        JSONMember("resourceKey", .int(probe.resource.value)),
                        JSONMember("days", .array(probe.days.map { .text($0) })),
                        JSONMember("eventKeys", .array(probe.keys.map { .int($0.value) })),
                        JSONMember("lostOn", .array(probe.isLeftToPerson ? probe.lostOn.map { .text($0) } : [])),
                        JSONMember("startedAt", .text(probe.startedAt)),
                    ])
                } ?? .null), JSONMember("remedy", .text(remedy(tenant)?.english)), JSONMember("points", points(dialect)),
        ])
    }

    /// Every point, as it is spoken by now.
    static func points(_ dialect: TenantDialect, _ points: [DialectPoint] = DialectPoint.allCases) -> JSONValue {
        let spoken = dialect.dialect
        return .array(
            points.map { point in
                let finding = dialect.findings[point]
                return .object([
                    JSONMember("point", .string(point.rawValue)), JSONMember("value", .string(spoken[point])),
                    JSONMember("how", .string(DialectWords.how(finding?.origin))), JSONMember("foundAt", .text(finding?.foundAt)),
                    JSONMember("evidence", evidence(finding?.evidence ?? [:])),
                ])
            })
    }

    static func evidence(_ facts: [String: String]) -> JSONValue {
        .object(facts.sorted { $0.key < $1.key }.map { JSONMember($0.key, .string($0.value)) })
    }

    static let csvHeader = ["point", "value", "how", "foundAt", "evidence"]

    static func csvRows(_ dialect: TenantDialect, _ points: [DialectPoint] = DialectPoint.allCases) -> [[String]] {
        let spoken = dialect.dialect
        return points.map { point in
            let finding = dialect.findings[point]
            return [
                point.rawValue, spoken[point], DialectWords.how(finding?.origin), finding?.foundAt.description ?? "",
                DialectWords.evidence(finding?.evidence ?? [:]),
            ]
        }
    }
}
