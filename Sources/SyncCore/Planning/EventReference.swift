/// Marks an event as the connector's, in its remark: `[lucca:{account}/{leavePeriodId}/{leaveAccountId}/{first half-day}]`
/// (`contracts/sync.md`).
package struct EventReference: Hashable, Sendable, Comparable {
    /// The first label of the Lucca host, in lower case: two Lucca accounts may feed one planning.
    package let account: String
    package let periodID: LeavePeriodID
    package let accountID: LeaveAccountID
    package let first: HalfDay

    package init(account: String, periodID: LeavePeriodID, accountID: LeaveAccountID, first: HalfDay) {
        self.account = account.lowercased()
        self.periodID = periodID
        self.accountID = accountID
        self.first = first
    }

    /// The same reference under another name of the Lucca account.
    package func under(_ account: String) -> EventReference {
        if account == self.account { return self }
        return EventReference(account: account, periodID: periodID, accountID: accountID, first: first)
    }

    /// Without the account: nearly all references have the same one.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(periodID)
        hasher.combine(accountID)
        hasher.combine(first)
    }

    // Not as tuples: those are copied for each comparison.
    package static func < (left: EventReference, right: EventReference) -> Bool {
        if left.first != right.first { return left.first < right.first }
        if left.periodID != right.periodID { return left.periodID < right.periodID }
        if left.accountID != right.accountID { return left.accountID < right.accountID }
        return left.account < right.account
    }
}

extension EventReference: CustomStringConvertible {
    /// With its brackets, as in a remark.
    package var description: String { "[lucca:\(account)/\(periodID)/\(accountID)/\(first)]" }
}

extension EventReference: Codable {
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let reference = Self(parsing: text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no reference")
        }
        self = reference
    }
}

extension EventReference {
    private static let opening = Array("[lucca:".utf8)
    private static let closing = UInt8(ascii: "]")
    private static let separator = UInt8(ascii: "/")
    /// Longer than any part that we write, and short enough for a store's index.
    private static let longestPart = 128
    /// Limits how many nested references are removed: each takes a pass.
    private static let deepest = 32

    /// Parses only the format that `description` writes, with nothing around it; otherwise nil.
    package init?(parsing text: String) {
        let found = Self.occurrences(in: Array(text.utf8))
        guard let only = found.first, found.count == 1, only.range == 0..<text.utf8.count else { return nil }
        self = only.reference
    }

    /// Every reference in a remark, of any Lucca account, in order. Incomplete ones count as plain text.
    package static func all(in remark: String) -> [EventReference] {
        occurrences(in: Array(remark.utf8)).map(\.reference)
    }

    /// The remark with this reference in it once, and everything else that people typed.
    ///
    /// It replaces `replaced`, or any other reference of the same account (an event has one); otherwise it is appended on its own
    /// line.
    /// - Parameter formerAccounts: former names of the account: their references are of the same account.
    package func writing(
        into remark: String, replacing replaced: EventReference? = nil, formerAccounts: Set<String> = []
    ) -> String {
        let accounts = formerAccounts.union([account])
        var written = writtenOnce(into: remark, replacing: replaced, accounts)
        // Removing a reference may join the two ends of another one around it.
        for _ in 0..<Self.deepest where Self.all(in: written).count(where: { accounts.contains($0.account) }) > 1 {
            written = writtenOnce(into: written, replacing: self, accounts)
        }
        return written
    }

    /// The remark without the references of these Lucca accounts. What people typed stays; a line left empty is removed.
    package static func removing(accounts: Set<String>, from remark: String) -> String {
        var rest = Array(remark.utf8)
        // Removing a reference may join the two ends of another one around it.
        for _ in 0...deepest {
            let ours = occurrences(in: rest).filter { accounts.contains($0.reference.account) }
            if ours.isEmpty { break }
            for occurrence in ours.reversed() { rest.removeSubrange(withItsBlank(occurrence.range, in: rest)) }
        }
        return String(decoding: rest, as: UTF8.self)
    }

