/// A step of an ended run, such as reading Lucca, by the store's clock. Only the last attempt's are kept.
package struct RunStep: Hashable, Sendable {
    package let name: String
    package let beganAt: Instant
    package let endedAt: Instant

    package init(name: String, beganAt: Instant, endedAt: Instant) {
        self.name = name
        self.beganAt = beganAt
        self.endedAt = endedAt
    }
}

/// A step as its worker measured it, by a clock that does not jump. The store dates it back from the run's end.
package struct MeasuredStep: Hashable, Sendable {
    package let name: String
    /// In milliseconds before the end was recorded.
    package let beganBefore: Int
    package let endedBefore: Int

    package init(name: String, beganBefore: Int, endedBefore: Int) {
        self.name = name
        self.beganBefore = beganBefore
        self.endedBefore = endedBefore
    }
}
