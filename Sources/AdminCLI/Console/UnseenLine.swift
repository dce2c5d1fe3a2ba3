/// A line typed without an echo, key by key, with the few editing keys that people expect.
struct UnseenLine {
    enum Progress: Equatable {
        case goesOn
        case isDone
        case isGivenUp
    }

    private var bytes: [UInt8] = []

    /// nil when nothing was typed.
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

    /// A whole character, however many bytes it has.
    private mutating func eraseCharacter() {
        while let last = bytes.popLast(), last & 0xC0 == 0x80 {}
    }
}
