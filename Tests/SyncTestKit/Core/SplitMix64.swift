/// A small seeded generator (Steele, Lea, Flood 2014): the same seed gives the same test, on every machine.
package struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) {
        state = seed
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// True that often in a hundred.
    package mutating func chance(_ percent: Int) -> Bool {
        Int.random(in: 0..<100, using: &self) < percent
    }

    /// One of the choices.
    package mutating func pick<Choice>(_ first: Choice, _ others: Choice...) -> Choice {
        ([first] + others).randomElement(using: &self) ?? first
    }

    /// One of `choices`; nil when there is none.
    package mutating func element<Choice>(of choices: [Choice]) -> Choice? {
        choices.randomElement(using: &self)
    }
}
