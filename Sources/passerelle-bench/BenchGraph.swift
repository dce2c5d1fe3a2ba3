import AppWiring
import Operations

/// passerelle's own graph, configured as passerelle is.
enum BenchGraph {
    static func open() async throws -> AppGraph {
        let facts = ProcessFacts.current()
        let configuration = try await AppConfiguration.load(flags: ConfigurationFlags(), environment: facts.environment)
        return AppGraph(configuration: configuration, facts: facts, writeLog: { _ in })
    }
}
