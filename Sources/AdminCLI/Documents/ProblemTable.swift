import SyncCore

/// Problems of a run, each with what to do.
enum ProblemTable {
    static func table(_ problems: [Problem]) -> Table {
        Table(
            [
                .init("problem"), .init("about", wraps: true), .init("what", wraps: true), .init("remedy", wraps: true),
            ],
            problems.map { [Cell($0.code, .doubtful), Cell($0.subject), Cell($0.message), Cell($0.remedy)] })
    }

    static func json(_ problem: Problem) -> JSONValue {
        .object([
            JSONMember("code", .string(problem.code.rawValue)), JSONMember("subject", .string(problem.subject)),
            JSONMember("message", .string(problem.message)), JSONMember("remedy", .string(problem.remedy)),
        ])
    }
}
