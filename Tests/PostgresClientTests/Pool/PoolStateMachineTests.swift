import Testing

@testable import PostgresClient

@Suite("PoolStateMachine")
struct PoolStateMachineTests {
    typealias Machine = PoolStateMachine
    private let refused = PostgresError(.connectFailed, phase: .connect, "refused")
    private let wrongPassword = PostgresError(.connectFailed, phase: .connect, "no", sqlstate: SQLState.invalidPassword)

    private func machine(_ maximum: Int = 2, failsFast: Bool = false) -> Machine {
        Machine(.init(maximumConnections: maximum, failsFast: failsFast, idleCheckInterval: .seconds(30)))
    }
    private func request(_ number: Int) -> Machine.RequestID { .init(number: number) }
    private func connection(_ number: Int) -> Machine.ConnectionID { .init(number: number) }

    @Test func connectionsAreOpenedAsNeededUpToTheMaximum() {
        var machine = machine()
        #expect(machine.request(request(1), now: .zero) == [.connect(connection(1))])
        #expect(machine.request(request(2), now: .zero) == [.connect(connection(2))])
        #expect(machine.request(request(3), now: .zero) == [])
    }

    @Test func theLongestWaiterIsServedFirst() {
        var machine = machine(1)
        for number in 1...3 { _ = machine.request(request(number), now: .zero) }
        #expect(machine.connected(connection(1), now: .zero) == [.lend(connection(1), to: request(1), isStale: false)])
        #expect(
            machine.returned(connection(1), isUsable: true, now: .zero) == [.lend(connection(1), to: request(2), isStale: false)])
    }

    @Test func aNewRequestDoesNotOvertakeWaiters() {
        var machine = machine(1)
        _ = machine.request(request(1), now: .zero)
        _ = machine.connected(connection(1), now: .zero)
        _ = machine.request(request(2), now: .zero)
        #expect(machine.request(request(3), now: .zero) == [])
    }

    @Test func aRestedConnectionIsLentAsStale() {
        var machine = machine(1)
        _ = machine.request(request(1), now: .zero)
        _ = machine.connected(connection(1), now: .zero)
        _ = machine.returned(connection(1), isUsable: true, now: .seconds(10))
        #expect(machine.request(request(2), now: .seconds(40)) == [.lend(connection(1), to: request(2), isStale: false)])
        _ = machine.returned(connection(1), isUsable: true, now: .seconds(50))
        #expect(machine.request(request(3), now: .seconds(81)) == [.lend(connection(1), to: request(3), isStale: true)])
    }

    @Test func aBrokenConnectionIsClosedAndReplacedForAWaiter() {
        var machine = machine(1)
        _ = machine.request(request(1), now: .zero)
        _ = machine.connected(connection(1), now: .zero)
        _ = machine.request(request(2), now: .zero)
        #expect(
            machine.returned(connection(1), isUsable: false, now: .zero) == [.close(connection(1)), .connect(connection(2))])
    }

    @Test func whoeverGotADeadConnectionIsNextInLine() {
        var machine = machine(1)
        _ = machine.request(request(1), now: .zero)
        _ = machine.connected(connection(1), now: .zero)
        _ = machine.request(request(2), now: .zero)
        #expect(
            machine.foundDead(connection(1), by: request(1), now: .zero) == [.close(connection(1)), .connect(connection(2))])
        #expect(machine.connected(connection(2), now: .zero) == [.lend(connection(2), to: request(1), isStale: false)])
    }

    @Test func failedAttemptsAreRepeatedWithGrowingPauses() {
        var machine = machine()
        _ = machine.request(request(1), now: .zero)
        var pauses: [Machine.Action] = []
        for number in 1...7 {
            pauses += machine.connectFailed(connection(number), refused)
            #expect(machine.pauseEnded() == [.connect(connection(number + 1))])
        }
        #expect(pauses == [100, 200, 400, 800, 1600, 2000, 2000].map { .pause(.milliseconds($0)) })
    }

    @Test func whileAttemptsFailOnlyOneIsMadeAtATime() {
        var machine = machine(4)
        _ = machine.request(request(1), now: .zero)
        #expect(machine.connectFailed(connection(1), refused) == [.pause(.milliseconds(100))])
        #expect(machine.request(request(2), now: .zero) == [])
        #expect(machine.pauseEnded() == [.connect(connection(2))])
        #expect(machine.request(request(3), now: .zero) == [])
        #expect(
            machine.connected(connection(2), now: .zero) == [
                .lend(connection(2), to: request(1), isStale: false), .connect(connection(3)), .connect(connection(4)),
            ])
    }

    @Test func nobodyConnectsWhenNobodyWaits() {
        var machine = machine()
        _ = machine.request(request(1), now: .zero)
        _ = machine.connectFailed(connection(1), refused)
        _ = machine.cancel(request(1))
        #expect(machine.pauseEnded() == [])
        #expect(machine.request(request(2), now: .zero) == [.connect(connection(2))])
    }

    @Test func aRefusedLoginEndsTheWaitOfAll() {
        var machine = machine(1)
        _ = machine.request(request(1), now: .zero)
        _ = machine.request(request(2), now: .zero)
        #expect(
            machine.connectFailed(connection(1), wrongPassword) == [
                .fail(request(1), wrongPassword), .fail(request(2), wrongPassword),
            ])
    }

    @Test func failingFastEndsTheWaitAtTheFirstRefusal() {
        var machine = machine(1, failsFast: true)
        _ = machine.request(request(1), now: .zero)
        #expect(machine.connectFailed(connection(1), refused) == [.fail(request(1), refused)])
        #expect(machine.request(request(2), now: .zero) == [.connect(connection(2))])
    }

    @Test func whoWasConnectedOnceWaitsForAServerThatRestarts() {
        var machine = machine(1, failsFast: true)
        _ = machine.request(request(1), now: .zero)
        _ = machine.connected(connection(1), now: .zero)
        #expect(machine.foundDead(connection(1), by: request(1), now: .zero) == [.close(connection(1)), .connect(connection(2))])
        #expect(machine.connectFailed(connection(2), refused) == [.pause(.milliseconds(100))])
        #expect(machine.pauseEnded() == [.connect(connection(3))])
        #expect(machine.connectFailed(connection(3), wrongPassword) == [.fail(request(1), wrongPassword)])
    }

    @Test func aPoolThatWasRefusedFurtherConnectionsSaysWhy() {
        var machine = machine(2)
        _ = machine.request(request(1), now: .zero)
        _ = machine.connected(connection(1), now: .zero)
        _ = machine.request(request(2), now: .zero)
        _ = machine.connectFailed(connection(2), refused)
        #expect(machine.timeOut(request(2), after: .seconds(30)) == [.fail(request(2), refused)])
    }

    @Test func aWaiterHopesForAConnectionThatIsOut() {
        var machine = machine(2, failsFast: true)
        _ = machine.request(request(1), now: .zero)
        _ = machine.connected(connection(1), now: .zero)
        _ = machine.request(request(2), now: .zero)
        #expect(machine.connectFailed(connection(2), wrongPassword) == [.pause(.milliseconds(100))])
        #expect(
            machine.returned(connection(1), isUsable: true, now: .zero) == [.lend(connection(1), to: request(2), isStale: false)])
    }

    @Test func waitingTooLongNamesTheReason() throws {
        var machine = machine(1)
        _ = machine.request(request(1), now: .zero)
        _ = machine.connectFailed(connection(1), refused)
        #expect(machine.timeOut(request(1), after: .seconds(30)) == [.fail(request(1), refused)])
        _ = machine.request(request(2), now: .zero)
        _ = machine.pauseEnded()
        _ = machine.connected(connection(2), now: .zero)
        _ = machine.request(request(3), now: .zero)
        guard case .fail(request(3), let error) = try #require(machine.timeOut(request(3), after: .seconds(30)).first) else {
            Issue.record("The waiter was not notified.")
            return
        }
        #expect(error.code == .poolExhausted)
        #expect(error.message.contains("30"))
    }

    @Test func cancellingAfterTheLoanDoesNothing() {
        var machine = machine(1)
        _ = machine.request(request(1), now: .zero)
        _ = machine.connected(connection(1), now: .zero)
        #expect(machine.cancel(request(1)) == [])
        #expect(machine.timeOut(request(1), after: .seconds(1)) == [])
    }

    @Test func manyWaitersThatLeaveDoNotDisturbTheOrder() {
        var machine = machine(1)
        for number in 0..<500 { _ = machine.request(request(number), now: .zero) }
        for number in 0..<500 where !number.isMultiple(of: 7) { _ = machine.cancel(request(number)) }
        var served = machine.connected(connection(1), now: .zero)
        for _ in 0..<100 { served += machine.returned(connection(1), isUsable: true, now: .zero) }
        let expected = stride(from: 0, to: 500, by: 7).map { Machine.Action.lend(connection(1), to: request($0), isStale: false) }
        #expect(served == expected)
    }

    /// Every sequence of up to nine events, for two connections and three requests.
    @Test func noInterleavingBreaksTheRules() {
        var explorer = PoolExplorer()
        explorer.explore(PoolExplorer.World(maximum: 2), depth: 9)
        #expect(explorer.faults == [])
        #expect(explorer.steps > 10_000)
    }

    @Test func noInterleavingBreaksTheRulesOfASingleConnection() {
        var explorer = PoolExplorer()
        explorer.explore(PoolExplorer.World(maximum: 1), depth: 10)
        #expect(explorer.faults == [])
        #expect(explorer.steps > 10_000)
    }
}
