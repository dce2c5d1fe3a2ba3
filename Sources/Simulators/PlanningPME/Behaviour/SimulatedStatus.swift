/// A status that events of a simulated brand may have.
public struct SimulatedStatus: Codable, Hashable, Sendable {
    public var key: Int
    /// A name of the enumeration `statusType`: `Requested`, `Approved` or `Refused`.
    public var type: String
    public var label: String
    /// Whether a created event gets it.
    public var isDefault: Bool

    public init(key: Int, type: String, label: String, isDefault: Bool = false) {
        self.key = key
        self.type = type
        self.label = label
        self.isDefault = isDefault
    }
}

extension [SimulatedStatus] {
    /// What a created event gets.
    var initial: Int? { first(where: \.isDefault)?.key }

    /// What an event of the planners has that nobody gave one: they approve most, and leave a few as they came.
    func usual(ofEvent key: Int) -> Int? {
        let approved = first { $0.type == "Approved" }?.key
        return key % 7 == 0 ? initial ?? approved : approved ?? initial
    }
}
