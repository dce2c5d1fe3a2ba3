extension LeavePeriodID {
    /// Begins the ids of Lucca's second generation, in references too: an id of one generation never means one of the other.
    package static var secondGenerationPrefix: String { "v2-" }

    /// Whether the id is of Lucca's second generation.
    package var isOfSecondGeneration: Bool { value.utf8.starts(with: Self.secondGenerationPrefix.utf8) }

    /// Whether the two ids cannot be compared: they are of different generations, and may mean the same leave.
    package func isOfOtherGeneration(than other: LeavePeriodID) -> Bool {
        isOfSecondGeneration != other.isOfSecondGeneration
    }
}
