import Operations
import SyncCore
import SyncEngine

/// How a tenant's PlanningPME speaks: point by point, and whether it may be relied on.
enum DialectDocument {
    private static func table(_ dialect: TenantDialect) -> Table {
        let spoken = dialect.dialect
        return Table(
            [.init("point"), .init("asks", wraps: true, yields: true), .init("value", wraps: true), .init("how"), .init("when")],
            DialectPoint.allCases.map { point in
                let finding = dialect.findings[point]
                return [
                    Cell(point.rawValue), Cell(DialectWords.question(point), .faint), Cell(spoken[point]),
                    Cell(DialectWords.how(finding?.origin), finding == nil ? .faint : .plain),
                    Cell(finding.map { LocalTime.utc($0.foundAt) }),
                ]
            })
    }

    static func sections(_ tenant: Tenant) -> [Document.Section] {
        let dialect = tenant.dialect
        return [
            .title("How its PlanningPME speaks"),
            .fields(
                FieldList(
                    [
                        Field("dialect", standing(dialect)), Field("reference in", tenant.settings.referenceField ?? "remark"),
                        Field("in doubt", doubt(dialect)), Field("probe", leftover(dialect)),
                        Field("remedy", remedy(tenant)),
                    ].filter { !$0.cell.isBlank })), .table(table(dialect)),
        ]
    }

    private static func standing(_ dialect: TenantDialect) -> Cell {
        switch dialect.standing {
        case .probed: Cell("probed \(dialect.probedAt.map(LocalTime.utc) ?? "")", .good)
        case .kept: Cell("kept: the tenant ran by it before dialects were found out", .good)
        case .assumed: Cell("assumed since \(dialect.assumedAt.map(LocalTime.utc) ?? ""), not probed", .doubtful)
        case .unprobed: Cell("not probed", .doubtful)
        }
    }

    private static func doubt(_ dialect: TenantDialect) -> Cell {
        guard let doubt = dialect.doubt else { return Cell(nil) }
        return Cell(
            "since \(LocalTime.utc(doubt.since)), by run \(doubt.run): \(doubt.point.rawValue). Nothing is written until a probe has found "
                + "everything, or `tenant activate` is repeated.",
            .bad)
    }

    private static func leftover(_ dialect: TenantDialect) -> Cell {
        guard let probe = dialect.openProbe else { return Cell(nil) }
        let keys = probe.keys.map(\.description).joined(separator: ", ")
        let lost = probe.isLeftToPerson ? probe.lostOn.map { ", perhaps one on \($0) that no list shows" }.joined() : ""
        return Cell(
            "begun \(LocalTime.utc(probe.startedAt)) and not ended: on resource \(probe.resource)"
                + (keys.isEmpty ? "" : ", events \(keys)") + lost, .doubtful)
    }

    /// What to do about a dialect that may not be relied on; nil when there is nothing to do.
    static func remedy(_ tenant: Tenant) -> String? {
        let probe = "passerelle tenant probe \(tenant.slug) --resource KEY"
        if let doubt = tenant.dialect.doubt {
            let field = doubt.point == .remark ? " \(otherField(tenant.slug))" : ""
            return
                "\(probe), then passerelle run now \(tenant.slug) --reconcile. If it is right as it is: passerelle tenant activate "
                + "\(tenant.slug).\(field)"
        }
        if let probe = tenant.dialect.openProbe, probe.isLeftToPerson, probe.keys.isEmpty {
            return "\(LostProbeEvent.all(on: probe.resource, probe.lostOn).remedy) The next probe forgets it."
        }
        if tenant.dialect.openProbe != nil { return "passerelle tenant check \(tenant.slug) removes what a probe left." }
        return tenant.dialect.standing.isReliable ? nil : probe
    }

    /// What to do where remarks do not keep our reference.
    static func otherField(_ tenant: TenantSlug) -> String {
        "If remarks do not keep the reference, have a custom text field of unavailabilities made in PlanningPME, and name it first: passerelle "
            + "tenant edit \(tenant) --reference-field NAME."
    }

    /// As JSON shows it.
    static func facts(_ tenant: Tenant) -> Facts {
        let (dialect, spoken) = (tenant.dialect, tenant.dialect.dialect)
        let points = DialectPoint.allCases.map { point -> Facts in
            let finding = dialect.findings[point]
            return [
                "point": point, "value": spoken[point], "how": DialectWords.how(finding?.origin), "foundAt": finding?.foundAt,
                "evidence": finding?.evidence ?? [:],
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
            "state": dialect.standing.rawValue, "probedAt": dialect.probedAt, "assumedAt": dialect.assumedAt, "doubt": doubt,
            "openProbe": open, "remedy": remedy(tenant), "points": points,
        ]
    }
}
