import Foundation
import Simulators
import Testing

/// Extra data and Lucca's second generation, through every command that meets them.
extension LeakScene {
    private var day: String { "\(installation.world.today)" }

    /// The credentials of an application, beside the key.
    func setApplication() async throws {
        let credentials = tenant.credentials
        for (kind, secret) in [
            ("lucca-client-id", credentials.luccaClientID), ("lucca-client-secret", credentials.luccaClientSecret),
        ] {
            try await perform(["credential", "set", tenant.slug, kind], input: secret + "\n")
        }
    }

    /// Rules for values of every format.
    func carryFields() async throws {
        for rule in PlantedWorld.carried { try await perform(rule.setting(of: tenant.slug)) }
    }

    /// Without values on the planning, a search for them would prove nothing.
    func requireFieldsArrived() throws {
        for rule in PlantedWorld.carried {
            let shown = tenant.planning.resources.compactMap { $0.field(rule.target) }
            let hasCanary = shown.contains { !search.found(in: $0.serialized).isEmpty }
            try #require(hasCanary || rule.form == .boolean && shown.contains(.bool(true)), "no value reached \(rule.target)")
        }
        let refused = PlantedWorld.carried[1].target
        let isCut = tenant.planning.resources.contains { ($0.field(refused)?.text?.count ?? 0) == 50 }
        try #require(isCut, "nothing was cut in \(refused)")
    }

    /// The tenant changes to the second generation, and everything passes once more.
    func useSecondGeneration() async throws {
        let remote = try #require(tenant.lucca.leaveAccounts.first { $0.isRemoteWork })
        try await perform(["reason", "set", tenant.slug, "\(remote.id)", "--ignore"])
        try await perform(["run", "compare", tenant.slug, "--as-of", day, "--all"])
        try await perform(["tenant", "edit", tenant.slug, "--lucca-api", "2"])
        try planted.changeExtraData()
        _ = try await runNow("of the second generation")
        try #require(planted.showsChangedExtraData, "nothing of the second generation reached the planning")
        let employee = try #require(
            tenant.lucca.employees.first { $0.contractEnd == nil && $0.contractStart <= installation.world.today })
        for words in [
            ["field", "list", tenant.slug, "--output", "json"],
            ["field", "explain", tenant.slug, "--employee", "\(employee.id)", "--as-of", day, "--output", "json"],
            ["run", "compare", tenant.slug, "--as-of", day, "--output", "csv"], ["scope", "tree", tenant.slug],
        ] {
            try await perform(words)
        }
        // What Lucca and its token host say when they refuse.
        for route in ["/lucca-api/*", "/connect/token"] {
            for fault in [FaultKind.status(code: 401, afterWork: false, retryAfter: nil), .html(status: 403)] {
                installation.world.faults.add(Fault(fault, remote: .lucca, route: route, times: nil))
                try await perform(["run", "now", tenant.slug, "--as-of", day], endings: [1, 2])
                resetFaults()
            }
        }
    }

    /// A recording for support holds no canary either.
    func expectCleanRecordings(ofGeneration generation: Int) async throws {
        let commands = [
            ["tenant", "check", tenant.slug], ["run", "preview", tenant.slug, "--as-of", day, "--reconcile"],
        ]
        for (number, words) in commands.enumerated() {
            let file = installation.path("recording-\(generation)-\(number).jsonl")
            try await perform(words + ["--record", file], endings: [0, 1])
            let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: file)))
            let fields = generation == 1 ? "extendedData" : "employee-attributes"
            #expect(String(decoding: bytes, as: UTF8.self).contains(fields), "\(words) records no extra data")
            let found = search.found(in: bytes)
            #expect(found.isEmpty, "the recording of \(words) holds \(names(found))")
        }
    }

    /// Runs a command, whose outputs are searched.
    private func perform(_ words: [String], input: String = "", endings: Set<Int32> = [0, 3]) async throws {
        try await forgetRequests()
        let result = try await run(words, input: input)
        let line = words.joined(separator: " ")
        let path = words.prefix(2).joined(separator: " ")
        expectClean(
            result, line, allowed: CommandLines.shown[path]?.kinds ?? [], said: CommandLines.said[path]?.kinds ?? [])
        try #require(endings.contains(result.status), "\(line): exit \(result.status)\n\(result.stderr)")
    }
}
