import JSONText
import SyncCore
import Words

/// Problems of a run, each with what to do.
enum ProblemTable {
    /// Problems that say the same of several subjects are told once, with all the subjects.
    static func section(_ problems: [Problem], _ words: ProblemWords, _ language: Language) -> Document.Section {
        struct Kind: Hashable {
            let code: Problem.Code
            let message: String
        }
        var order: [Kind] = []
        var kinds: [Kind: [Problem]] = [:]
        for problem in problems {
            let kind = Kind(code: problem.code, message: words.message(problem)[language])
            if kinds[kind] == nil { order.append(kind) }
            kinds[kind, default: []].append(problem)
        }
        return .entries(
            order.map { kind in
                let alike = kinds[kind] ?? []
                return Entry(
                    head: Cell(alike.count > 1 ? "\(kind.code) (\(alike.count))" : kind.code.rawValue, .doubtful),
                    lines: [kind.message] + lines(alike, words, language))
            })
    }

    /// One remedy for all subjects, or each subject with its own.
    private static func lines(_ alike: [Problem], _ words: ProblemWords, _ language: Language) -> [String] {
        let subjects = alike.map { words.subject($0)[language] }
        let remedies = alike.map { words.remedy($0)[language] }
        guard let remedy = remedies.first, remedies.allSatisfy({ $0 == remedy }) else {
            return zip(subjects, remedies).flatMap { [$0, "→ \($1)"] }
        }
        return [subjects.joined(separator: ", "), "→ \(remedy)"]
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
    static func tellLeftOut(_ count: Int, _ context: CommandContext, next: String = "--problems lists them instead.") {
        guard context.format == .csv, count > 0 else { return }
        context.say("\(Plural.of(count, "problem")) not in this table.", next: next)
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
        guard let found = JSONValue.facts(finding).members?.members.first, let members = found.value.members?.members
        else { return .object(JSONObject()) }
        return .object(JSONObject([.init("finding", .text(found.name))] + members))
    }
}
