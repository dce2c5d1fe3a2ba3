/// Guards a plan's deletions: it withholds all of them when there are more than `count` and more than `percent` of the
/// tenant's future events, or when no employee is in scope any more where the last success found some.
public struct Brake: Hashable, Sendable {
    public var count: Int
    public var percent: Int

    public init(count: Int = 10, percent: Int = 20) {
        self.count = count
        self.percent = percent
    }
}
