import JSONText

/// One page of a list: `{"items": […], "total": n}`.
struct PlanningPage: Sendable, Equatable {
    let items: [JSONValue]
    /// Of the whole list; nil when it was not served.
    let total: Int?

    init?(_ document: JSONValue) {
        guard let items = document["items"]?.elements ?? document.elements else { return nil }
        self.items = items
        total = document["total"]?.whole
    }
}
