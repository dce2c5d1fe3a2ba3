import Foundation
import Operations
import SyncCore
import SyncEngine
import Words

/// A queued operation: its state, and its result for a day.
enum OperationPage {
    static func make(_ visit: Visit, _ id: OperationID) async throws -> Page {
        let report = try await visit.perform(ShowQueuedOperation(id))
        let operation = report.operation
        var page = Page(
            title: "\(visit.say(operation.work.kind.name.capitalized)) \(id)", place: .tenants)
        page.zone = report.zone
        page.refreshes = !operation.state.isEnded
        if visit.done == .queued, !operation.state.isEnded {
            page.notice = visit.say(
                Phrase(
                    "It is queued: a worker takes it, and this page shows the result.",
                    fr: "C’est en file d’attente : un worker s’en charge, et cette page montre le résultat."))
        }
        page.blocks = [.facts(facts(operation, report.zone, visit))]
        if operation.state == .queued { page.blocks += try await WaitingFor.aWorker(visit) }
        if let failure = report.failure {
            let words = FailureWords(tenant: operation.tenant)
            page.blocks += [
                .text(visit.say(words.message(failure)), tone: .bad, detail: "[\(failure.code.rawValue)]"),
                .text("→ " + visit.say(words.remedy(failure))),
            ]
        }
        switch report.report {
        case .check(let check): page.blocks += CheckBlocks.make(check, visit)
        case .preview(let preview): page.blocks += PreviewBlocks.make(preview, visit)
        case .probe, nil: break
        }
        if operation.state == .done { page.blocks.append(command(operation, visit)) }
        return page
    }

    private static func facts(_ operation: QueuedOperation, _ zone: TimeZone, _ visit: Visit) -> [(String, Cell)] {
        [
            (visit.say(Heads.tenant), Cell(operation.tenant.value, Link(["tenants", operation.tenant.value]))),
            (
                visit.say(Heads.state),
                Cell(visit.say(operation.state.name), tone: ConsoleWords.tone(operation.state))
            ),
            (visit.say(Phrase("requested by", fr: "demandée par")), Cell(operation.requestedBy)),
            (visit.say(Phrase("requested", fr: "demandée le")), Cell(visit.moment(operation.requestedAt, zone))),
            (visit.say(Phrase("worker", fr: "worker")), Cell(operation.worker ?? "–")),
            (
                visit.say(Phrase("ended", fr: "fin")),
                Cell(visit.moment(operation.finishedAt, zone))
            ),
        ]
    }

    private static func command(_ operation: QueuedOperation, _ visit: Visit) -> Block {
        .command(
            "passerelle queue show \(operation.id)",
            Phrase(
                "Kept for \(QueuedOperation.hoursKept) hours. In full, on the command line:",
                fr: "Gardé \(QueuedOperation.hoursKept) heures. En entier, en ligne de commande :"), visit.language)
    }

    /// Of one tenant, the newest first.
    static func list(of slug: TenantSlug, in zone: TimeZone, _ visit: Visit) async throws -> [Block] {
        let operations = try await visit.perform(ListQueuedOperations(of: slug, limit: 10))
        guard !operations.isEmpty else { return [] }
        let title = visit.say(Phrase("Queued operations", fr: "Opérations en file d’attente"))
        return [
            .heading(title),
            .table(
                title,
                [
                    Phrase("operation", fr: "opération"), Heads.state, Phrase("requested by", fr: "demandée par"),
                    Phrase("requested", fr: "demandée le"), Phrase("ended", fr: "fin"),
                ].map(visit.say),
                operations.map { operation in
                    let kind = visit.say(operation.work.kind.name)
                    return [
                        Cell("\(kind) \(operation.id)", Link(["operations", "\(operation.id)"])),
                        Cell(
                            visit.say(operation.state.name), tone: ConsoleWords.tone(operation.state),
                            detail: operation.error?.code.rawValue),
                        Cell(operation.requestedBy), Cell(visit.moment(operation.requestedAt, zone)),
                        Cell(visit.moment(operation.finishedAt, zone)),
                    ]
                }, empty: ""),
        ]
    }
}

