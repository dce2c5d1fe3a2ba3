/// What a person saw of a run's withheld deletions and clearings, in short: an approval names it, so that nobody approves another
/// list than the one that was shown. It notices a difference; it keeps no secret, so a plain hash (FNV-1a) is enough.
package struct ReviewDigest: Hashable, Sendable, CustomStringConvertible {
    /// 16 lower-case hexadecimal digits.
    package let description: String

    /// - Parameters:
    ///   - deletions: those that the run withheld; others are left out.
    ///   - clears: whose extra data it did not clear.
    package init(deletions: [RunChange], clears: [EmployeeID]) {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        func add(_ text: String) {
            // The end of a part counts too.
            for byte in text.utf8 + [0xff] { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        }
        for change in deletions.filter({ $0.outcome == .withheld }).inOrder() {
            add("\(change.reference) \(change.employeeID) \(change.resource) \(change.type) \(change.start) \(change.end)")
        }
        for employee in clears.sorted() { add("clear \(employee)") }
        let digits = String(hash, radix: 16)
        description = String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// nil if it has not the form of one.
    package init?(_ text: String) {
        guard text.utf8.count == 16, text.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) }) else {
            return nil
        }
        description = text
    }
}
