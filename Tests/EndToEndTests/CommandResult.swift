import Foundation

/// A command's exit status and both outputs.
struct CommandResult: Sendable {
    let status: Int32
    let stdout: String
    let stderr: String
    /// The signal that ended the program, if it did not exit; `status` is then meaningless.
    var signal: Int32?

    /// The document a command printed with `--output json`.
    func decode<Document: Decodable>(_ type: Document.Type) throws -> Document {
        try JSONDecoder().decode(type, from: Data(stdout.utf8))
    }
}

/// `run show --output json`, the part that scripts rely on (`contracts/cli.md`).
struct RunDocument: Decodable {
    struct Window: Decodable {
        let from: String
        let to: String
    }
    struct Counts: Decodable {
        let departments, employees, leaves, absences, created, updated, deleted, unchanged, failed: Int
    }
    struct Requests: Decodable {
        let lucca, planningpme: Int
    }
    struct Failure: Decodable {
        let code, message, remedy: String
    }
    struct Problem: Decodable {
        struct Subject: Decodable {
            let tenant, employee, identifier, department, event: String?
        }
        let code, message, remedy: String
        let subject: Subject
    }
    let id: Int
    let tenant: String
    let status: String
    let trigger: String
    let asOf: String
    let window: Window
    let attempt: Int
    let counts: Counts
    let requests: Requests
    let error: Failure?
    let problems: [Problem]
}

struct PreviewDocument: Decodable {
    struct Change: Decodable {
        let action: String
        let reference: String
        let employeeId: String
    }
    let tenant: String
    let asOf: String
    let changes: [Change]
}
