/// The half-days that one query asks for, kept so that its next page need not look for them again.
struct LeaveSelection: Sendable {
    let query: LeaveQuery
    let revision: Int
    let rows: [LeaveRow]
}

/// Which half-days are asked for.
struct LeaveQuery: Sendable, Hashable {
    let days: ClosedRange<Int>
    let departments: Set<Int>?
    let owners: Set<Int>?
    let legalEntities: Set<Int>?
    let hidden: Set<Int>

    /// nil when a day can't be read.
    static func days(_ text: String) -> ClosedRange<Int>? {
        let parts = text.split(separator: ",").map { part in
            part.trimming()
        }
        func day(_ position: Int) -> Int? {
            guard parts.indices.contains(position) else { return nil }
            return SimulatedDay(parts[position].prefix(10))?.ordinal
        }
        switch parts.first?.lowercased() {
        case "between":
            guard parts.count == 3, let from = day(1), let through = day(2), from <= through else { return nil }
            return from...through
        case "since":
            guard parts.count == 2, let from = day(1) else { return nil }
            return from...Int(Int32.max)
        case "until":
            guard parts.count == 2, let through = day(1) else { return nil }
            return Int(Int32.min)...through
        default:
            guard parts.count == 1, let only = day(0) else { return nil }
            return only...only
        }
    }
}

extension Substring {
    func trimming() -> Substring {
        drop { $0 == " " }
    }
}

extension LuccaState {
    /// The half-days of `query`, by ascending id.
    mutating func rows(_ query: LeaveQuery) -> [LeaveRow] {
        if let remembered, remembered.query == query, remembered.revision == revision { return remembered.rows }
        // One answer per employee, since the filters are about the owner's department now.
        var wanted: Set<Int> = []
        for employee in employees
        where query.departments?.contains(employee.departmentID) ?? true
            && query.owners?.contains(employee.id) ?? true
            && query.legalEntities?.contains(employee.legalEntityID) ?? true
            && !query.hidden.contains(employee.departmentID)
        {
            wanted.insert(employee.id)
        }
        let isWanted = book.periods.map { wanted.contains($0.employee) }
        let rows = book.rows.filter { row in
            query.days.contains(Int(row.day)) && isWanted[Int(row.period) - LeaveBook.firstPeriod]
        }
        remembered = LeaveSelection(query: query, revision: revision, rows: rows)
        return rows
    }
}

/// A half-day in 28 bytes: a company of 20,000 has half a million.
struct LeaveRow: Sendable {
    /// Lucca spells a cancellation in more than one way, and each of them takes the row out.
    enum Cancellation: UInt8, Sendable {
        case none
        /// Inactive, with a date.
        case complete
        /// Still active, with a date.
        case dated
        /// Inactive, without a date.
        case inactive
    }

    let id: Int32
    let period: Int32
    var account: Int32
    let day: Int32
    /// 0 when the half-day is filled.
    var seconds: Int32
    let isMorning: Bool
    var cancellation = Cancellation.none

    init(id: Int, period: Int, account: Int, day: Int, isMorning: Bool, seconds: Int = 0) {
        self.id = Int32(id)
        self.period = Int32(period)
        self.account = Int32(account)
        self.day = Int32(day)
        self.seconds = Int32(seconds)
        self.isMorning = isMorning
    }
}

/// What half-days of one request for leave share.
struct LeavePeriod: Sendable {
    let id: Int
    let employee: Int
    var isConfirmed: Bool
    let created: SimulatedDay
    var comment: String?
}

/// The properties that a `fields` list names, as a tree: `department[id,name]` and `department.id` both work. What is unknown
/// is silently left out by whoever reads the tree.
struct FieldSelection: Sendable, Hashable {
    /// Lower-case name → what is wanted inside; an empty tree means everything inside.
    private(set) var children: [String: FieldSelection] = [:]

    init() {}

    init(_ text: String) {
        var position = text.utf8.startIndex
        self = Self.list(text.utf8, &position)
    }

    subscript(_ name: String) -> FieldSelection? { children[name.lowercased()] }

    var isEmpty: Bool { children.isEmpty }

    private static func list(_ text: String.UTF8View, _ position: inout String.Index) -> FieldSelection {
        var result = FieldSelection()
        var path: [String] = []
        var name: [UInt8] = []
        func finish(_ inside: FieldSelection) {
            let last = String(decoding: name, as: UTF8.self).lowercased()
            if !last.isEmpty { path.append(last) }
            if !path.isEmpty { result.insert(path[...], inside) }
            path = []
            name = []
        }
        while position < text.endIndex {
            let byte = text[position]
            position = text.index(after: position)
            switch byte {
            case UInt8(ascii: ","): finish(FieldSelection())
            case UInt8(ascii: "."):
                path.append(String(decoding: name, as: UTF8.self).lowercased())
                name = []
            case UInt8(ascii: "["): finish(list(text, &position))
            case UInt8(ascii: "]"):
                finish(FieldSelection())
                return result
            case UInt8(ascii: " "): break
            default: name.append(byte)
            }
        }
        finish(FieldSelection())
        return result
    }

    private mutating func insert(_ path: ArraySlice<String>, _ inside: FieldSelection) {
        guard let first = path.first else {
            for (name, tree) in inside.children { insert([name], tree) }
            return
        }
        var child = children[first] ?? FieldSelection()
        child.insert(path.dropFirst(), inside)
        children[first] = child
    }
}
