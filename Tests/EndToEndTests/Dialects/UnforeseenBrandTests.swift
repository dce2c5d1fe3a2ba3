import Foundation
import Simulators
import Testing

/// A brand with an unknown form: it is reported, others can analyze it, and nothing is written in it.
@Suite("A brand with an unknown form", .timeLimit(.minutes(10)))
struct UnforeseenBrandTests {
    @Test("A form that no point covers is reported, its recording replays, and nothing is written")
    func namedRecordedReplayed() async throws {
        var behaviour = PlanningBehaviour()
        behaviour.reasonForm = .unforeseen
        try await Brand.with("unforeseen", behaviour) { brand in
            try await brand.register()
            let installation = brand.installation
            let (checked, probed) = (installation.path("check.jsonl"), installation.path("probe.jsonl"))
            let check = try await installation.command(["tenant", "check", brand.slug, "--record", checked])
            #expect(check.status == 1 && check.stdout.contains("reason"), "\(check.stdout)\(check.stderr)")
            let resource = try #require(brand.tenant.planning.resources.first)
            let probe = try await installation.command([
                "tenant", "probe", brand.slug, "--resource", "\(resource.key)", "--yes", "--record", probed,
            ])
            #expect(probe.status == 1, "\(probe.stdout)\(probe.stderr)")
            #expect(probe.stdout.contains("unforeseen") || probe.stderr.contains("--record"), "\(probe.stdout)\(probe.stderr)")
            brand.expectNoProbeLeft()
            #expect(brand.tenant.ours().isEmpty && brand.tenant.theirs() == brand.theirs)
            let activation = try await installation.command(["tenant", "activate", brand.slug, "--assume-dialect"])
            #expect(activation.status != 0, "\(activation.stderr)")

            try await expectReplay(of: [checked, probed], brand, as: check)
        }
    }

    /// The recording alone reproduces it.
    private func expectReplay(of files: [String], _ brand: Brand, as check: CommandResult) async throws {
        let bytes = try files.reduce(into: [UInt8]()) { $0 += try Data(contentsOf: URL(filePath: $1)) }
        let text = String(decoding: bytes, as: UTF8.self)
        for secret in [brand.tenant.credentials.luccaKey, brand.tenant.credentials.appKey, brand.tenant.credentials.password] {
            #expect(!text.contains(secret))
        }
        for employee in brand.tenant.lucca.employees where employee.lastName.count > 3 {
            #expect(!text.contains(employee.lastName), "\(employee.lastName) is in the recording")
        }
        let server = ReplayServer(try Recording(reading: bytes))
        let ready = try await server.start()
        do {
            let card = try #require(ready.tenants.first)
            let installation = brand.installation
            try await installation.expect([
                "tenant", "create", "replayed", "--name", "Replayed", "--lucca-url", card.luccaURL, "--planningpme-url",
                card.planningPMEURL, "--match-email",
            ])
            for kind in ["lucca-api-key", "planningpme-appkey", "planningpme-username", "planningpme-password"] {
                try await installation.expect(["credential", "set", "replayed", kind], input: "replayed\n")
            }
            let again = try await installation.command(["tenant", "check", "replayed"])
            #expect(again.status == 1, "\(again.stdout)\(again.stderr)")
            // Column widths depend on the other rows.
            let lines = { (result: CommandResult) in
                result.stdout.split(separator: "\n").filter { $0.contains("reason") }
                    .map { $0.split(whereSeparator: \.isWhitespace).filter { $0 != "replayed" && $0 != brand.slug } }
            }
            #expect(!lines(again).isEmpty && lines(again) == lines(check), "\(again.stdout)")
            #expect(server.counts.unanswered == 0, "\(server.counts)")
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }
}
