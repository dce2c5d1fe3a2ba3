/// Property names in lower case, made once for each spelling.
struct LuccaNameTable {
    private struct Entry {
        let spelling: [UInt8]
        let folded: String
    }

    private static let buckets = 64
    private static let longestChain = 8

    private var table = [[Entry]](repeating: [], count: buckets)

    mutating func folded(_ spelling: ArraySlice<UInt8>) -> String {
        var hash = spelling.count
        for byte in spelling { hash = (hash &* 31 &+ Int(byte)) & 0xFFFF }
        let bucket = hash % Self.buckets
        for entry in table[bucket] where entry.spelling.elementsEqual(spelling) { return entry.folded }
        let folded = String(decoding: spelling, as: UTF8.self).lowercased()
        // Names without end would be an attack, not a page.
        if table[bucket].count < Self.longestChain {
            table[bucket].append(Entry(spelling: Array(spelling), folded: folded))
        }
        return folded
    }
}
