import ArgumentParser
import Words

/// For commands that a worker may perform instead of this process.
struct QueueOptions: ParsableArguments {
    @Flag(help: "Let a worker perform it: no keyring and no worker's role are needed here.") var queue = false
    @Flag(help: "With --queue: wait for the result; Ctrl-C only stops waiting.") var wait = false

    /// For a command about selected tenants: each queued operation has a result of its own.
    /// - Throws: `InputError`.
    func refuseMany() throws {
        try check()
        guard queue else { return }
        throw InputError(
            "--queue", Phrase("It works for one tenant only.", fr: "Cette option ne va qu’avec un seul client."),
            remedy: Phrase("Omit it, or name one tenant.", fr: "Omettez-la, ou nommez un seul client."))
    }

    /// - Parameter here: options that only work in this process, and whether each was given.
    /// - Throws: `InputError`.
    func check(onlyHere here: [(option: String, isGiven: Bool)] = []) throws {
        if wait, !queue {
            throw InputError(
                "--wait", Phrase("--wait needs --queue.", fr: "--wait ne va qu’avec --queue."),
                remedy: Phrase(
                    "Without --queue, this command waits anyway.", fr: "Sans --queue, cette commande attend de toute façon.")
            )
        }
        if queue, let option = here.first(where: \.isGiven)?.option {
            throw InputError(
                option, Phrase("\(option) cannot be combined with --queue.", fr: "\(option) ne va pas avec --queue."),
                remedy: Phrase("Omit one of the two.", fr: "Omettez l’une des deux."))
        }
    }
}
