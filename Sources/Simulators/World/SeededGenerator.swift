/// SplitMix64: the same seed gives the same world on every machine.
struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    /// A generator of its own for one purpose of one tenant, so that a change in one part of the world leaves the others alone.
    init(seed: UInt64, tenant: Int, purpose: UInt64) {
        var mixer = SeededGenerator(seed: seed &+ UInt64(truncatingIfNeeded: tenant) &* 0x9E37_79B9_7F4A_7C15)
        let mixed = mixer.next() ^ (purpose &* 0xD1B5_4A32_D192_ED03)
        self.init(seed: mixed)
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// 0 up to, and without, `bound`.
    mutating func below(_ bound: Int) -> Int {
        bound <= 1 ? 0 : Int(next() % UInt64(bound))
    }

    /// True that many times in a thousand.
    mutating func chance(_ perThousand: Int) -> Bool {
        below(1000) < perThousand
    }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[below(elements.count)]
    }

    mutating func hexadecimal(_ count: Int) -> String {
        let digits = Array("0123456789abcdef")
        return String((0..<count).map { _ in digits[below(16)] })
    }

    mutating func uuid() -> String {
        [8, 4, 4, 4, 12].map { hexadecimal($0) }.joined(separator: "-")
    }
}
