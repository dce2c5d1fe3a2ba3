import Foundation
import HTTPTestKit
import HTTPTransport
import Logging
import PlanningPME
import Simulators
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

/// Over HTTP, against the simulator: each brand is surveyed, probed, and then written to by what was found.
@Suite("Simulated brands are found out")
struct SimulatedBrandsTests {
    private static let now = Sample.instant("2026-11-29T03:00:00Z")
    private static let names = PlanningBehaviour.profileNames + (0..<Proof.count(small: 40, full: 1000)).map { "random-\($0)" }

    private struct Brand {
        let tenant: SimulatedTenant
        let journal: RequestJournal
        let address: RemoteAddress
        let exchange: any HTTPExchange
        let field: String?

        func target(_ known: TenantDialect) -> PlanningPMETarget {
            PlanningPMETarget(
                client: RemoteClient(
                    system: .planningPME, address: address, exchange: exchange, budget: EndlessBudget(),
                    scope: BudgetScope(name: "planningpme:simulated", limit: 2000, windowSeconds: 3600),
                    pacing: StandingTime().pacing,
                    logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }),
                appKey: Secret(tenant.credentials.appKey), login: .authToken(Secret(tenant.credentials.authToken)),
                zone: Sample.zone(), luccaAccount: "acme", dialect: known.dialect, referenceField: field)
        }
    }

    @Test func eachIsFoundOutAndWrittenToRight() async throws {
        let server = SimulatorServer(SimulatorConfiguration(tenants: 1, employees: 12, hasLimits: false))
        try await server.start()
        let policy = OutboundPolicy(allowLoopback: true)
        let network = AsyncHTTPExchange(policy: policy)
        do {
            let tenant = try #require(server.world.tenants.first)
            let address = try RemoteAddress.planningPME(pasted: await server.planningURL(of: tenant), policy: policy)
            for name in Self.names {
                let behaviour = try #require(PlanningBehaviour.profile(named: name))
                tenant.planning.behaviour = behaviour
                let field = behaviour.remarkForm == .cut ? "REFERENCE" : nil
                let brand = Brand(
                    tenant: tenant, journal: server.world.journal, address: address, exchange: network, field: field)
                let target = try await check(brand, "\(name)", isLimited: behaviour.viewDays != nil)
                try await checkResources(target, number: name, "\(name)")
            }
        } catch {
            await network.shutdown()
            await server.stop()
            throw error
        }
        await network.shutdown()
        await server.stop()
    }

    private func check(_ brand: Brand, _ name: Comment, isLimited: Bool) async throws -> PlanningPMETarget {
        let before = brand.tenant.planning.events.count
        var known = TenantDialect()
        let survey = try await brand.target(known).survey(at: Self.now)
        known.take(survey.findings)
        let resource = try #require(try await brand.target(known).resources().first, name).key
        let plan = ProbePlan(
            resource: resource, day: Sample.day("2028-06-14"), otherDay: Sample.day("2028-12-13"), known: known,
            referenceField: brand.field)
        let report = try await brand.target(known).probe(plan, at: Self.now) { _ in }
        known.take(report.findings)
        #expect(survey.unforeseen.isEmpty && report.obstacles.isEmpty && report.remains.isEmpty, name)
        #expect(survey.requests <= 8 && report.requests <= 20, name)
        #expect(brand.tenant.planning.events.count == before, "nothing of a probe remains")

        let target = brand.target(known)
        let type = try #require(try await target.types().first, name).key
        for (start, end) in [("2026-12-23T23:00:00Z", "2026-12-24T23:00:00Z"), ("2027-07-01T07:00:00Z", "2027-07-01T10:00:00Z")] {
            let draft = EventFacts(
                reference: FuzzDrafts.reference, employeeID: "1", resource: resource, type: type, start: Sample.instant(start),
                end: Sample.instant(end))
            brand.journal.reset()
            let written = try await target.create(draft)
            #expect(written.disagreement == nil, name)
            let asked = brand.journal.entries().count { $0.path.contains("/api/do") }
            let answersWhole = brand.tenant.planning.behaviour.createAnswer == .event
            #expect(asked == (answersWhole ? 1 : 2), "\(name): the create, and at most one more where its answer is empty")
            let event = try #require(brand.tenant.planning.events.first { $0.key == written.key.value }, name)
            #expect(event.kind == "Unavailability" && event.type == type.value, name)
            #expect(event.start == draft.start.millisecondsSince1970 / 1000, name)
            #expect(event.end == draft.end.millisecondsSince1970 / 1000, name)
            let moved = EventFacts(
                reference: FuzzDrafts.reference, employeeID: "1", resource: resource, type: type,
                start: draft.start.adding(seconds: 86_400), end: draft.end.adding(seconds: 3 * 86_400))
            let update = try await target.update(written.key, to: moved, replacing: FuzzDrafts.reference)
            #expect(update != nil && update?.disagreement == nil, name)
            let listed = try await target.unavailabilities(from: moved.start, to: moved.end, resources: [resource])
            #expect(isLimited || listed.contains { $0.key == written.key }, name)
            #expect(try await target.delete(written.key), name)
        }
        return target
    }

    private func checkResources(_ target: PlanningPMETarget, number: String, _ name: Comment) async throws {
        let departments = try await target.departments().map(\.key)
        let written = try await target.createResource(
            ResourceDraft(
                label: "HÔTE Zoé", lastName: "Hôte", firstName: "Zoé", email: "zoe@acme.example", registrationNumber: number,
                department: departments.first))
        #expect(written.disagreement == nil && written.isVerified, name)
        let changed = try await target.updateResource(
            written.key, ResourceChange(department: departments.last, registrationNumber: "\(number)-2"))
        #expect(changed.disagreement == nil && changed.isVerified, name)
        let resource = try #require(try await target.resources().first { $0.key == written.key }, name)
        #expect(resource.departments == departments.suffix(1) && resource.registrationNumber == "\(number)-2", name)
    }
}
