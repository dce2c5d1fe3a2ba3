import SyncCore

/// Problems of a run, each with what to do.
enum ProblemTable {
    /// Problems that say the same of several subjects are told once, with all the subjects.
    static func section(_ problems: [Problem]) -> Document.Section {
        struct Kind: Hashable {
            let code: Problem.Code
            let message: String
        }
        var order: [Kind] = []
        var kinds: [Kind: [Problem]] = [:]
        for problem in problems {
            let kind = Kind(code: problem.code, message: problem.message)
            if kinds[kind] == nil { order.append(kind) }
            kinds[kind, default: []].append(problem)
        }
        return .entries(
            order.map { kind in
                let alike = kinds[kind] ?? []
                return Entry(
                    head: Cell(alike.count > 1 ? "\(kind.code) (\(alike.count))" : kind.code.rawValue, .doubtful),
                    lines: [kind.message] + lines(alike))
            })
    }

    /// One remedy for all subjects, or each subject with its own.
    private static func lines(_ alike: [Problem]) -> [String] {
        guard let remedy = alike.first?.remedy, alike.allSatisfy({ $0.remedy == remedy }) else {
            return alike.flatMap { ["\($0.subject)", "→ \($0.remedy)"] }
        }
        return [alike.map(\.subject).joined(separator: ", "), "→ \(remedy)"]
    }

    static func csv(_ problems: [Problem]) -> CSVTable {
        CSVTable(
            ["code", "subject", "message", "remedy"],
            problems.map { [$0.code.rawValue, $0.subject.description, $0.message, $0.remedy] })
    }

    /// One CSV is one table: the problems are left out of it unless they are asked for, and that is said.
    static func tellLeftOut(_ count: Int, _ context: CommandContext, next: String = "--problems lists them instead.") {
        guard context.format == .csv, count > 0 else { return }
        context.say("\(Plural.of(count, "problem")) not in this table.", next: next)
    }

    static func json(_ problem: Problem) -> JSONValue {
        .object([
            JSONMember("code", .string(problem.code.rawValue)), JSONMember("subject", .string(problem.subject)),
            JSONMember("message", .string(problem.message)), JSONMember("remedy", .string(problem.remedy)),
        ])
    }
}