/// What a check found, row by row, with what to do.
enum CheckBlocks {
    static func make(_ report: CheckTenant.Report, _ visit: Visit) -> [Block] {
        let title = visit.say(Phrase("What the check found", fr: "Ce que le contrôle a trouvé"))
        let failed = report.failed.count
        let summary =
            failed == 0
            ? Phrase("Nothing keeps it from being synced.", fr: "Rien n’empêche la synchronisation.")
            : Phrase.counted(failed, "check failed", "checks failed", fr: "contrôle a échoué", "contrôles ont échoué")
        return [
            .heading(title), .text(visit.say(summary), tone: failed == 0 ? .good : .bad),
            .table(
                title,
                [
                    Phrase("about", fr: "sujet"), Phrase("result", fr: "résultat"), Phrase("finding", fr: "constat"),
                    Phrase("remedy", fr: "remède"),
                ].map(visit.say),
                report.findings.map { finding in
                    let (subject, detail, remedy) = words(finding, report.tenant, visit)
                    return [
                        Cell(visit.say(subject)), Cell(visit.say(finding.state.name), tone: ConsoleWords.tone(finding.state)),
                        Cell(visit.say(detail), detail: finding.cause.map { "[\($0.rawValue)]" }),
                        Cell(visit.say(remedy)),
                    ]
                }, empty: visit.say(Heads.nothing)),
        ]
    }

    private static func words(
        _ finding: CheckFinding, _ tenant: Tenant, _ visit: Visit
    ) -> (Phrase, detail: Phrase, remedy: Phrase) {
        let (slug, zone) = (tenant.slug, tenant.settings.calendar.zone)
        switch finding {
        case .connection(let result, let tenant), .writing(let result, let tenant):
            let words = CheckWords(tenant: slug, generation: tenant.settings.luccaAPI)
            return (result.subject.name, words.detail(result), finding.state == .ok ? .none : words.remedy(result))
        case .dialect(let dialect, _):
            let (detail, remedy) = DialectCheckWords.words(dialect, of: slug) { visit.moment($0, zone) }
            return (dialect.subject.name, detail, remedy)
        case .scope(let tenant):
            let bases = tenant.scope.bases.count
            return (
                CheckSubject.scope.name,
                bases == 0
                    ? DialectCheckWords.noDepartment
                    : Phrase.counted(
                        bases, "department is chosen.", "departments are chosen.", fr: "département est choisi.",
                        "départements sont choisis."),
                bases == 0 ? DialectCheckWords.noDepartmentRemedy(of: slug) : .none
            )
        case .doubt(let doubt, _):
            return (
                CheckSubject.dialect.name, DialectCheckWords.doubted(doubt, since: visit.moment(doubt.since, zone)),
                DialectCheckWords.doubtRemedy(doubt, of: slug)
            )
        case .notice(let kept, _):
            let words = APINoticeWords(tenant: slug)
            return (Phrase(same: kept.notice.endpoint.name), words.detail(kept), words.remedy(kept.notice))
        }
    }
}

/// What a sync would do: counts, and changes by cause; ids and dates, no identifier and no label.
enum PreviewBlocks {
    /// A page stays below 80 KB.
    private static let mostChanges = 60

    private struct Cause: Hashable {
        let action: EventAction
        let isWithheld: Bool
        let code: String
    }

    static func make(_ report: PreviewRun.Report, _ visit: Visit) -> [Block] {
        let preview = report.preview
        let counts = preview.counts
        let zone = report.tenant.settings.calendar.zone
        let title = visit.say(Phrase("What a sync would do", fr: "Ce qu’une synchronisation ferait"))
        var blocks: [Block] = [
            .heading(title),
            .facts([
                (visit.say(Phrase("as of", fr: "en date du")), Cell(ConsoleTime.day(preview.window.asOf, visit.language))),
                (visit.say(Phrase("employees", fr: "collaborateurs")), Cell("\(counts.employees)")),
                (visit.say(Phrase("absences", fr: "absences")), Cell("\(counts.absences)")),
                (
                    visit.say(Phrase("events", fr: "événements")),
                    Cell(
                        visit.say(
                            Phrase(
                                "\(counts.created) created, \(counts.updated) updated, \(counts.deleted) deleted, "
                                    + "\(counts.unchanged) unchanged, \(preview.withheld.count) withheld",
                                fr: "\(counts.created) créés, \(counts.updated) modifiés, \(counts.deleted) supprimés, "
                                    + "\(counts.unchanged) inchangés, \(preview.withheld.count) retenus")))
                ),
                (
                    visit.say(Phrase("extra data", fr: "données supplémentaires")),
                    Cell("\(preview.fieldChanges.count)")
                ),
            ]),
        ]
        blocks += preview.brakeReasons.map { .text(visit.say(ProblemWords.brake($0)), tone: .doubtful) }
        blocks += causes(preview, visit) + changes(preview, zone, visit) + problems(preview, visit)
        return blocks
    }

