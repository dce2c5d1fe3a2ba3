import Words

/// On a terminal the command asked, and the answer was no: nothing was done, as was wished. No error.
struct Declined: Error, Equatable {
    /// What was left undone.
    let message: Phrase

    init(message: Phrase) {
        self.message = message
    }
}
