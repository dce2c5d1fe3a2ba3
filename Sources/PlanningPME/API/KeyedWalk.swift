import Foundation
import JSONText
import SyncCore

/// One item of a list, converted at once, so that the rest of the page is not kept.
protocol KeyedRow: Sendable {
    associatedtype Identity: Hashable
    /// nil if its key was unreadable.
    var identity: Identity? { get }
    /// The key of the item's thing.
    var key: Int? { get }
    init(_ item: JSONValue)
}

extension ThingWire: KeyedRow {
    var identity: Int? { key }
}

extension EventWire: KeyedRow {
    /// The events of a series share one key and have different starts.
    struct RowIdentity: Hashable {
        let key: Int
        let start: String?
    }

    var identity: RowIdentity? { key.map { RowIdentity(key: $0, start: start) } }
}

/// One walk through a list of things with keys. It only decides; the caller requests the pages.
///
/// A server that ignores paging returns the same page again: a page without a new row ends the walk.
struct KeyedWalk<Row: KeyedRow> {
    private(set) var rows: [Row] = []
    /// The page to request.
    private(set) var page: Int
    /// Whether pages are counted differently than in the dialect.
    private(set) var isOtherwise: Bool
    private let isPaged: Bool
    private let pageSize: Int
    private var first: Int
    /// Whether page 1 was empty, so that page 0 is requested.
    private var isTurned = false
    private var identities: Set<Row.Identity> = []
    private var keys: Set<Int> = []
    private var total: Int?
    /// Rows that repeat another one of their own page: this is no sign of a change between two pages.
    private var repeated = 0

    /// - Parameters:
    ///   - pageSize: how many rows are requested.
    ///   - isFromOther: begins at the other first page than the dialect's.
    init(_ paging: PlanningDialect.Paging = .fromOne, pageSize: Int = .max, isFromOther: Bool = false) {
        first = (paging == .fromZero) == isFromOther ? 1 : 0
        page = first
        isOtherwise = isFromOther
        isPaged = paging != .ignored
        self.pageSize = pageSize
    }

    var isAtFirst: Bool { page == first }

    mutating func take(_ answer: PlanningPage) -> KeyedWalkStep {
        if let total, let now = answer.total, now != total { return .incomplete }
        total = total ?? answer.total
        let isFirst = isAtFirst
        if isFirst, answer.items.isEmpty, first == 1, total != 0, !isOtherwise {
            // Without rows on page 1, page 0 may be the only one.
            first = 0
            page = 0
            isOtherwise = true
            isTurned = true
            return .more
        }
        page += 1
        var isNew = false
        var here: Set<Row.Identity> = []
        var keyless: [Row] = []
        for item in answer.items {
            let row = Row(item)
            guard let identity = row.identity, let key = row.key else {
                keyless.append(row)
                continue
            }
            guard identities.insert(identity).inserted else {
                if here.contains(identity) { repeated += 1 }
                continue
            }
            here.insert(identity)
            keys.insert(key)
            isNew = true
            rows.append(row)
        }
        if !keyless.isEmpty {
            // They may be those of an earlier page if nothing else is new.
            guard isNew || isFirst else { return .unreadable }
            isNew = true
            rows += keyless
        }
        guard let total else {
            if !isPaged, isFirst, answer.items.count != pageSize { return .done }
            return isNew ? .more : .done
        }
        return step(towards: total, isNew: isNew)
    }

    /// Handles the answer that the page does not exist.
    func takeNoPage() -> KeyedWalkStep {
        // Page 1 existed and was empty.
        isTurned && total == nil ? .done : .incomplete
    }

    /// The total may count rows, rows without duplicates, or keys.
    private func step(towards total: Int, isNew: Bool) -> KeyedWalkStep {
        let keyed = keys.count + rows.count - identities.count
        if keyed == total || repeated > 0 && rows.count + repeated == total { return .done }
        guard keyed < total else { return .incomplete }
        if isNew { return .more }
        return rows.count == total ? .done : .incomplete
    }
}

enum KeyedWalkStep: Sendable, Equatable {
    case more
    case done
    /// Fewer or more things than the total: the list changed while it was read, or was returned incompletely.
    case incomplete
    /// A page without any readable key: it cannot be told from an earlier one.
    case unreadable
}

/// The parameters of `api/do/list`.
struct EventListQuery {
    let from: Instant
    let to: Instant
    let resources: [JSONValue]
    /// Whether unavailabilities are requested by name; otherwise everything is returned.
    let isByName: Bool
    /// nil leaves paging to the server.
    let page: Int?
    let pageSize: Int

    func body(_ time: PlanningDialect.Time, _ zone: TimeZone) -> JSONValue {
        var body: JSONObject = [
            "dateFrom": .text(PlanningDateTime.write(from, as: time, in: zone)),
            "dateTo": .text(PlanningDateTime.write(to, as: time, in: zone)),
            "resources": .list(JSONList(resources)),
        ]
        if isByName { body[PlanningPMEAssumptions.Name.results] = .text(PlanningPMEAssumptions.unavailability) }
        if let page {
            body[PlanningPMEAssumptions.Name.pageIndex] = .integer(page)
            body[PlanningPMEAssumptions.Name.pageSize] = .integer(pageSize)
        }
        return .object(body)
    }
}
