internal import SyncCore

extension RunOutcome {
    /// How much of its texts is recorded.
    enum Text: CaseIterable {
        case whole
        /// Each in plain letters, and no longer than people read.
        case plain
        /// Only that there were problems.
        case none
    }

    func with(_ text: Text) -> RunOutcome {
        var outcome = self
        switch text {
        case .whole: break
        case .plain:
            outcome.problems = problems.map { problem in
                Problem(
                    problem.code, subject: Self.plain(problem.subject), message: Self.plain(problem.message),
                    remedy: Self.plain(problem.remedy))
            }
            outcome.error = error.map { error in
                RunError(code: error.code, message: Self.plain(error.message), remedy: Self.plain(error.remedy))
            }
        case .none:
            outcome.problems = []
            if !problems.isEmpty {
                let codes = Set(problems.map(\.code.rawValue)).sorted().joined(separator: ", ")
                outcome.problems = [
                    Problem(
                        .problemsUnrecorded, subject: "run",
                        message: "The database refuses what this run had to say: \(problems.count) problems (\(codes)).",
                        remedy: "Report this as a fault of Passerelle, with the log of the database server.")
                ]
            }
        }
        return outcome
    }

    private static func plain(_ text: String) -> String {
        String(decoding: text.utf8.prefix(500).map { (0x20...0x7E).contains($0) ? $0 : 0x3F }, as: UTF8.self)
    }
}
