import SyncCore

/// A remark without our references, found by splitting instead of scanning.
enum PlannersText {
    /// What is left of a remark without the references of `reference`'s account and without `replaced`.
    static func of(_ remark: String, without reference: EventReference, _ replaced: EventReference?) -> [UInt8] {
        var (text, hasOurs) = pieces(Array(remark.utf8), reference, replaced)
        // Without it, the two ends of another one around it may have joined.
        while hasOurs { (text, hasOurs) = pieces(text, reference, nil) }
        return text
    }

    /// What should be left after `reference` was written: the same, and a new line where it got a line of its own.
    static func afterwards(_ remark: String, _ reference: EventReference, _ replaced: EventReference?) -> [UInt8] {
        let text = of(remark, without: reference, replaced)
        let hasOurs = pieces(Array(remark.utf8), reference, replaced).hasOurs
        let isOnALineOfItsOwn = hasOurs || text.isEmpty || text.last == UInt8(ascii: "\n")
        return isOnALineOfItsOwn ? text : text + [UInt8(ascii: "\n")]
    }

    private static func pieces(
        _ remark: [UInt8], _ reference: EventReference, _ replaced: EventReference?
    ) -> (text: [UInt8], hasOurs: Bool) {
        var text: [UInt8] = []
        var hasOurs = false
        var rest = remark[...]
        while let byte = rest.first {
            if let (found, length) = first(of: rest) {
                let isOurs = found.account == reference.account || found == replaced
                hasOurs = hasOurs || isOurs
                if !isOurs { text += rest.prefix(length) }
                rest = rest.dropFirst(length)
            } else {
                text.append(byte)
                rest = rest.dropFirst()
            }
        }
        return (text, hasOurs)
    }

    /// The reference that the text begins with.
    private static func first(of text: ArraySlice<UInt8>) -> (reference: EventReference, length: Int)? {
        guard text.first == UInt8(ascii: "["), let end = text.firstIndex(of: UInt8(ascii: "]")) else { return nil }
        let inside = text[(text.startIndex + 1)..<end]
        guard String(decoding: inside.prefix(6), as: UTF8.self).utf8.map({ $0 | 0x20 }) == Array("lucca:".utf8),
            inside.dropFirst(5).first == UInt8(ascii: ":")
        else { return nil }
        let parts = inside.dropFirst(6).split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        guard parts.count == 4, parts.allSatisfy({ !$0.isEmpty && !$0.utf8.contains(0) }),
            !parts[0].utf8.contains(UInt8(ascii: "[")), let half = HalfDay(parts[3])
        else { return nil }
        let reference = EventReference(
            account: parts[0], periodID: LeavePeriodID(parts[1]), accountID: LeaveAccountID(parts[2]), first: half)
        return (reference, end - text.startIndex + 1)
    }
}
