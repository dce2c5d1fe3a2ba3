import AdminCLI
import Synchronization

/// Records a command's output and answers with the test's input: its lines one after the other, the last one also to further questions.
final class RecordingConsole: Console {
    private struct State {
        var data = ""
        var messages = ""
        var prompts: [String] = []
    }

    let shape: ConsoleShape
    let dataFailure: String?
    private let input: [UInt8]
    private let state = Mutex(State())

    init(shape: ConsoleShape = ConsoleShape(), input: String = "", dataFailure: String? = nil) {
        self.shape = shape
        self.dataFailure = dataFailure
        self.input = Array(input.utf8)
    }

    var data: String { state.withLock { $0.data } }
    var messages: String { state.withLock { $0.messages } }
    var prompts: [String] { state.withLock { $0.prompts } }

    func writeData(_ text: String) { state.withLock { $0.data += text } }
    func writeMessage(_ text: String) { state.withLock { $0.messages += text } }
    func readInput(limit: Int) -> [UInt8] { Array(input.prefix(limit + 1)) }

    func ask(_ prompt: String) -> String? {
        let lines = input.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let number = state.withLock { state in
            state.prompts.append(prompt)
            return state.prompts.count
        }
        return input.isEmpty ? nil : String(decoding: lines[min(number, lines.count) - 1], as: UTF8.self)
    }

    func askUnseen(_ prompt: String) -> [UInt8]? {
        state.withLock { $0.prompts.append(prompt) }
        return input.isEmpty ? nil : input
    }
}
