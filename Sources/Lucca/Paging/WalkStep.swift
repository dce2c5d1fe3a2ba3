/// What comes after a page.
enum WalkStep: Sendable, Equatable {
    case more
    case done
    /// The list changed while it was read, or its pages do not follow each other: what was read so far is worth nothing.
    case shifted
}
