import Foundation
import HTTPTransport
import Lucca
import PlanningPME
import Simulators
import SyncCore
import SyncEngine
import SyncTestKit
import Synchronization

/// What the simulated remotes really answered, at each endpoint and in every spelling that they know.
struct Corpus: Sendable {
    let documents: [FuzzRoute: [FuzzDocument]]

    func mutator(_ routes: FuzzRoute...) -> Mutator {
        Mutator(documents: routes.flatMap { documents[$0] ?? [] })
    }

    /// Made once in a process.
    static func shared() async throws -> Corpus { try await shelf.corpus() }

    private static let shelf = Shelf()

    private actor Shelf {
        private var task: Task<Corpus, any Error>?

        func corpus() async throws -> Corpus {
            let task = task ?? Task { try await CorpusRecorder.record() }
            self.task = task
            return try await task.value
        }
    }
}

/// Keeps each answer that passes.
private final class RecordingExchange: HTTPExchange {
    private let inner: any HTTPExchange
    private let answers = Mutex<[FuzzRoute: Set<[UInt8]>]>([:])

    init(_ inner: any HTTPExchange) {
        self.inner = inner
    }

    var recorded: [FuzzRoute: Set<[UInt8]>] { answers.withLock { $0 } }

    func exchange(_ request: HTTPRequest, limits: ExchangeLimits) async throws -> HTTPResponse {
        let response = try await inner.exchange(request, limits: limits)
        let body = [UInt8](response.body)
        _ = answers.withLock { $0[FuzzRoute(request, status: response.status), default: []].insert(body) }
        return response
    }
}

/// Runs both adapters against the simulators and keeps the answers.
private enum CorpusRecorder {
    static func record() async throws -> Corpus {
        let server = SimulatorServer(SimulatorConfiguration(tenants: 1, employees: 12, hasLimits: false))
        try await server.start()
        let network = AsyncHTTPExchange(policy: OutboundPolicy(allowLoopback: true))
        let recorder = RecordingExchange(network)
        do {
            guard let tenant = server.world.tenants.first else { throw Broken("the simulated world has no tenant") }
            let policy = OutboundPolicy(allowLoopback: true)
            let remotes = FuzzedRemotes(
                luccaAddress: try .lucca(pasted: await server.luccaURL(), policy: policy),
                planningAddress: try .planningPME(pasted: await server.planningURL(of: tenant), policy: policy))
            try await lucca(tenant, remotes, recorder)
            try await planning(tenant, remotes, recorder)
        } catch {
            await network.shutdown()
            await server.stop()
            throw error
        }
        await network.shutdown()
        await server.stop()
        // Short ones: a mutation in the third row is as good as one in the thousandth, and read faster.
        return Corpus(
            documents: recorder.recorded.mapValues { bodies in
                bodies.map { FuzzDocument(shortened($0)) }.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
            })
    }

    /// The first two rows of a list, and the count that goes with them.
    private static func shortened(_ body: [UInt8]) -> [UInt8] {
        guard let document = JSONValue.parse(body) else { return body }
        return Array(shortened(document).serialized.utf8)
    }

    private static func shortened(_ value: JSONValue) -> JSONValue {
        guard case .object(let members) = value else { return value }
        let items = members.first { $0.name.lowercased() == "items" }?.value.elements
        return .object(
            members.map { member in
                switch (member.name.lowercased(), items) {
                case ("items", let items?): .init(member.name, .array(Array(items.prefix(2))))
                case ("count", let items?), ("total", let items?): .init(member.name, .number("\(min(2, items.count))"))
                case ("data", nil): .init(member.name, shortened(member.value))
                default: member
                }
            })
    }

    private static func lucca(_ tenant: SimulatedTenant, _ remotes: FuzzedRemotes, _ recorder: RecordingExchange) async throws {
        let source = remotes.lucca(recorder, key: Secret(tenant.credentials.luccaKey))
        for letterCase in LuccaBehaviour.LetterCase.allCases {
            for dateForm in LuccaBehaviour.DateForm.allCases {
                for details in [LuccaBehaviour.LeaveDetails.full, .withoutAccount, .withoutPeriod] {
                    var behaviour = LuccaBehaviour()
                    behaviour.letterCase = letterCase
                    behaviour.dateForm = dateForm
                    behaviour.leaveDetails = details
                    behaviour.addsUnknownProperties = dateForm == .dateTime
                    behaviour.servesRemoteWork = details == .full
                    behaviour.counts = details != .withoutPeriod
                    tenant.lucca.behaviour = behaviour
                    // Where details are hidden, absences can't be read: their answers are what counts here.
                    let departments = try? await source.departments()
                    _ = try? await source.employees(in: nil)
                    _ = try? await source.leaves(
                        ofEmployeesIn: departments?.rows.map(\.id) ?? [], from: Sample.day("2026-11-01"),
                        through: Sample.day("2027-05-31"))
                    behaviour.readsDepartments = false
                    behaviour.errorShape = details == .full ? .problem : details == .withoutAccount ? .older : .html
                    tenant.lucca.behaviour = behaviour
                    _ = try? await source.departments()
                }
            }
        }
        tenant.lucca.behaviour = LuccaBehaviour()
        if let site = FieldID("e_Site-chantier") {
            _ = try? await source.employees(in: nil, with: [LuccaField(id: site, format: .list)])
        }
    }

    private static func planning(
        _ tenant: SimulatedTenant, _ remotes: FuzzedRemotes, _ recorder: RecordingExchange
    ) async throws {
        let credentials = tenant.credentials
        for form in PlanningBehaviour.TimeForm.allCases {
            var behaviour = PlanningBehaviour()
            behaviour.timeForm = form
            behaviour.createdStatus = form == .local ? 200 : 201
            tenant.planning.behaviour = behaviour
            let target = remotes.planning(
                recorder, appKey: Secret(credentials.appKey),
                login: .password(username: Secret(credentials.username), password: Secret(credentials.password)))
            let resources = try await target.resources()
            _ = try await target.departments()
            let type = try await target.createType(label: "Congés « \(form.rawValue) »")
            _ = try await target.types()
            let start = Sample.instant("2026-11-01T00:00:00Z")
            let end = Sample.instant("2027-03-01T00:00:00Z")
            if let resource = resources.first {
                _ = try await target.updateResource(resource.key, ResourceChange(registrationNumber: "00\(form.rawValue.count)"))
                let draft = EventFacts(
                    reference: FuzzDrafts.reference, employeeID: "42", resource: resource.key, type: type,
                    start: Sample.instant("2026-12-24T00:00:00Z"), end: Sample.instant("2026-12-25T00:00:00Z"))
                let key = try await target.create(draft).key
                _ = try await target.update(key, to: draft, replacing: draft.reference)
                _ = try await target.unavailability(key)
            }
            for event in tenant.planning.events.prefix(4) { _ = try? await target.unavailability(EventKey(event.key)) }
            _ = try await target.unavailabilities(from: start, to: end, resources: nil)
            _ = try? await target.createType(label: "")
            _ = try await target.unavailability(999_999)
        }
    }
}
