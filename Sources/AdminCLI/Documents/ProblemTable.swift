import SyncCore
import Words

/// Problems of a run, each with what to do.
enum ProblemTable {
    /// Problems that say the same of several subjects are shown once, with all the subjects.
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

    static func csv(_ problems: [Problem], _ words: ProblemWords) -> CSVTable {
        CSVTable(
            ["code", "subject", "message", "remedy"],
            problems.map { problem in
                [
                    problem.code.rawValue, words.subject(problem).english, words.message(problem).english,
                    words.remedy(problem).english,
                ]
            })
    }

    /// One CSV is one table: the problems are left out of it unless they are asked for, and that is said.
    static func tellLeftOut(_ count: Int, _ context: CommandContext, next: Phrase? = nil) {
        guard context.format == .csv, count > 0 else { return }
        let problems = Phrase.counted(count, "problem", "problems", fr: "problème", "problèmes")
        context.say(
            Phrase(
                "\(problems.english) not in this table.",
                fr: "\(problems.french) \(count < 2 ? "absent" : "absents") de ce tableau."),
            next: next ?? Phrase("--problems lists them instead.", fr: "--problems les liste à la place."))
    }

    static func json(_ problem: Problem, _ words: ProblemWords) -> JSONValue {
        .object([
            JSONMember("code", .string(problem.code.rawValue)), JSONMember("subject", .facts(problem.subject)),
            JSONMember("parameters", parameters(problem.finding)),
            JSONMember("message", .string(words.message(problem).english)),
            JSONMember("remedy", .string(words.remedy(problem).english)),
        ])
    }

    /// `{"finding": "noResource", "identifier": "employee-number", …}`: which statement of the code it is, and what it says.
    private static func parameters(_ finding: Problem.Finding) -> JSONValue {
        guard case .object(let cases) = JSONValue.facts(finding), let found = cases.first,
            case .object(let members) = found.value
        else { return .object([]) }
        return .object([JSONMember("finding", .string(found.key))] + members)
    }
}
