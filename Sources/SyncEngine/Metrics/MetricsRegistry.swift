import Synchronization

/// Counts in memory, without I/O or clock.
package final class MetricsRegistry: Sendable {
    private struct Key: Hashable {
        let family: String
        let labels: [String]
    }

    private struct State {
        var numbers: [Key: Double] = [:]
        var histograms: [Key: MetricHistogram] = [:]
        /// Number of series by family.
        var sizes: [String: Int] = [:]
        var dropped = 0.0
    }

    /// Label values come from fixed lists; if one ever does not, the limit bounds memory and answers.
    private let seriesLimit: Int
    private let state = Mutex(State())

    package init(seriesLimit: Int = 10_000) {
        self.seriesLimit = seriesLimit
    }

    /// Adds to a counter. - Parameter labels: one value per label of the family, in its order.
    package func add(_ amount: Double = 1, to family: MetricFamily, _ labels: [String] = []) {
        let key = Key(family: family.name, labels: labels)
        state.withLock { state in
            guard state.numbers[key] != nil || admit(family, &state) else { return }
            state.numbers[key, default: 0] += amount
        }
    }

    /// Adds a value to a histogram.
    package func observe(_ value: Double, in family: MetricFamily, _ labels: [String] = []) {
        let key = Key(family: family.name, labels: labels)
        state.withLock { state in
            guard state.histograms[key] != nil || admit(family, &state) else { return }
            state.histograms[key, default: MetricHistogram(bounds: family.buckets)].observe(value)
        }
    }

    private func admit(_ family: MetricFamily, _ state: inout State) -> Bool {
        guard state.sizes[family.name, default: 0] < seriesLimit else {
            state.dropped += 1
            return false
        }
        state.sizes[family.name, default: 0] += 1
        return true
    }

    /// Values so far, families in the order of `MetricFamily.all`, series by their labels.
    package func samples() -> [MetricSamples] {
        let (numbers, histograms, dropped) = state.withLock { ($0.numbers, $0.histograms, $0.dropped) }
        var series: [String: [MetricSamples.Series]] = [:]
        for (key, number) in numbers { series[key.family, default: []].append(.init(labels: key.labels, .number(number))) }
        for (key, value) in histograms { series[key.family, default: []].append(.init(labels: key.labels, .histogram(value))) }
        series[MetricFamily.seriesDropped.name] = [.init(.number(dropped))]
        return MetricFamily.all.compactMap { family in
            guard let found = series[family.name] else { return nil }
            return MetricSamples(family, found.sorted { $0.labels.lexicographicallyPrecedes($1.labels) })
        }
    }
}

package struct MetricSamples: Sendable, Hashable {
    package enum Value: Sendable, Hashable {
        case number(Double)
        case histogram(MetricHistogram)
    }

    package struct Series: Sendable, Hashable {
        /// One per label of the family, in its order.
        package let labels: [String]
        package let value: Value

        package init(labels: [String] = [], _ value: Value) {
            self.labels = labels
            self.value = value
        }
    }

    package let family: MetricFamily
    package let series: [Series]

    package init(_ family: MetricFamily, _ series: [Series]) {
        self.family = family
        self.series = series
    }

    package init(_ family: MetricFamily, _ number: Double) {
        self.init(family, [Series(.number(number))])
    }

    package init(_ family: MetricFamily, _ numbers: [(label: String, number: Double)]) {
        self.init(family, numbers.map { Series(labels: [$0.label], .number($0.number)) })
    }
}

package struct MetricHistogram: Sendable, Hashable {
    /// Upper bounds, ascending; values above the last count only in `count`.
    package let bounds: [Double]
    /// Per bucket, not cumulative.
    private var hits: [UInt64]
    package private(set) var sum = 0.0
    package private(set) var count: UInt64 = 0

    package init(bounds: [Double]) {
        self.bounds = bounds
        hits = Array(repeating: 0, count: bounds.count)
    }

    /// NaN is ignored; a negative value (clocks differ) counts as 0.
    package mutating func observe(_ value: Double) {
        guard !value.isNaN else { return }
        let value = max(value, 0)
        count += 1
        sum += value
        if let bucket = bounds.firstIndex(where: { value <= $0 }) { hits[bucket] += 1 }
    }

    /// For each bound, the number of values at most that.
    package var cumulative: [(bound: Double, count: UInt64)] {
        var total: UInt64 = 0
        return zip(bounds, hits).map { bound, hits in
            total += hits
            return (bound, total)
        }
    }
}
