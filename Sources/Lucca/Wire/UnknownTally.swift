import SyncCore
import SyncEngine

/// How many rows of a list hold something that this release does not know, by property. Their employees' problems are another
/// matter: this says that the interface changed.
struct UnknownTally: Sendable, Equatable {
    private(set) var counts: [LuccaProperty: Int] = [:]

    mutating func add(_ rows: [some LuccaRow]) {
        for row in rows {
            // Asked for everywhere: one that is missing is as unknown as one of another form.
            if row.id == nil { counts[.id, default: 0] += 1 }
            for property in row.unknown { counts[property, default: 0] += 1 }
        }
    }

    func note(in notices: APINotices, at endpoint: APIEndpoint) {
        for (property, count) in counts {
            if property.isFlag {
                notices.unknownValue(of: property, at: endpoint, count: count)
            } else {
                notices.unknownShape(of: property, at: endpoint, count: count)
            }
        }
    }
}

extension LuccaProperty {
    /// Yes or no.
    fileprivate var isFlag: Bool {
        switch self {
        case .isActive, .isMorning, .isConfirmed, .isRemoteWork: true
        default: false
        }
    }
}
