/// The values of one metric at one moment.
public struct MetricSamples: Sendable, Hashable {
    public enum Value: Sendable, Hashable {
        case number(Double)
        case histogram(MetricHistogram)
    }

    public struct Series: Sendable, Hashable {
        /// One per label of the family, in its order.
        public let labels: [String]
        public let value: Value

        public init(labels: [String] = [], _ value: Value) {
            self.labels = labels
            self.value = value
        }
    }

    public let family: MetricFamily
    public let series: [Series]

    public init(_ family: MetricFamily, _ series: [Series]) {
        self.family = family
        self.series = series
    }

    /// A metric without labels.
    public init(_ family: MetricFamily, _ number: Double) {
        self.init(family, [Series(.number(number))])
    }

    /// A metric with one label.
    public init(_ family: MetricFamily, _ numbers: [(label: String, number: Double)]) {
        self.init(family, numbers.map { Series(labels: [$0.label], .number($0.number)) })
    }
}
