/// Lists of ids for a filter, each short enough that the request's address and headers stay well under Lucca's 8 KB.
enum IdentifierChunks {
    /// Of the 8 KB; the rest is for the host, the other parameters and the headers.
    static let longest = 4000

    static func lists(_ ids: [String], longest: Int = longest) -> [[String]] {
        var lists: [[String]] = []
        var current: [String] = []
        var length = 0
        for id in ids {
            // What is no digit or letter takes three characters in an address.
            let width = id.utf8.reduce(1) { $0 + (isPlain($1) ? 1 : 3) }
            if !current.isEmpty, length + width > longest {
                lists.append(current)
                current = []
                length = 0
            }
            current.append(id)
            length += width
        }
        if !current.isEmpty { lists.append(current) }
        return lists
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
    }
}