    /// The range, extended by the line break of a line with nothing else, or by one separating blank.
    private static func withItsBlank(_ range: Range<Int>, in bytes: [UInt8]) -> Range<Int> {
        let (feed, carriage, space) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: " "))
        let before = range.lowerBound > 0 ? bytes[range.lowerBound - 1] : nil
        let after = range.upperBound < bytes.count ? bytes[range.upperBound] : nil
        let beginsLine = before == nil || before == feed
        let endsLine = after == nil || after == feed || after == carriage
        if beginsLine, endsLine {
            if before == feed {
                let hasCarriage = range.lowerBound > 1 && bytes[range.lowerBound - 2] == carriage
                return range.lowerBound - (hasCarriage ? 2 : 1)..<range.upperBound
            }
            guard after != nil else { return range }
            let isPair = after == carriage && range.upperBound + 1 < bytes.count && bytes[range.upperBound + 1] == feed
            return range.lowerBound..<range.upperBound + (isPair ? 2 : 1)
        }
        if before == space { return range.lowerBound - 1..<range.upperBound }
        if beginsLine, after == space { return range.lowerBound..<range.upperBound + 1 }
        return range
    }

    private func writtenOnce(
        into remark: String, replacing replaced: EventReference?, _ accounts: Set<String>
    ) -> String {
        let bytes = Array(remark.utf8)
        let ours = Self.occurrences(in: bytes).filter { accounts.contains($0.reference.account) || $0.reference == replaced }
        let place = ours.first { $0.reference == replaced } ?? ours.first { $0.reference == self } ?? ours.first
        guard let place else {
            if remark.utf8.isEmpty { return description }
            return remark + (bytes.last == UInt8(ascii: "\n") ? "" : "\n") + description
        }
        var written: [UInt8] = []
        var position = 0
        for occurrence in ours {
            written += bytes[position..<occurrence.range.lowerBound]
            if occurrence.range == place.range { written += Array(description.utf8) }
            position = occurrence.range.upperBound
        }
        written += bytes[position...]
        return String(decoding: written, as: UTF8.self)
    }

    private struct Occurrence {
        let reference: EventReference
        let range: Range<Int>
    }

    /// Works on bytes: a bracket followed by a combining accent is still a bracket.
    private static func occurrences(in bytes: [UInt8]) -> [Occurrence] {
        var found: [Occurrence] = []
        var position = 0
        while let start = bytes[position...].firstIndex(of: opening[0]) {
            position = start + 1
            let body = start + opening.count
            guard body < bytes.count, zip(bytes[start..<body], opening).allSatisfy({ lower($0) == $1 }),
                let (end, reference) = reference(in: bytes, from: body)
            else { continue }
            found.append(Occurrence(reference: reference, range: start..<end + 1))
            position = end + 1
        }
        return found
    }

    private static func lower(_ byte: UInt8) -> UInt8 {
        (65...90).contains(byte) ? byte + 32 : byte
    }

    /// Stops at the first byte that cannot belong to a reference and at an empty part, so that a long remark full of openings
    /// takes one pass.
    private static func reference(in bytes: [UInt8], from body: Int) -> (end: Int, reference: EventReference)? {
        var separators: [Int] = []
        for position in body..<bytes.count {
            switch bytes[position] {
            // No database stores this character.
            case 0: return nil
            case _ where position - (separators.last ?? body) > longestPart + 1: return nil
            case closing:
                guard separators.count == 3 else { return nil }
                func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
                guard let first = HalfDay(text(separators[2] + 1..<position)) else { return nil }
                let reference = EventReference(
                    account: text(body..<separators[0]), periodID: LeavePeriodID(text(separators[0] + 1..<separators[1])),
                    accountID: LeaveAccountID(text(separators[1] + 1..<separators[2])), first: first)
                return (position, reference)
            case separator:
                let part = separators.last.map { $0 + 1 } ?? body
                guard separators.count < 3, part < position else { return nil }
                separators.append(position)
            case opening[0] where separators.isEmpty: return nil
            default: break
            }
        }
        return nil
    }
}
