import SyncCore

/// A tenant's dialect in words for people.
enum DialectWords {
    /// What a point asks, as a heading asks it.
    static func question(_ point: DialectPoint) -> String {
        switch point {
        case .kind: "what marks an unavailability"
        case .reason: "which member names its type"
        case .update: "whether a PUT merges or replaces"
        case .time: "local times or UTC"
        case .zone: "zone of local times"
        case .status: "status that events are given"
        case .wholeDay: "how whole days are sent"
        case .list: "how events are listed"
        case .paging: "how lists are paged"
        case .view: "whether lists show every day"
        case .department: "a resource's departments"
        case .token: "method of the sign-in by token"
        case .createdKey: "where a create answers the key"
        case .gone: "how an event is said to be gone"
        case .deletion: "whether events can be deleted"
        case .remark: "what becomes of remarks"
        }
    }

    static func how(_ origin: TenantDialect.Origin?) -> String {
        switch origin {
        case nil: "default"
        case .kept: "kept"
        case .surveyed: "surveyed"
        case .probed: "probed"
        case .person: "person"
        }
    }

    /// `found 2028-06-14T12:00, sent 2028-06-14T10:00`.
    static func evidence(_ facts: [String: String]) -> String {
        facts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    }
}
