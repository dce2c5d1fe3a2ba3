import SyncCore

/// Finds the names that a person may have meant: ids and custom fields are compared exactly, and are easily mistyped.
package enum NearNames {
    /// How many are named, at most.
    private static let most = 3

    /// Names that differ in letter case, accents or spaces, then those with few differing characters; the nearest first.
    /// - Parameter candidates: each with other texts by which people know it, such as its label.
    package static func of<Candidate: Hashable & Comparable>(
        _ typed: String, among candidates: [(Candidate, texts: [String])]
    ) -> [Candidate] {
        let wanted = folded(typed)
        guard !wanted.isEmpty else { return [] }
        var nearest: [Candidate: Int] = [:]
        for (candidate, texts) in candidates {
            let distances = texts.compactMap { distance(wanted, folded($0)) }
            if let least = distances.min() { nearest[candidate] = min(least, nearest[candidate] ?? .max) }
        }
        return nearest.sorted { ($0.value, $0.key) < ($1.value, $1.key) }.prefix(most).map(\.key)
    }

    /// Hyphens, underscores and spaces are mixed up as easily as capitals.
    private static func folded(_ text: String) -> [Character] {
        Array(LabelFolding.fold(text)).filter { !"-_ ".contains($0) }
    }

    /// How many characters to insert, remove or replace; nil if those are too many for a typing error.
    private static func distance(_ left: [Character], _ right: [Character]) -> Int? {
        let limit = min(2, min(left.count, right.count) / 3)
        guard abs(left.count - right.count) <= limit else { return nil }
        var previous = Array(0...right.count)
        for (row, character) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                let replaced = previous[column] + (character == other ? 0 : 1)
                current.append(min(replaced, previous[column + 1] + 1, current[column] + 1))
            }
            previous = current
        }
        return previous[right.count] <= limit ? previous[right.count] : nil
    }
}
