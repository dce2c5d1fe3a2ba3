/// What was typed can't be used: every reason at once. Nothing was done.
struct InputError: Error, Equatable {
    struct Issue: Equatable {
        /// The option or argument, such as `--time-zone`.
        let subject: String
        let message: String
        let remedy: String

        init(_ subject: String, _ message: String, remedy: String) {
            self.subject = subject
            self.message = message
            self.remedy = remedy
        }

        /// The subject once, also where the message begins with it.
        var words: String { message.hasPrefix(subject) ? message : "\(subject): \(message)" }
    }

    let issues: [Issue]

    init(_ issues: [Issue]) {
        self.issues = issues
    }

    init(_ subject: String, _ message: String, remedy: String) {
        issues = [Issue(subject, message, remedy: remedy)]
    }
}
