import ArgumentParser
import Words

/// What was typed, made ready for the parser, and what is said when the parser can make nothing of it.
struct ArgumentLine {
    /// For the parser.
    let arguments: [String]

    /// A number below zero looks like an option: behind an option it is tied to it, so that the option itself can say what it takes.
    init(_ typed: [String]) {
        var arguments: [String] = []
        var isOnlyValues = false
        for text in typed {
            if !isOnlyValues, Self.isNegative(text), let option = arguments.last, Self.isLongOption(option) {
                arguments[arguments.count - 1] = option + "=" + text
            } else {
                if text == "--" { isOnlyValues = true }
                arguments.append(text)
            }
        }
        self.arguments = arguments
    }

    /// What `--lang` says, before anything is parsed.
    var language: String? {
        for (text, next) in zip(arguments, arguments.dropFirst().map(Optional.some) + [nil]) {
            if text == "--" { return nil }
            if text == "--lang" { return next }
            if text.hasPrefix("--lang=") { return String(text.dropFirst("--lang=".count)) }
        }
        return nil
    }

    /// A better sentence than the parser's, for what people get wrong; nil when the parser's will do.
    var complaint: InputError? {
        if let unknown = unknownCommand { return unknown }
        if let number = values.first(where: Self.isNegative) {
            return InputError(
                "\"\(number)\"",
                Phrase(
                    "Nothing has a number below zero, and there is no such option.",
                    fr: "Rien n’a de nombre négatif, et cette option n’existe pas."),
                remedy: Phrase(
                    "Give the number without the dash; `\(words) --help` says which.",
                    fr: "Donnez le nombre sans le tiret ; `\(words) --help` dit lequel."))
        }
        return nil
    }

    /// What stands before `--`.
    private var values: some Sequence<String> { arguments.prefix { $0 != "--" } }

    private var words: String { (["passerelle"] + path.words).joined(separator: " ") }

    /// The commands named, and what stands where a further one should.
    private var path: (command: any ParsableCommand.Type, words: [String], next: String?) {
        var command: any ParsableCommand.Type = PasserelleRoot.self
        var words: [String] = []
        for text in values {
            let below = command.configuration.commands
            guard !below.isEmpty, !text.hasPrefix("-") else { break }
            guard let next = below.first(where: { $0.name == text }) else { return (command, words, text) }
            command = next.type
            words.append(text)
        }
        return (command, words, nil)
    }

    private var unknownCommand: InputError? {
        let path = path
        // `help` belongs to the parser.
        guard let next = path.next, next != "help" else { return nil }
        let names = path.command.configuration.commands.map(\.name)
        return InputError(
            "\"\(next)\"",
            Phrase("There is no command `\(words) \(next)`.", fr: "La commande `\(words) \(next)` n’existe pas."),
            remedy: Phrase(
                "There is: \(names.joined(separator: ", ")). `\(words) --help` says what they do.",
                fr: "Il y a : \(names.joined(separator: ", ")). `\(words) --help` dit ce qu’elles font."))
    }

    private static func isNegative(_ text: String) -> Bool {
        text.wholeMatch(of: /-[0-9].*/) != nil
    }

    private static func isLongOption(_ text: String) -> Bool {
        text.hasPrefix("--") && text.count > 2 && !text.contains("=")
    }
}

extension CommandConfiguration {
    /// The commands below, in the order of the help.
    fileprivate var commands: [(name: String, type: any ParsableCommand.Type)] {
        subcommands.map { ($0.configuration.commandName ?? "", $0) }
    }
}
