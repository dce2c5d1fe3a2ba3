import SyncCore

/// Problems of a run, each with what to do.
enum ProblemTable {
    /// Problems that say the same of several subjects are told once, with all the subjects.
    static func section(_ problems: [Problem]) -> Document.Section {
        struct Kind: Hashable {
            let code: Problem.Code
            let message: String
            let remedy: String
        }
        var order: [Kind] = []
        var subjects: [Kind: [String]] = [:]
        for problem in problems {
            let kind = Kind(code: problem.code, message: problem.message, remedy: problem.remedy)
            if subjects[kind] == nil { order.append(kind) }
            subjects[kind, default: []].append(problem.subject)
        }
        return .entries(
            order.map { kind in
                let about = subjects[kind] ?? []
                return Entry(
                    head: Cell(about.count > 1 ? "\(kind.code) (\(about.count))" : kind.code.rawValue, .doubtful),
                    lines: [kind.message, "→ " + kind.remedy, about.joined(separator: ", ")])
            })
    }

    static func json(_ problem: Problem) -> JSONValue {
        .object([
            JSONMember("code", .string(problem.code.rawValue)), JSONMember("subject", .string(problem.subject)),
            JSONMember("message", .string(problem.message)), JSONMember("remedy", .string(problem.remedy)),
        ])
    }
}
