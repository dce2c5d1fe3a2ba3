import SyncEngine
import Testing

@testable import OpsServer

@Suite("PrometheusText")
struct PrometheusTextTests {
    @Test func aCounterHasItsHelpItsTypeAndItsLabels() {
        let text = PrometheusText.render([
            MetricSamples(.runsEnded, [.init(labels: ["succeeded", "manual"], .number(3))])
        ])
        #expect(
            text == """
                # HELP passerelle_runs_ended_total Runs that this process brought to an end.
                # TYPE passerelle_runs_ended_total counter
                passerelle_runs_ended_total{state="succeeded",trigger="manual"} 3

                """)
    }

    @Test func labelsAreEscaped() {
        let text = PrometheusText.render([MetricSamples(.runsFailed, [("a\\b\"c\nd\r\ne", 1)])])
        #expect(text.hasSuffix("{code=\"a\\\\b\\\"c\\nd\r\\ne\"} 1\n"))
        #expect(text.split(separator: "\n").count == 3)
    }

    @Test func bucketsSumUp() {
        var histogram = MetricHistogram(bounds: [0.5, 2])
        for value in [0.5, 1, 7, -3, .nan] { histogram.observe(value) }
        let text = PrometheusText.render([MetricSamples(.runDuration, [.init(labels: ["failed"], .histogram(histogram))])])
        #expect(
            text.split(separator: "\n").dropFirst(2) == [
                #"passerelle_run_duration_seconds_bucket{state="failed",le="0.5"} 2"#,
                #"passerelle_run_duration_seconds_bucket{state="failed",le="2"} 3"#,
                #"passerelle_run_duration_seconds_bucket{state="failed",le="+Inf"} 4"#,
                #"passerelle_run_duration_seconds_sum{state="failed"} 8.5"#,
                #"passerelle_run_duration_seconds_count{state="failed"} 4"#,
            ])
    }

    @Test(arguments: [
        (0.0, "0"), (-1, "-1"), (0.25, "0.25"), (1_796_083_200.5, "1796083200.5"), (1e300, "1e+300"), (.infinity, "+Inf"),
        (-.infinity, "-Inf"), (.nan, "NaN"),
    ])
    func numbersAreSpelledAsPrometheusReadsThem(_ number: Double, _ spelled: String) {
        #expect(PrometheusText.render([MetricSamples(.slots, number)]).hasSuffix("\npasserelle_slots \(spelled)\n"))
    }

    @Test func aMetricWithoutSeriesIsNotMentioned() {
        #expect(PrometheusText.render([MetricSamples(.budgetLeftRatio, [MetricSamples.Series]())]).isEmpty)
    }
}
