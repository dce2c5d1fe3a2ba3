/// Pairs events with entries that share time: as many pairs as possible, and of those the ones that share the most.
struct SharedTimePairing {
    private var entryOf: [Int?]
    private var eventOf: [Int?]
    /// The entries that each event shares time with, the most first.
    private var choices: [[Int]]

    var pairs: [(event: Int, entry: Int)] {
        entryOf.enumerated().compactMap { event, entry in entry.map { (event, $0) } }
    }

    /// - Parameter shared: the time that an event shares with an entry; zero or less for none.
    init(_ events: Int, _ entries: Int, shared: (_ event: Int, _ entry: Int) -> Int) {
        entryOf = Array(repeating: nil, count: events)
        eventOf = Array(repeating: nil, count: entries)
        choices = Array(repeating: [], count: events)
        var candidates: [(shared: Int, event: Int, entry: Int)] = []
        for event in 0..<events {
            for entry in 0..<entries {
                let time = shared(event, entry)
                if time > 0 { candidates.append((time, event, entry)) }
            }
        }
        candidates.sort { ($1.shared, $0.event, $0.entry) < ($0.shared, $1.event, $1.entry) }
        for candidate in candidates {
            choices[candidate.event].append(candidate.entry)
            if entryOf[candidate.event] == nil, eventOf[candidate.entry] == nil { join(candidate.event, candidate.entry) }
        }
        for event in 0..<events where entryOf[event] == nil { makeRoom(for: event) }
    }

    private mutating func join(_ event: Int, _ entry: Int) {
        entryOf[event] = entry
        eventOf[entry] = event
    }

    /// Gives the event an entry by moving others to entries that they share time with too, if that is possible.
    private mutating func makeRoom(for first: Int) {
        var askedBy: [Int: Int] = [:]
        var waiting = [first]
        var next = 0
        while next < waiting.count {
            let event = waiting[next]
            next += 1
            for entry in choices[event] where askedBy[entry] == nil {
                askedBy[entry] = event
                if let holder = eventOf[entry] {
                    waiting.append(holder)
                    continue
                }
                var free: Int? = entry
                while let place = free, let mover = askedBy[place] {
                    free = entryOf[mover]
                    join(mover, place)
                    if mover == first { return }
                }
                return
            }
        }
    }
}
