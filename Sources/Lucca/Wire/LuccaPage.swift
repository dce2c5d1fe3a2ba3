import JSONText

/// One page of a list: v3's `{"data": {"items", "count"}}` or v4's `{"items", "count", "next"}`.
struct LuccaPage: Sendable, Equatable {
    let rows: [JSONValue]
    /// Of the whole list; nil when it was not served.
    let count: Int?
    let hasNext: Bool

    /// nil when there is no list in the document.
    init?(_ document: JSONValue) {
        let envelope: JSONValue
        switch document[.data] {
        case nil, .null: envelope = document
        case .some(let data): envelope = data
        }
        guard let rows = envelope[.items]?.rows ?? envelope.rows else { return nil }
        self.rows = rows
        count = envelope[.count]?.count
        switch envelope[.next] {
        case nil, .null: hasNext = false
        default: hasNext = true
        }
    }

    init(rows: [JSONValue], count: Int?, hasNext: Bool = false) {
        self.rows = rows
        self.count = count
        self.hasNext = hasNext
    }
}
