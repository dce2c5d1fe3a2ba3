/// The elements of a JSON list.
public struct JSONList: Sendable {
    enum Storage: Sendable {
        case read(JSONTape, node: Int)
        case built([JSONValue])
    }

    let storage: Storage

    init(_ tape: JSONTape, node: Int) {
        storage = .read(tape, node: node)
    }

    public init(_ values: [JSONValue]) {
        storage = .built(values)
    }

    public var values: [JSONValue] {
        switch storage {
        case .built(let values): return values
        case .read(let tape, let node):
            var values: [JSONValue] = []
            values.reserveCapacity(tape.count(of: node))
            tape.forEachElement(of: node) { values.append(tape.value(at: $0)) }
            return values
        }
    }

    public var count: Int {
        switch storage {
        case .built(let values): values.count
        case .read(let tape, let node): tape.count(of: node)
        }
    }
}

extension JSONList: Equatable {
    public static func == (left: JSONList, right: JSONList) -> Bool {
        left.count == right.count && left.values == right.values
    }
}

extension JSONList: ExpressibleByArrayLiteral {
    public init(arrayLiteral values: JSONValue...) {
        self.init(values)
    }
}
