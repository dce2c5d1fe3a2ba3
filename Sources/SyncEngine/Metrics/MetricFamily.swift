/// One metric by name: what it counts, and which labels its series carry. Every one there is stands in `MetricFamily.all`.
public struct MetricFamily: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable {
        case counter
        case gauge
        case histogram
    }

    /// `passerelle_…`, in base units; a counter ends in `_total`.
    public let name: String
    public let kind: Kind
    /// One sentence.
    public let help: String
    /// In the order in which a series gives their values.
    public let labels: [String]
    /// Upper bounds of a histogram's buckets, ascending, without the last, which is infinite.
    public let buckets: [Double]

    private init(_ kind: Kind, _ name: String, _ help: String, labels: [String], buckets: [Double] = []) {
        self.kind = kind
        self.name = name
        self.help = help
        self.labels = labels
        self.buckets = buckets
    }

    static func counter(_ name: String, _ help: String, labels: [String] = []) -> MetricFamily {
        MetricFamily(.counter, name, help, labels: labels)
    }

    static func gauge(_ name: String, _ help: String, labels: [String] = []) -> MetricFamily {
        MetricFamily(.gauge, name, help, labels: labels)
    }

    static func histogram(_ name: String, _ help: String, labels: [String] = [], buckets: [Double]) -> MetricFamily {
        MetricFamily(.histogram, name, help, labels: labels, buckets: buckets)
    }
}
