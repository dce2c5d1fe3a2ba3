import Words

/// What was typed can't be used: every reason at once. Nothing was done.
struct InputError: Error, Equatable {
    struct Issue: Equatable {
        /// The option or argument, such as `--time-zone`.
        let subject: String
        let message: Phrase
        let remedy: Phrase

        init(_ subject: String, _ message: Phrase, remedy: Phrase) {
            self.subject = subject
            self.message = message
            self.remedy = remedy
        }

        init(_ subject: String, _ message: String, remedy: String) {
            self.init(subject, Phrase(same: message), remedy: Phrase(same: remedy))
        }

        /// The subject once, also where the message begins with it.
        func words(_ language: Language) -> String {
            let text = message[language]
            return text.hasPrefix(subject) ? text : Phrase("\(subject): \(text)", fr: "\(subject) : \(text)")[language]
        }
    }

    let issues: [Issue]

    init(_ issues: [Issue]) {
        self.issues = issues
    }

    init(_ subject: String, _ message: String, remedy: String) {
        issues = [Issue(subject, message, remedy: remedy)]
    }

    init(_ subject: String, _ message: Phrase, remedy: Phrase) {
        issues = [Issue(subject, message, remedy: remedy)]
    }
}
