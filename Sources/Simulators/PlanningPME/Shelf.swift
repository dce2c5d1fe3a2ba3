/// Things by ascending key, looked up by halving.
struct Shelf<Item: Sendable>: Sendable {
    private(set) var items: [Item] = []
    private let key: @Sendable (Item) -> Int
    private(set) var nextKey: Int

    init(firstKey: Int, key: @escaping @Sendable (Item) -> Int) {
        nextKey = firstKey
        self.key = key
    }

    subscript(_ wanted: Int) -> Item? {
        position(of: wanted).map { items[$0] }
    }

    /// Adds what `make` gives for the next key.
    @discardableResult
    mutating func add(_ make: (Int) -> Item) -> Item {
        let item = make(nextKey)
        nextKey += 1
        items.append(item)
        return item
    }

    /// False when there is no such thing.
    mutating func replace(_ wanted: Int, with item: Item) -> Bool {
        guard let position = position(of: wanted) else { return false }
        items[position] = item
        return true
    }

    /// False when there is no such thing.
    mutating func remove(_ wanted: Int) -> Bool {
        guard let position = position(of: wanted) else { return false }
        items.remove(at: position)
        return true
    }

    mutating func removeAll(where isUnwanted: (Item) -> Bool) {
        items.removeAll(where: isUnwanted)
    }

    private func position(of wanted: Int) -> Int? {
        var low = 0
        var high = items.count
        while low < high {
            let middle = (low + high) / 2
            if key(items[middle]) < wanted { low = middle + 1 } else { high = middle }
        }
        return low < items.count && key(items[low]) == wanted ? low : nil
    }
}
