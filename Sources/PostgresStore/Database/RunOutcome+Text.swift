internal import SyncCore

extension RunOutcome {
    /// How much of its texts is recorded.
    enum Text: CaseIterable {
        case whole
        /// Each in plain letters.
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
                (try? StoredProblem.encode(problem)).map { StoredProblem.decode(Self.plain($0), code: problem.code) } ?? problem
            }
            outcome.error = error.map { StoredFailure.decode(Self.plain(StoredFailure.encode($0))) }
        case .none:
            outcome.problems = []
            if !problems.isEmpty {
                let codes = Set(problems.map(\.code)).sorted { $0.rawValue < $1.rawValue }
                outcome.problems = [Problem(.run, .problemsUnrecorded(count: problems.count, codes: codes))]
            }
        }
        return outcome
    }

    private static func plain(_ text: String) -> String {
        String(decoding: text.utf8.map { (0x20...0x7E).contains($0) ? $0 : 0x3F }, as: UTF8.self)
    }
}
