/// Requests in the order they came; one that leaves early costs no search.
struct WaitingLine {
    private var line: [PoolStateMachine.RequestID] = []
    private var head = 0
    private var present: Set<PoolStateMachine.RequestID> = []

    var isEmpty: Bool { present.isEmpty }
    var count: Int { present.count }

    mutating func append(_ id: PoolStateMachine.RequestID) {
        line.append(id)
        present.insert(id)
    }

    mutating func prepend(_ id: PoolStateMachine.RequestID) {
        if head > 0 {
            head -= 1
            line[head] = id
        } else {
            line.insert(id, at: 0)
        }
        present.insert(id)
    }

    mutating func popFirst() -> PoolStateMachine.RequestID? {
        while head < line.count {
            let id = line[head]
            head += 1
            compact()
            if present.remove(id) != nil { return id }
        }
        return nil
    }

    /// - Returns: whether it waited.
    mutating func remove(_ id: PoolStateMachine.RequestID) -> Bool {
        let wasWaiting = present.remove(id) != nil
        if present.isEmpty {
            line.removeAll(keepingCapacity: true)
            head = 0
        }
        return wasWaiting
    }

    mutating func removeAll() -> [PoolStateMachine.RequestID] {
        let waiting = line[head...].filter { present.contains($0) }
        self = WaitingLine()
        return waiting
    }

    private mutating func compact() {
        guard head > 64, head * 2 > line.count else { return }
        line.removeFirst(head)
        head = 0
    }
}
