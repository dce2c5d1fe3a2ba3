import Foundation
import Synchronization

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A command's output for data and messages, and its input for secrets.
package protocol Console: Sendable {
    var shape: ConsoleShape { get }
    /// Data, on standard output.
    func writeData(_ text: String)
    /// The system's error text if data could not be written; nil if everything was, or if the reader closed the pipe (`passerelle
    /// run list | head`), which is no failure.
    var dataFailure: String? { get }
    /// Messages for people, on standard error.
    func writeMessage(_ text: String)
    /// Standard input, up to `limit` bytes and one more, which shows that the input is too long.
    func readInput(limit: Int) -> [UInt8]
    /// Asks for a line on the terminal. nil at the end of input.
    func ask(_ prompt: String) -> String?
    /// Asks on the terminal without echo. nil if nothing was typed.
    func askUnseen(_ prompt: String) -> [UInt8]?
}

/// Properties of the console's input and output.
package struct ConsoleShape: Sendable, Hashable {
    package var inputIsTerminal: Bool
    package var dataIsTerminal: Bool
    package var messagesAreTerminal: Bool
    /// The width that tables must fit into; nil if the output is not a terminal.
    package var columns: Int?
    /// `NO_COLOR` is set.
    package var refusesColour: Bool

    package init(
        inputIsTerminal: Bool = false, dataIsTerminal: Bool = false, messagesAreTerminal: Bool = false, columns: Int? = nil,
        refusesColour: Bool = false
    ) {
        self.inputIsTerminal = inputIsTerminal
        self.dataIsTerminal = dataIsTerminal
        self.messagesAreTerminal = messagesAreTerminal
        self.columns = columns
        self.refusesColour = refusesColour
    }

    var dataInColour: Bool { dataIsTerminal && !refusesColour }
    var messagesInColour: Bool { messagesAreTerminal && !refusesColour }
}

/// The process's own standard input, output and error.
final class SystemConsole: Console {
    let shape: ConsoleShape
    /// The first error that prevented writing data.
    private let failure = Mutex<Int32?>(nil)

    init(environment: [String: String]) {
        let dataIsTerminal = isatty(STDOUT_FILENO) == 1
        let wished = environment["COLUMNS"].flatMap { Int($0) }.flatMap { (20...10_000).contains($0) ? $0 : nil }
        shape = ConsoleShape(
            inputIsTerminal: isatty(STDIN_FILENO) == 1, dataIsTerminal: dataIsTerminal,
            messagesAreTerminal: isatty(STDERR_FILENO) == 1,
            columns: wished ?? (dataIsTerminal ? Self.terminalColumns() : nil),
            refusesColour: !(environment["NO_COLOR"] ?? "").isEmpty || environment["TERM"] == "dumb")
    }

    private static func terminalColumns() -> Int {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col >= 20 else { return 80 }
        return Int(size.ws_col)
    }

    func writeData(_ text: String) {
        guard failure.withLock({ $0 == nil }), let cause = write(text, to: STDOUT_FILENO) else { return }
        failure.withLock { $0 = cause }
    }

    func writeMessage(_ text: String) { _ = write(text, to: STDERR_FILENO) }

    var dataFailure: String? {
        // A broken pipe: the reader has closed it.
        failure.withLock { $0 }.flatMap { $0 == EPIPE ? nil : String(cString: strerror($0)) }
    }

    /// - Returns: the error number if not everything could be written.
    private func write(_ text: String, to descriptor: Int32) -> Int32? {
        Array(text.utf8).withUnsafeBytes { buffer in
            var sent = 0
            while sent < buffer.count {
                #if canImport(Darwin)
                let count = Darwin.write(descriptor, buffer.baseAddress?.advanced(by: sent), buffer.count - sent)
                #else
                let count = Glibc.write(descriptor, buffer.baseAddress?.advanced(by: sent), buffer.count - sent)
                #endif
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return count < 0 ? errno : EIO }
                sent += count
            }
            return nil
        }
    }

    func readInput(limit: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while bytes.count <= limit {
            let count = read(STDIN_FILENO, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            bytes += chunk[..<count]
        }
        return bytes
    }

    func ask(_ prompt: String) -> String? {
        writeMessage(prompt)
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while true {
            let count = read(STDIN_FILENO, &byte, 1)
            if count < 0, errno == EINTR { continue }
            if count == 1, byte != UInt8(ascii: "\n") {
                line.append(byte)
                continue
            }
            if count != 1, line.isEmpty { return nil }
            return String(decoding: line, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        }
    }

    func askUnseen(_ prompt: String) -> [UInt8]? {
        writeMessage(prompt)
        var shown = termios()
        let isTerminal = tcgetattr(STDIN_FILENO, &shown) == 0
        if isTerminal {
            var unseen = shown
            // Key by key, and Ctrl-C as a key: a signal here would leave the terminal without echo.
            unseen.c_lflag &= ~tcflag_t(ECHO | ICANON | ISIG)
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &unseen)
        }
        defer {
            if isTerminal { tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown) }
            writeMessage("\n")
        }
        var line = UnseenLine()
        var byte: UInt8 = 0
        while true {
            let count = read(STDIN_FILENO, &byte, 1)
            if count < 0, errno == EINTR { continue }
            guard count == 1 else { return line.whole }
            switch line.type(byte) {
            case .goesOn: continue
            case .isDone: return line.whole
            case .isGivenUp: return nil
            }
        }
    }
}

/// A line typed without echo, key by key, with the usual editing keys.
struct UnseenLine {
    enum Progress: Equatable {
        case goesOn
        case isDone
        case isGivenUp
    }

    private var bytes: [UInt8] = []

    /// nil if nothing was typed.
    var whole: [UInt8]? { bytes.isEmpty ? nil : bytes }

    mutating func type(_ byte: UInt8) -> Progress {
        switch byte {
        case 3: return .isGivenUp  // Ctrl-C
        case 4, 10, 13: return .isDone  // Ctrl-D, Return
        case 21: bytes = []  // Ctrl-U
        case 8, 127: eraseCharacter()
        default: bytes.append(byte)
        }
        return .goesOn
    }

    /// Erases a whole character, however many bytes it has.
    private mutating func eraseCharacter() {
        while let last = bytes.popLast(), last & 0xC0 == 0x80 {}
    }
}
