import Foundation
import SyncTestKit

/// Which inputs a run makes: the n-th input of a target depends on the seed, the target's name and n alone, so that any one of
/// them can be made again.
///
/// `PASSERELLE_FUZZ_SEED` chooses the seed, `PASSERELLE_FUZZ_INPUT` one input. Without them `ops/test` always makes the same
/// inputs and `ops/prove` others each time.
enum FuzzSeed {
    static let base: UInt64 =
        number("PASSERELLE_FUZZ_SEED") ?? (Proof.isWhole ? UInt64.random(in: 0...999_999_999) : 20_261_201)
    static let only: Int? = number("PASSERELLE_FUZZ_INPUT")

    static func generator(_ target: String, _ index: Int) -> SplitMix64 {
        // FNV-1a: Swift's own hashes differ from process to process.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in target.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        var mixed = SplitMix64(seed: base ^ hash)
        return SplitMix64(seed: mixed.next() &+ UInt64(truncatingIfNeeded: index) &* 0x9E37_79B9_7F4A_7C15)
    }

    private static func number<Number: FixedWidthInteger>(_ name: String) -> Number? {
        ProcessInfo.processInfo.environment[name].flatMap { Number($0) }
    }
}
