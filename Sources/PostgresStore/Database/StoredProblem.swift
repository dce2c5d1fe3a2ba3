internal import Foundation
internal import SyncCore

/// The facts of a problem, as `run_problem.facts` holds them.
struct StoredProblem: Codable {
    let subject: Problem.Subject
    /// nil when a newer release has recorded one that this release does not know.
    let finding: Problem.Finding?

    init(_ problem: Problem) {
        (subject, finding) = (problem.subject, problem.finding)
    }

    init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        subject = (try? members.decode(Problem.Subject.self, forKey: .subject)) ?? .unknown
        finding = try? members.decode(Problem.Finding.self, forKey: .finding)
    }

    func problem(_ code: Problem.Code) -> Problem {
        Problem(subject, finding.flatMap { $0.code == code ? $0 : nil } ?? .unrecognized(code))
    }

    static func encode(_ problem: Problem) throws -> String {
        String(decoding: try JSONEncoder().encode(StoredProblem(problem)), as: UTF8.self)
    }

    static func decode(_ text: String, code: Problem.Code) -> Problem {
        let stored = try? JSONDecoder().decode(StoredProblem.self, from: Data(text.utf8))
        return stored?.problem(code) ?? Problem(.unknown, .unrecognized(code))
    }
}
