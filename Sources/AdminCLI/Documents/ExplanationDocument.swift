import SyncCore
import SyncEngine

/// One employee's absences: sentences in the table, facts in JSON and CSV.
enum ExplanationDocument {
    static func make(_ explanation: AbsenceExplanation, _ words: ExplanationWords) -> Document {
        var sections: [Document.Section] = [.fields(FieldList([Field("employee", Cell(words.employee, .strong))]))]
        if !explanation.absences.isEmpty { sections.append(.table(table(explanation.absences, words))) }
        return Document(sections: sections, json: json(explanation, words.tenant.state), csv: csv(explanation.absences))
    }

    private static func table(_ absences: [ExplainedAbsence], _ words: ExplanationWords) -> Table {
        Table(
            [
                .init("absence", wraps: true), .init("state", wraps: true), .init("why", wraps: true),
                .init("what to do", wraps: true, isOptional: true),
            ],
            absences.map { absence in
                [
                    Cell(words.what(absence)), Cell(words.state(absence), absence.state.tone), Cell(words.why(absence)),
                    Cell(words.remedy(absence)),
                ]
            })
    }

    // MARK: Facts

    private static func json(_ explanation: AbsenceExplanation, _ state: Tenant.State) -> JSONValue {
        .object([
            JSONMember("tenant", .text(explanation.tenant)), JSONMember("tenantState", .string(state.rawValue)),
            JSONMember("employeeId", .text(explanation.person.id)),
            JSONMember("identifier", .text(explanation.person.identifier.isEmpty ? nil : explanation.person.identifier)),
            JSONMember("employee", .string(explanation.person.standing.code)),
            JSONMember("asOf", .text(explanation.window.asOf)), JSONMember("window", WindowText.json(explanation.window)),
            JSONMember("from", .text(explanation.days?.lowerBound ?? explanation.window.readFrom)),
            JSONMember("to", .text(explanation.days?.upperBound ?? explanation.window.readThrough)),
            JSONMember("readsWholePlanning", .bool(explanation.readsWholePlanning)),
            JSONMember("reconciliationDue", .text(explanation.reconciliationDue)),
            JSONMember("liveRun", .number(explanation.liveRun?.value)),
            JSONMember("halfDays", .array(explanation.halfDays.map(json))),
            JSONMember("absences", .array(explanation.absences.map(json))),
        ])
    }

    private static func json(_ halfDay: ExplainedHalfDay) -> JSONValue {
        .object([
            JSONMember("halfDay", .text(halfDay.halfDay)), JSONMember("leavePeriodId", .text(halfDay.periodID)),
            JSONMember("leaveAccountId", .text(halfDay.accountID)), JSONMember("status", .string(halfDay.status.code)),
            JSONMember("seconds", .number(halfDay.seconds)), JSONMember("counts", .bool(halfDay.counts)),
        ])
    }

    private static func json(_ absence: ExplainedAbsence) -> JSONValue {
        .object([
            JSONMember("reference", .text(absence.reference)), JSONMember("start", .text(absence.start)),
            JSONMember("end", .text(absence.end)), JSONMember("leave", .string(absence.leave.rawValue)),
            JSONMember("state", .string(absence.state.rawValue)), JSONMember("rule", .string(absence.rule.code)),
            JSONMember("besides", .text(absence.besides?.code)), JSONMember("event", absence.event.map(json) ?? .null),
            JSONMember("problem", absence.problem.map(json) ?? .null), JSONMember("nextRun", json(absence.nextRun)),
        ])
    }

    private static func json(_ event: ExplainedEvent) -> JSONValue {
        var now: JSONValue = .null
        if case .changed(let changed) = event.found {
            now = .object([
                JSONMember("resourceKeys", .array(changed.resources.map { .int($0.value) })),
                JSONMember("type", .number(changed.type?.value)), JSONMember("start", .text(changed.start)),
                JSONMember("end", .text(changed.end)),
            ])
        }
        return .object([
            JSONMember("key", .number(event.key?.value)), JSONMember("found", .string(event.found.code)),
            JSONMember("reference", .text(event.reference)), JSONMember("resourceKey", .int(event.resource.value)),
            JSONMember("type", .int(event.type.value)), JSONMember("start", .text(event.start)),
            JSONMember("end", .text(event.end)), JSONMember("openWrite", .text(event.openIntent?.rawValue)),
            JSONMember("now", now),
        ])
    }

    private static func json(_ problem: RecordedProblem) -> JSONValue {
        .object([
            JSONMember("code", .string(problem.code)), JSONMember("run", .int(problem.run.value)),
            JSONMember("at", .text(problem.at)),
        ])
    }

    private static func json(_ next: NextRun) -> JSONValue {
        .object([
            JSONMember("action", .string(next.action.rawValue)), JSONMember("code", .string(next.reason.rawValue)),
            JSONMember("withheldBy", .number(next.withheldBy?.value)),
            JSONMember("resourceKey", .number(next.target?.resource.key?.value)),
            JSONMember("type", .number(next.target?.type.key?.value)), JSONMember("start", .text(next.target?.start)),
            JSONMember("end", .text(next.target?.end)),
        ])
    }

    private static func csv(_ absences: [ExplainedAbsence]) -> CSVTable {
        CSVTable(
            [
                "reference", "start", "end", "leave", "state", "rule", "eventKey", "found", "problem", "problemRun", "problemAt",
                "nextAction", "nextCode",
            ],
            absences.map { absence in
                [
                    absence.reference.description, absence.start.description, absence.end.description, absence.leave.rawValue,
                    absence.state.rawValue, absence.rule.code, absence.event?.key?.description ?? "",
                    absence.event?.found.code ?? "", absence.problem?.code ?? "", absence.problem?.run.description ?? "",
                    absence.problem?.at?.description ?? "", absence.nextRun.action.rawValue, absence.nextRun.reason.rawValue,
                ]
            })
    }
}

extension ExplainedAbsence.State {
    fileprivate var tone: Cell.Tone {
        switch self {
        case .onPlanning: .good
        case .changedByHand, .released, .notAsked: .doubtful
        case .removed, .notOnPlanning: .bad
        }
    }
}

extension HalfDayLeave.Status {
    fileprivate var code: String {
        switch self {
        case .approved: "approved"
        case .pending: "pending"
        case .cancelled: "cancelled"
        }
    }
}

extension ResourceReference {
    fileprivate var key: ResourceKey? {
        if case .existing(let key) = self { key } else { nil }
    }
}

extension TypeReference {
    fileprivate var key: UnavailabilityTypeKey? {
        if case .existing(let key) = self { key } else { nil }
    }
}
