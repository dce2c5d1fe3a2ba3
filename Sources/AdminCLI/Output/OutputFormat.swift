import ArgumentParser

/// How a command shows its data.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument {
    case table
    case json
    case csv
}
