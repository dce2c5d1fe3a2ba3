@testable import PostgresClient

/// Explores all interleavings of events that can happen to a pool and reports where a rule is broken.
struct PoolExplorer {
    typealias Machine = PoolStateMachine

    enum Event: Hashable {
        case request
        case connected(Int), connectFailed(Int)
        case returned(Int), broken(Int), foundDead(Int)
        case cancel(Int), timeOut(Int)
        case pauseEnded
        case shutdown
    }

    /// The machine, and the state of the world outside.
    struct World {
        var machine: Machine
        let maximum: Int
        var history: [Event] = []
        var requests = 0
        /// In the order they must be served.
        var line: [Int] = []
        var connecting: Set<Int> = []
        /// Connection → request.
        var lent: [Int: Int] = [:]
        var idle: Set<Int> = []
        var isPausing = false
        var isShutDown = false
        var finishes = 0

        init(maximum: Int) {
            self.maximum = maximum
            machine = Machine(.init(maximumConnections: maximum, failsFast: false, idleCheckInterval: .seconds(1)))
        }

        var possibleEvents: [Event] {
            var events: [Event] = []
            if requests < 3 { events.append(.request) }
            for id in connecting.sorted() { events += [.connected(id), .connectFailed(id)] }
            for id in lent.keys.sorted() { events += [.returned(id), .broken(id), .foundDead(id)] }
            for id in line { events += [.cancel(id), .timeOut(id)] }
            if isPausing { events.append(.pauseEnded) }
            if !isShutDown { events.append(.shutdown) }
            return events
        }
    }

    private(set) var faults: [String] = []
    private(set) var steps = 0

    mutating func explore(_ world: World, depth: Int) {
        guard depth > 0, faults.count < 5 else { return }
        for event in world.possibleEvents {
            var next = world
            next.history.append(event)
            let broken = Self.happen(event, &next)
            steps += 1
            if let broken {
                faults.append("\(broken) after \(next.history)")
                return
            }
            explore(next, depth: depth - 1)
        }
    }

    /// - Returns: the broken rule.
    private static func happen(_ event: Event, _ world: inout World) -> String? {
        let failure = PostgresError(.connectFailed, phase: .connect, "refused")
        var actions: [Machine.Action]
        // Requests that are owed a failure.
        var dismissed: Set<Int> = []
        switch event {
        case .request:
            world.requests += 1
            world.line.append(world.requests)
            if world.isShutDown { dismissed = [world.requests] }
            actions = world.machine.request(.init(number: world.requests), now: .zero)
        case .connected(let id):
            world.connecting.remove(id)
            world.idle.insert(id)
            actions = world.machine.connected(.init(number: id), now: .zero)
        case .connectFailed(let id):
            world.connecting.remove(id)
            actions = world.machine.connectFailed(.init(number: id), failure)
        case .returned(let id):
            world.lent[id] = nil
            world.idle.insert(id)
            actions = world.machine.returned(.init(number: id), isUsable: true, now: .zero)
        case .broken(let id):
            world.lent[id] = nil
            world.idle.insert(id)
            actions = world.machine.returned(.init(number: id), isUsable: false, now: .zero)
            if !actions.contains(.close(.init(number: id))) { return "a broken connection stayed open" }
        case .foundDead(let id):
            guard let request = world.lent.removeValue(forKey: id) else { return "nobody had it" }
            world.idle.insert(id)
            world.line.insert(request, at: 0)
            if world.isShutDown { dismissed = [request] }
            actions = world.machine.foundDead(.init(number: id), by: .init(number: request), now: .zero)
            if !actions.contains(.close(.init(number: id))) { return "a dead connection stayed open" }
        case .cancel(let id):
            dismissed = [id]
            actions = world.machine.cancel(.init(number: id))
        case .timeOut(let id):
            dismissed = [id]
            actions = world.machine.timeOut(.init(number: id), after: .seconds(1))
        case .pauseEnded:
            world.isPausing = false
            actions = world.machine.pauseEnded()
        case .shutdown:
            world.isShutDown = true
            dismissed = Set(world.line)
            actions = world.machine.shutdown()
        }
        return perform(actions, dismissed, &world) ?? world.brokenInvariant
    }

    private static func perform(_ actions: [Machine.Action], _ dismissed: Set<Int>, _ world: inout World) -> String? {
        var due = dismissed
        for action in actions {
            switch action {
            case .lend(let connection, let request, _):
                if world.isShutDown { return "lent after shutdown" }
                guard world.idle.remove(connection.number) != nil else { return "lent what was not free" }
                guard world.line.first == request.number else { return "lent out of order" }
                world.line.removeFirst()
                world.lent[connection.number] = request.number
            case .fail(let request, _):
                guard due.remove(request.number) != nil else { return "failed for no reason" }
                world.line.removeAll { $0 == request.number }
            case .connect(let id):
                if world.isShutDown { return "connected after shutdown" }
                world.connecting.insert(id.number)
            case .pause:
                if world.isPausing || world.isShutDown { return "paused twice or after shutdown" }
                world.isPausing = true
            case .abandonAttempt(let id):
                guard world.isShutDown, world.connecting.contains(id.number) else { return "abandoned for no reason" }
            case .close(let id):
                guard world.idle.remove(id.number) != nil else { return "closed what was in use" }
            case .finishShutdown: world.finishes += 1
            }
        }
        return due.isEmpty ? nil : "left waiting"
    }
}

extension PoolExplorer.World {
    fileprivate var brokenInvariant: String? {
        let total = connecting.count + lent.count + idle.count
        if total > maximum { return "too many connections" }
        if machine.openConnections != lent.count + idle.count { return "miscounted" }
        if machine.waiterCount != line.count { return "miscounted waiters" }
        if !line.isEmpty, !idle.isEmpty { return "waiting beside a free connection" }
        if !line.isEmpty, connecting.isEmpty, lent.isEmpty, !isPausing { return "waiting for nothing" }
        if !line.isEmpty, !isPausing, connecting.isEmpty, total < maximum { return "waiting without trying" }
        if isShutDown, !idle.isEmpty || !line.isEmpty { return "left over after shutdown" }
        let isOver = isShutDown && connecting.isEmpty && lent.isEmpty
        if isOver != (finishes > 0) || finishes > 1 { return "shutdown finished \(finishes) times" }
        return nil
    }
}
