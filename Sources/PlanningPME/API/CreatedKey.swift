import JSONText
import SyncCore

/// Where the answer to a create says the key of what was made.
enum CreatedKey {
    /// nil when the answer does not say it.
    static func of(_ answer: JSONValue?, location: String?) -> (key: Int, form: PlanningDialect.CreatedKey)? {
        if let key = answer?["key"]?.whole { return (key, .member) }
        switch answer {
        case .number, .text:
            if let key = answer?.whole, key > 0 { return (key, .body) }
        default: break
        }
        let path = location?.prefix { $0 != "?" && $0 != "#" }
        if let key = path?.split(separator: "/").last.flatMap({ Int($0) }), key > 0 { return (key, .location) }
        return nil
    }
}
