/// Where a command's data and messages go and its secrets come from.
public protocol Console: Sendable {
    var shape: ConsoleShape { get }
    /// Data, on standard output.
    func writeData(_ text: String)
    /// The system's words for what kept data from being written; nil as long as everything was, or when the reader went away
    /// (`passerelle run list | head`), which is no failure.
    var dataFailure: String? { get }
    /// Words for people, on standard error.
    func writeMessage(_ text: String)
    /// Everything on standard input, at most `limit` bytes and one: a longer input shows by its length.
    func readInput(limit: Int) -> [UInt8]
    /// Asks on the terminal for a line. nil when the input ended.
    func ask(_ prompt: String) -> String?
    /// Asks on the terminal; what is typed is not shown. nil when nothing was typed.
    func askUnseen(_ prompt: String) -> [UInt8]?
}

/// What is at the other end.
public struct ConsoleShape: Sendable, Hashable {
    public var inputIsTerminal: Bool
    public var dataIsTerminal: Bool
    public var messagesAreTerminal: Bool
    /// Columns that tables have to fit into; nil when nobody reads along, so that nothing needs to be broken.
    public var columns: Int?
    /// `NO_COLOR` is set.
    public var refusesColour: Bool

    public init(
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
