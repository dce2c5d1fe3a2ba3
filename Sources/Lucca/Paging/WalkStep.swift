/// What comes after a page.
enum WalkStep: Sendable, Equatable {
    case more
    case done
    /// The list changed while it was read, or came back with holes: what was read so far is worth nothing.
    case shifted
    /// A row has no id that could be read: it can't even be counted.
    case unreadable
}
