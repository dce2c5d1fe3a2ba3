import SyncEngine

/// Metrics as Prometheus reads them: text format 0.0.4.
enum PrometheusText {
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    static func render(_ samples: [MetricSamples]) -> String {
        var text = ""
        for sample in samples where !sample.series.isEmpty {
            let family = sample.family
            text += "# HELP \(family.name) \(escapedHelp(family.help))\n# TYPE \(family.name) \(family.kind.rawValue)\n"
            for series in sample.series {
                let labels = Array(zip(family.labels, series.labels))
                switch series.value {
                case .number(let number):
                    line(&text, family.name, labels, number)
                case .histogram(let histogram):
                    for (bound, count) in histogram.cumulative {
                        line(&text, "\(family.name)_bucket", labels + [("le", spelled(bound))], Double(count))
                    }
                    line(&text, "\(family.name)_bucket", labels + [("le", "+Inf")], Double(histogram.count))
                    line(&text, "\(family.name)_sum", labels, histogram.sum)
                    line(&text, "\(family.name)_count", labels, Double(histogram.count))
                }
            }
        }
        return text
    }

    private static func line(_ text: inout String, _ name: String, _ labels: [(String, String)], _ value: Double) {
        text += name
        if !labels.isEmpty {
            let pairs = labels.map { "\($0)=\"\(escapedLabel($1))\"" }
            text += "{\(pairs.joined(separator: ","))}"
        }
        text += " \(spelled(value))\n"
    }

    private static func spelled(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        if let whole = Int(exactly: value), abs(whole) < 1 << 53 { return "\(whole)" }
        return "\(value)"
    }

    /// Scalar by scalar: a carriage return and a line feed together are one character of Swift's.
    private static func escapedLabel(_ value: String) -> String {
        escaped(value) { $0 == "\"" ? "\\\"" : nil }
    }

    private static func escapedHelp(_ help: String) -> String {
        escaped(help) { _ in nil }
    }

    private static func escaped(_ text: String, _ further: (Unicode.Scalar) -> String?) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            default:
                if let replacement = further(scalar) { result += replacement } else { result.unicodeScalars.append(scalar) }
            }
        }
        return result
    }
}
