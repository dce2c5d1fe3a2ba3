import Foundation
import Testing

/// How to call each command on a scene: its arguments by name, and the options it requires.
struct CommandLines {
    let slug: String
    /// The run that the command is about.
    var run: String
    let account: String
    let department: String
    let employee: String
    let type: String
    let planningDepartment: String
    let asOf: String
    let port: Int
    /// Where a probe writes.
    var resource = "7"

    struct UnknownArgument: Error, CustomStringConvertible {
        let leaf: String
        let argument: String
        var description: String {
            "`\(leaf)` takes <\(argument)>, and CommandLines does not know what to give: teach it, so that the command's output is searched"
        }
    }

    /// - Throws: `UnknownArgument`.
    func words(_ leaf: CommandTree.Leaf) throws -> [String] {
        var words = leaf.words
        for argument in leaf.positionals { words.append(try value(argument, leaf)) }
        let given = options(leaf.path)
        for option in leaf.required where !given.contains(option) {
            words += [option, try value(String(option.dropFirst(2)), leaf)]
        }
        return words + given
    }

    private func value(_ argument: String, _ leaf: CommandTree.Leaf) throws -> String {
        switch (leaf.path, argument) {
        case ("tenant create", "slug"), ("tenant delete", "slug"): return Self.neighbour
        case (_, "slug"), (_, "tenant"): return slug
        case ("run diff", "second"): return run == "1" ? "2" : "1"
        case (_, "id"), ("run diff", _): return run
        case (_, "kind"): return "lucca-api-key"
        case (_, "account"): return account
        case (_, "department"): return department
        case (_, "employee"): return employee
        case (_, "field"): return "jobTitle"
        case ("department map", "to"): return planningDepartment
        case (_, "shell"): return "bash"
        case ("tenant import", "file"): return "/dev/null"
        case (_, "name"): return "nobody-of-this-server"
        case (_, "role"): return "viewer"
        default: throw UnknownArgument(leaf: leaf.path, argument: argument)
        }
    }

    /// How a second tenant is created.
    var creation: [String] { ["tenant", "create", Self.neighbour] + options("tenant create") }

    private func options(_ path: String) -> [String] {
        switch path {
        case "tenant create":
            [
                "--name", "Neu", "--lucca-url", "http://neu.localhost:\(port)", "--planningpme-url",
                "http://127.0.0.1:\(port)/neu/",
            ]
        case "tenant edit": ["--hourly-requests", "1999"]
        case "tenant delete": ["--yes"]
        case "tenant import": ["--dry-run"]
        case "tenant probe": ["--resource", resource, "--yes"]
        case "tenant activate": ["--assume-dialect"]
        case "credential bind": ["--yes"]
        case "scope set": ["--department", department]
        case "reason set": ["--type", type]
        case "field set": ["--to", "phone"]
        case "run show": ["--changes"]
        case "run preview", "run compare", "run now", "run start": ["--as-of", asOf]
        // As `PlantedWorld` calls people.
        case "absence explain": ["--name", "kanarinom\(employee)Q", "Kanariprénom\(employee)q", "--as-of", asOf]
        case "employee show": ["--name", "Kanariprenom\(employee)q", "--as-of", asOf]
        case "field explain": ["--email", "KANARIMAIL\(employee)q@kanari.example", "--as-of", asOf]
        default: []
        }
    }

    /// What commands that show live data of a remote system to an operator exist for. On standard output only; everything else, everywhere:
    /// nothing.
    static let shown: [String: (kinds: Set<Canary.Kind>, reason: String)] = [
        "scope tree": (
            [.department, .planningLabel], "one chooses departments by their names, and sees the counterpart of each"
        ),
        "department list": ([.department, .planningLabel], "one maps departments by their names"),
        "reason list": ([.reason, .planningLabel], "one maps leave accounts to types by their names"),
        "field list": ([.fieldLabel], "one chooses fields by their labels"),
        "run preview": (
            [.reason, .planningLabel], "a change names the type that planners will read; one may be made after a leave account"
        ),
        "absence explain": ([.reason, .planningLabel], "the answer to a customer who asks about this absence by its name"),
        "employee show": ([.reason, .planningLabel], "the same of all of a person's absences"),
    ]

    /// The same of messages for people, on standard error.
    static let said: [String: (kinds: Set<Canary.Kind>, reason: String)] = [
        "scope set": ([.department], "it repeats what was chosen in the words that people know it by"),
        "department map": ([.department, .planningLabel], "the same"),
        "reason set": ([.reason, .planningLabel], "the same"),
    ]

    /// The tenant that is created and deleted.
    static let neighbour = "kanari-neu"

    /// What can't succeed here; everything else must.
    static let refused: [String: (status: Int32, reason: String)] = [
        "keyring init": (1, "the installation has a keyring, which is never replaced"),
        "credential restore": (64, "the same secret was set again: there is no former one"),
        "operator add": (64, "the server has no login to spare"),
        "tenant import": (64, "the file is empty"),
        "operator disable": (64, "no one is an operator"),
        "alert test": (64, "no Alertmanager is set"),
    ]

    /// They end when stopped.
    static let serving: Set<String> = ["worker", "console serve"]
    /// The last ones, since the others need what they take away.
    static let last = ["tenant pause", "tenant delete", "fleet pause", "fleet resume"]
    /// They go to the remote systems.
    static let remote: Set<String> = [
        "tenant check", "tenant probe", "tenant activate", "scope tree", "scope set", "reason list", "reason set",
        "department map", "department list", "field list", "field set", "field explain",
        "run preview", "run compare", "run now", "run approve", "absence explain", "employee show",
    ]
}
