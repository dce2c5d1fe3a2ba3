/// A member's name that is looked up in any letter case. Letters beyond ASCII count as they are.
public struct JSONName: Sendable, Hashable {
    let folded: [UInt8]

    public init(_ name: String) {
        folded = name.utf8.map(Self.fold)
    }

    /// - Parameter spelling: without quotes and escapes.
    @inline(__always)
    func isSpelled(_ spelling: UnsafeRawBufferPointer) -> Bool {
        folded.withUnsafeBufferPointer { folded in
            guard spelling.count == folded.count else { return false }
            for place in folded.indices where Self.fold(spelling[place]) != folded[place] { return false }
            return true
        }
    }

    @inline(__always)
    private static func fold(_ byte: UInt8) -> UInt8 {
        byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
    }
}