    private static func all(_ preview: SyncPreview) -> [(change: PlannedChange, isWithheld: Bool)] {
        preview.withheld.map { ($0, true) } + preview.changes.map { ($0, false) }
    }

    private static func outcome(_ isWithheld: Bool, _ visit: Visit) -> Cell {
        isWithheld
            ? Cell(visit.say(Phrase("would be withheld", fr: "serait retenue")), tone: .doubtful)
            : Cell(visit.say(Phrase("planned", fr: "prévue")))
    }

    private static func causes(_ preview: SyncPreview, _ visit: Visit) -> [Block] {
        let title = visit.say(Phrase("Changes by cause", fr: "Modifications par cause"))
        let groups = Dictionary(grouping: all(preview)) {
            Cause(action: $0.change.action, isWithheld: $0.isWithheld, code: $0.change.cause.code.rawValue)
        }.sorted { left, right in
            left.value.count == right.value.count ? left.key.code < right.key.code : left.value.count > right.value.count
        }
        let rows = groups.compactMap { cause, members -> [Cell]? in
            guard let first = members.first else { return nil }
            return [
                Cell(visit.say(cause.action.name)), outcome(cause.isWithheld, visit),
                Cell(visit.say(first.change.cause.code.words)), .number(members.count),
            ]
        }
        return [
            .heading(title),
            .table(
                title,
                [
                    Phrase("change", fr: "modification"), Phrase("outcome", fr: "résultat"), Phrase("cause", fr: "cause"),
                    Phrase("events", fr: "événements"),
                ].map(visit.say), rows,
                empty: visit.say(Phrase("It would change nothing.", fr: "Elle ne modifierait rien."))),
        ]
    }

    private static func changes(_ preview: SyncPreview, _ zone: TimeZone, _ visit: Visit) -> [Block] {
        let all = all(preview)
        guard !all.isEmpty else { return [] }
        let title = visit.say(Phrase("Event by event", fr: "Événement par événement"))
        var blocks: [Block] = [
            .heading(title),
            .table(
                title,
                [
                    Phrase("change", fr: "modification"), Phrase("outcome", fr: "résultat"),
                    Phrase("employee", fr: "collaborateur"), Phrase("period", fr: "période"), Phrase("cause", fr: "cause"),
                ].map(visit.say),
                all.prefix(mostChanges).map { change, isWithheld in
                    [
                        Cell(visit.say(change.action.name)), outcome(isWithheld, visit),
                        change.knownEmployee.map {
                            Cell($0.value, Link(["tenants", preview.tenant.value, "employees", $0.value]))
                        } ?? Cell("–"),
                        Cell("\(visit.moment(change.start, zone)) – \(visit.moment(change.end, zone))"),
                        Cell(visit.say(change.cause.words)),
                    ]
                }, empty: ""),
        ]
        if all.count > mostChanges {
            blocks.append(
                .text(
                    visit.say(
                        Phrase(
                            "Only the first \(mostChanges) of \(all.count) are shown.",
                            fr: "Seules les \(mostChanges) premières sur \(all.count) sont montrées."))))
        }
        return blocks
    }

    /// By code: what they are about may be an identifier.
    private static func problems(_ preview: SyncPreview, _ visit: Visit) -> [Block] {
        guard !preview.problems.isEmpty else { return [] }
        let codes = Dictionary(grouping: preview.problems, by: \.code.rawValue).mapValues(\.count)
        return [
            .heading(visit.say(Phrase("Problems", fr: "Problèmes")) + " (\(preview.problems.count))"),
            .list(codes.sorted { $0.key < $1.key }.map { Cell("\($0.key): \($0.value)") }),
        ]
    }
}
