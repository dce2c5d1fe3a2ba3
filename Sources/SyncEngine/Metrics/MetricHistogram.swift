/// How often values fell into each of a metric's buckets.
public struct MetricHistogram: Sendable, Hashable {
    /// Upper bounds, ascending; what lies above the last is in `count` alone.
    public let bounds: [Double]
    /// Per bound, not summed up.
    private var hits: [UInt64]
    public private(set) var sum = 0.0
    public private(set) var count: UInt64 = 0

    public init(bounds: [Double]) {
        self.bounds = bounds
        hits = Array(repeating: 0, count: bounds.count)
    }

    /// What is no number is not counted; a negative value (clocks differ) counts as 0.
    public mutating func observe(_ value: Double) {
        guard !value.isNaN else { return }
        let value = max(value, 0)
        count += 1
        sum += value
        if let bucket = bounds.firstIndex(where: { value <= $0 }) { hits[bucket] += 1 }
    }

    /// For each bound, how many values were at most that.
    public var cumulative: [(bound: Double, count: UInt64)] {
        var total: UInt64 = 0
        return zip(bounds, hits).map { bound, hits in
            total += hits
            return (bound, total)
        }
    }
}
