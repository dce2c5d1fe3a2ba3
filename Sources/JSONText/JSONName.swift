/// A member's name that is looked up in any letter case. Letters beyond ASCII count as they are.
public struct JSONName: Sendable, Hashable {
    let folded: [UInt8]

    public init(_ name: String) {
        folded = name.utf8.map(Self.fold)
    }

    @inline(__always)
    static func fold(_ byte: UInt8) -> UInt8 {
        byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
    }
}
