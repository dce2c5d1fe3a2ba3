import SyncEngine
import Testing

@Suite("MetricFamily")
struct MetricListTests {
    @Test func eachNameIsThereOnce() {
        #expect(Set(MetricFamily.all.map(\.name)).count == MetricFamily.all.count)
    }

    @Test(arguments: MetricFamily.all)
    func namesAndHelpKeepTheRules(_ family: MetricFamily) {
        #expect(family.name.wholeMatch(of: /passerelle_[a-z0-9_]+/) != nil)
        #expect(family.name.hasSuffix("_total") == (family.kind == .counter))
        for unit in ["_ms", "_milliseconds", "_minutes", "_hours", "_kilobytes", "_percent"] {
            #expect(!family.name.contains(unit))
        }
        #expect(!family.help.isEmpty && !family.help.contains("\n"))
        #expect(family.buckets == family.buckets.sorted() && (family.buckets.isEmpty == (family.kind != .histogram)))
        for label in family.labels { #expect(label.wholeMatch(of: /[a-z_]+/) != nil && label != "le") }
    }

    @Test func onlyOneMetricNamesTenants() {
        #expect(MetricFamily.all.filter { $0.labels.contains("tenant") } == [.runsEndedByTenant])
    }
}
