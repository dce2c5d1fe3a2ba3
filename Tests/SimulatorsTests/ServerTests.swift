import Simulators
import Testing

@Suite("Server")
struct ServerTests {
    @Test func twoListenersShareOneWorld() async throws {
        let server = SimulatorServer(SimulatorConfiguration(ports: [0, 0], tenants: 1, employees: 20))
        let ports = try await server.start()
        #expect(Set(ports).count == 2)
        #expect(await server.luccaURL() == "http://127.0.0.1:\(ports[0])")
        for port in ports {
            let stage = Stage(server: server, clock: HandClock(), port: port)
            #expect(try await stage.lucca("/api/v3/users?fields=id", as: server.world.tenants[0]).status == 200)
        }
        #expect(server.world.journal.entries().count == 2)
        await server.stop()
        #expect(await server.ports.isEmpty)
    }

    @Test func aTakenPortIsSaid() async throws {
        try await Stage.run { stage, _ async throws in
            let second = SimulatorServer(SimulatorConfiguration(ports: [stage.port], tenants: 1, employees: 20))
            await #expect(throws: SimulatorError.self) { try await second.start() }
        }
    }

    @Test func stoppingEndsAnswersUnderWay() async throws {
        let server = SimulatorServer(SimulatorConfiguration(tenants: 1, employees: 20))
        let ports = try await server.start()
        let tenant = server.world.tenants[0]
        server.world.faults.add(Fault(.delay(milliseconds: 3_600_000, afterWork: true)))
        let stage = Stage(server: server, clock: HandClock(), port: ports[0])
        let waiting = Task { try await stage.lucca("/api/v3/users", as: tenant) }
        while server.world.journal.sequence == 0 { await Task.yield() }
        await server.stop()
        #expect((try? await waiting.value.status) ?? 0 == 0)
    }

    @Test func theReadyLineNamesEveryTenant() async throws {
        try await Stage.run { stage, tenant async throws in
            let line = try ReadyLine(ports: [stage.port], world: stage.world, seed: 42).text()
            #expect(!line.contains("\n"))
            let json = try #require(JSONValue.parse(line))
            #expect(json["baseURLs"]?.elements == [.string("http://127.0.0.1:\(stage.port)")])
            #expect(json["tenants"]?.elements?.count == 2)
            #expect(json["tenants"]?.elements?.first?["planningPMEURL"]?.text == "http://127.0.0.1:\(stage.port)/\(tenant.slug)/")
        }
    }
}
