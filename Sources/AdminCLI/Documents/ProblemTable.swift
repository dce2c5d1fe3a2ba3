import Foundation
import JSONText
import Operations
import SyncCore
import Words

/// The problems of a run, each with its remedy.
enum ProblemTable {
    /// The new ones first, then those that the runs before had too.
    static func sections(
        _ problems: [ReportedProblem], _ words: ProblemWords, in zone: TimeZone
    ) -> [Document.Section] {
        let (new, known) = (problems.filter(\.isNew), problems.filter { !$0.isNew })
        func titled(_ title: Phrase, _ problems: [ReportedProblem]) -> [Document.Section] {
            problems.isEmpty ? [] : [.title(title), section(problems, words, in: zone)]
        }
        if known.isEmpty { return titled(title(problems.count), new) }
        return titled(Phrase("New problems (\(new.count))", fr: "Nouveaux problèmes (\(new.count))"), new)
            + titled(Phrase("Known problems (\(known.count))", fr: "Problèmes connus (\(known.count))"), known)
    }

    static func title(_ count: Int) -> Phrase { Phrase("Problems (\(count))", fr: "Problèmes (\(count))") }

    /// Of a preview, which has no runs before.
    static func section(_ problems: [Problem], _ words: ProblemWords) -> Document.Section {
        section(problems.map { ReportedProblem($0) }, words, in: .gmt)
    }

    /// Equal problems of several subjects are shown once, with all subjects.
    private static func section(
        _ problems: [ReportedProblem], _ words: ProblemWords, in zone: TimeZone
    ) -> Document.Section {
        struct Kind: Hashable {
            let code: Problem.Code
            let message: Phrase
        }
        var order: [Kind] = []
        var kinds: [Kind: [ReportedProblem]] = [:]
        for reported in problems {
            let kind = Kind(code: reported.problem.code, message: words.message(reported.problem))
            if kinds[kind] == nil { order.append(kind) }
            kinds[kind, default: []].append(reported)
        }
        return .entries(
            order.map { kind in
                let alike = kinds[kind] ?? []
                return Entry(
                    head: Cell(alike.count > 1 ? "\(kind.code) (\(alike.count))" : kind.code.rawValue, .doubtful),
                    lines: [kind.message] + lines(alike, words, in: zone))
            })
    }

    /// One remedy for all subjects, or each subject with its own.
    private static func lines(
        _ alike: [ReportedProblem], _ words: ProblemWords, in zone: TimeZone
    ) -> [Phrase] {
        func arrow(_ remedy: Phrase) -> Phrase { remedy.mapped { "→ \($0)" } }
        let subjects = alike.map { reported in
            let subject = words.subject(reported.problem)
            guard let day = reported.knownSince?.day(in: zone) else { return subject }
            return Phrase("\(subject.english), since \(day)", fr: "\(subject.french), depuis le \(day)")
        }
        let remedies = alike.map { words.remedy($0.problem) }
        // Days follow commas; French has a space before the semicolon, which `Phrase` makes a narrow no-break one.
        let separator = alike.contains { !$0.isNew } ? Phrase("; ", fr: " ; ") : Phrase(same: ", ")
        guard let remedy = remedies.first, remedies.allSatisfy({ $0 == remedy }) else {
            return zip(subjects, remedies).flatMap { [$0, arrow($1)] }
        }
        let all = Phrase(
            subjects.map(\.english).joined(separator: separator.english),
            fr: subjects.map(\.french).joined(separator: separator.french))
        return [all, arrow(remedy)]
    }

    /// - Parameter reported: whether the problems are a run's, which are new or known.
    static func csv(_ problems: [ShownProblem], reported: Bool, in zone: TimeZone) -> CSVTable {
        CSVTable(
            ["code", "subject", "message", "remedy"] + (reported ? ["knownSince"] : []),
            problems.map {
                [$0.code, $0.subjectText, $0.message, $0.remedy] + (reported ? [$0.knownSince?.description ?? ""] : [])
            }, in: zone)
    }

    /// A CSV is one table: it omits the problems unless requested, and this message says so.
    static func sayLeftOut(_ count: Int, _ context: CommandContext, next: Phrase? = nil) {
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
        case code, subject, parameters, message, remedy, knownSince
    }

    // Worded when asked for: a table shows none of it.
    var code: String { problem.code.rawValue }
    var subject: JSONValue { Self.facts(problem.subject) }
    var parameters: JSONValue { Self.parameters(problem.finding) }
    var message: String { words.message(problem).english }
    var remedy: String { words.remedy(problem).english }
    /// For tables.
    var subjectText: String { words.subject(problem).english }
    let knownSince: Instant?
    private let problem: Problem
    private let words: ProblemWords
    private let isReported: Bool

    /// Of a run.
    init(_ reported: ReportedProblem, _ words: ProblemWords) {
        (problem, self.words, knownSince, isReported) = (reported.problem, words, reported.knownSince, true)
    }

    /// Of a preview.
    init(_ problem: Problem, _ words: ProblemWords) {
        (self.problem, self.words, knownSince, isReported) = (problem, words, nil, false)
    }

    func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: CodingKeys.self)
        try members.encode(code, forKey: .code)
        try members.encode(subject, forKey: .subject)
        try members.encode(parameters, forKey: .parameters)
        try members.encode(message, forKey: .message)
        try members.encode(remedy, forKey: .remedy)
        if isReported { try members.encode(knownSince, forKey: .knownSince) }
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
                .init(Phrase("resource", fr: "ressource"), .right, yields: true), .init("type", .right, yields: true),
                .init(Phrase("from", fr: "début")), .init(Phrase("to", fr: "fin")), .init("cause", wraps: true),
                .init(Phrase("reference", fr: "référence"), wraps: true, yields: true),
            ],
            changes.map { change in
                [
                    Cell(change.action.name), Cell(change.outcome.name, change.outcome == .done ? .plain : .doubtful),
                    Cell(change.employeeID), Cell(change.resource), Cell(change.type),
                    Cell(LocalTime.text(change.start, in: zone)),
                    Cell(LocalTime.endText(change.end, in: zone)), Cell(change.cause.words), Cell(change.reference),
                ]
            })
    }

    static let columns: [CSVTable.Column] = [
        "action", "outcome", "reference", "employeeId", "resourceKey", "type", "start", "end", "cause=cause.code",
    ]

    /// One write of a run as in JSON.
    static func facts(_ change: RunChange) -> Facts {
        [
            "action": change.action, "outcome": change.outcome.rawValue, "reference": change.reference,
            "employeeId": change.employeeID, "resourceKey": change.resource, "type": change.type, "start": change.start,
            "end": change.end, "cause": change.cause,
        ]
    }
}
