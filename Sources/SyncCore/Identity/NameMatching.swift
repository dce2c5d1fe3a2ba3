/// Finds employees by a name that someone types. Names and what is typed are only held in memory.
package enum NameMatching {
    /// Words in any order, without accents and letter case: those whose name has just these words; otherwise those whose name has all
    /// of them and more.
    /// - Returns: in the given order; none if nothing was typed.
    package static func find(_ typed: String, among employees: [Employee]) -> [Employee] {
        let wanted = words(typed)
        guard !wanted.isEmpty else { return [] }
        let named = employees.map { ($0, words("\($0.firstName) \($0.lastName)")) }
        let exact = named.filter { $0.1 == wanted }
        return (exact.isEmpty ? named.filter { holds($0.1, wanted) } : exact).map(\.0)
    }

    /// Folded, in alphabetical order. Hyphens and apostrophes separate words, as spaces do.
    static func words(_ text: String) -> [String] {
        LabelFolding.fold(text).split { !$0.isLetter && !$0.isNumber }.map(String.init).sorted()
    }

    /// A word that was typed twice has to be there twice.
    private static func holds(_ name: [String], _ wanted: [String]) -> Bool {
        var rest = name
        for word in wanted {
            guard let index = rest.firstIndex(of: word) else { return false }
            rest.remove(at: index)
        }
        return true
    }
}
