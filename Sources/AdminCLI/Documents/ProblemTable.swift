import Foundation
import JSONText
import Operations
import SyncCore
import Words

/// The problems of a run, each with its remedy.
enum ProblemTable {
    /// Equal problems of several subjects are shown once, with all subjects.
    static func section(_ problems: [Problem], _ words: ProblemWords) -> Document.Section {
        struct Kind: Hashable {
            let code: Problem.Code
            let message: Phrase
        }
        var order: [Kind] = []
        var kinds: [Kind: [Problem]] = [:]
        for problem in problems {
            let kind = Kind(code: problem.code, message: words.message(problem))
            if kinds[kind] == nil { order.append(kind) }
            kinds[kind, default: []].append(problem)
        }
        return .entries(
            order.map { kind in
                let alike = kinds[kind] ?? []
                return Entry(
                    head: Cell(alike.count > 1 ? "\(kind.code) (\(alike.count))" : kind.code.rawValue, .doubtful),
                    lines: [kind.message] + lines(alike, words))
            })
    }

    /// One remedy for all subjects, or each subject with its own.
    private static func lines(_ alike: [Problem], _ words: ProblemWords) -> [Phrase] {
        func arrow(_ remedy: Phrase) -> Phrase { remedy.mapped { "→ \($0)" } }
        let subjects = alike.map { words.subject($0) }
        let remedies = alike.map { words.remedy($0) }
        guard let remedy = remedies.first, remedies.allSatisfy({ $0 == remedy }) else {
            return zip(subjects, remedies).flatMap { [$0, arrow($1)] }
        }
        let all = Phrase(
            subjects.map(\.english).joined(separator: ", "), fr: subjects.map(\.french).joined(separator: ", "))
        return [all, arrow(remedy)]
    }

    static func csv(_ problems: [ShownProblem]) -> CSVTable {
        CSVTable(
            ["code", "subject", "message", "remedy"], problems.map { [$0.code, $0.subjectText, $0.message, $0.remedy] })
    }

    /// A CSV is one table: it omits the problems unless requested, and this message says so.
    static func tellLeftOut(_ count: Int, _ context: CommandContext, next: Phrase? = nil) {
        guard context.format == .csv, count > 0 else { return }
        let problems = Phrase.counted(count, "problem", "problems", fr: "problème", "problèmes")
        context.say(
            Phrase(
                "\(problems.english) not in this table.",
                fr: "\(problems.french) \(count < 2 ? "absent" : "absents") de ce tableau."),
            next: next ?? Phrase("--problems lists them instead.", fr: "--problems les liste à la place."))
    }
}

/// A problem as in JSON: facts, and its texts in English.
struct ShownProblem: Encodable {
    private enum CodingKeys: CodingKey {
        case code, subject, parameters, message, remedy
    }

    let code: String
    let subject: JSONValue
    let parameters: JSONValue
    let message: String
    let remedy: String
    /// For tables.
    let subjectText: String

    init(_ problem: Problem, _ words: ProblemWords) {
        code = problem.code.rawValue
        subject = Self.facts(problem.subject)
        parameters = Self.parameters(problem.finding)
        message = words.message(problem).english
        remedy = words.remedy(problem).english
        subjectText = words.subject(problem).english
    }

    /// `{"finding": "noResource", "identifier": "employee-number", …}`: the code's distinct message and its values.
    private static func parameters(_ finding: Problem.Finding) -> JSONValue {
        guard let found = facts(finding).members?.members.first, let members = found.value.members?.members
        else { return .object(JSONObject()) }
        return .object(JSONObject([.init("finding", .text(found.name))] + members))
    }

    /// Facts as stored: sorted by key, and without nil.
    private static func facts(_ facts: some Encodable) -> JSONValue {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        guard let encoded = try? encoder.encode(facts) else { return .null }
        return JSONValue.read(encoded) ?? .null
    }
}

/// The changes that a run wrote, or would write.
enum ChangeTable {
    static func table(_ changes: [RunChange], in zone: TimeZone) -> Table {
        Table(
            [
                .init("action"), .init(Phrase("outcome", fr: "résultat")), .init(Phrase("employee", fr: "collaborateur")),
                .init(Phrase("resource", fr: "ressource"), .right), .init("type", .right), .init(Phrase("from", fr: "début")),
                .init(Phrase("to", fr: "fin")), .init(Phrase("reference", fr: "référence"), wraps: true, yields: true),
            ],
            changes.map { change in
                [
                    Cell(change.action.name), Cell(change.outcome.name, change.outcome == .done ? .plain : .doubtful),
                    Cell(change.employeeID), Cell(change.resource), Cell(change.type),
                    Cell(LocalTime.text(change.start, in: zone)),
                    Cell(LocalTime.endText(change.end, in: zone)), Cell(change.reference),
                ]
            })
    }

    static let columns: [CSVTable.Column] = [
        "action", "outcome", "reference", "employeeId", "resourceKey", "type", "start", "end",
    ]

    /// One write of a run as in JSON.
    static func facts(_ change: RunChange) -> Facts {
        [
            "action": change.action, "outcome": change.outcome.rawValue, "reference": change.reference,
            "employeeId": change.employeeID, "resourceKey": change.resource, "type": change.type, "start": change.start,
            "end": change.end,
        ]
    }
}
