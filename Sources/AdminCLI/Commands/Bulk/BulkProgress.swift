import Synchronization
import Words

/// How far a command for many tenants is.
final class BulkProgress: Sendable {
    private let state: Mutex<(done: Int, total: Int)>

    init(total: Int = 0) { state = Mutex((0, total)) }

    func begin(_ total: Int) { state.withLock { $0.total = total } }
    func note(_ count: Int) { state.withLock { $0.done = count } }

    var words: Phrase {
        let (count, total) = state.withLock { $0 }
        return Phrase("\(count) of \(total)", fr: "\(count) sur \(total)")
    }
}

extension CommandContext {
    /// The table of a document as a message: what a question or a refusal is about.
    func showMessage(_ document: Document) {
        console.writeMessage(
            document.rendered(.table, width: console.shape.columns, colour: console.shape.messagesInColour, language))
    }
}
