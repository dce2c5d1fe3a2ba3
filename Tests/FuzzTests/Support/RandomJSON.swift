import SyncTestKit

/// JSON that nobody wrote: any shape, with names and values that mean something to the readers.
enum RandomJSON {
    static func document(_ random: inout SplitMix64) -> [UInt8] {
        var text = ""
        var left = 60
        write(&text, depth: 0, &left, &random)
        return Array(text.utf8)
    }

    private static func write(_ text: inout String, depth: Int, _ left: inout Int, _ random: inout SplitMix64) {
        left -= 1
        switch left > 0 && depth < 8 ? Int.random(in: 0..<10, using: &random) : Int.random(in: 5..<10, using: &random) {
        case 0...2:
            text += "{"
            for position in 0..<Int.random(in: 0...8, using: &random) {
                if position > 0 { text += "," }
                text += "\"\(random.element(of: FuzzWords.names) ?? "")\":"
                write(&text, depth: depth + 1, &left, &random)
            }
            text += "}"
        case 3, 4:
            text += "["
            for position in 0..<Int.random(in: 0...5, using: &random) {
                if position > 0 { text += "," }
                write(&text, depth: depth + 1, &left, &random)
            }
            text += "]"
        case 5, 6: text += "\"\(random.element(of: FuzzWords.texts) ?? "")\""
        case 7, 8: text += random.element(of: FuzzWords.numbers) ?? ""
        default: text += random.element(of: FuzzWords.words) ?? ""
        }
    }
}
