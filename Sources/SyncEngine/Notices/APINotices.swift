package import SyncCore
import Synchronization

/// Collects what the answers to one run or check say about the interfaces. Cheap and thread-safe; whoever made it saves what it
/// holds when the run or the check has ended (`RunStore.finish`, `APINoticeStore.save`).
///
/// No text of an answer gets in: endpoints are templates, properties are cases of enumerations in the adapters.
package final class APINotices: Sendable {
    private let notices = Mutex<[APINotice.Key: APINotice]>([:])

    package init() {}

    /// An answer announced the end of its endpoint.
    /// - Parameters:
    ///   - deprecatedAt: nil if it only says that the endpoint is deprecated.
    ///   - sunsetAt: nil if it does not say when the endpoint ends.
    package func announced(at endpoint: APIEndpoint, deprecatedAt: Instant?, sunsetAt: Instant?) {
        add(APINotice(APINotice.Key(.sunset, endpoint), deprecatedAt: deprecatedAt, sunsetAt: sunsetAt))
    }

    /// A header about the endpoint's end could not be read.
    /// - Parameter header: its name, a case of an enumeration.
    package func unreadable(_ header: some RawRepresentable<String>, at endpoint: APIEndpoint) {
        add(APINotice(APINotice.Key(.headerUnreadable, endpoint, property: header.rawValue)))
    }

    /// Values beside those that this release knows: a status of a leave, a half of the day, a flag that is neither.
    /// - Parameter property: where, a case of an enumeration: never a name from an answer.
    package func unknownValue(of property: some RawRepresentable<String>, at endpoint: APIEndpoint, count: Int = 1) {
        add(APINotice(APINotice.Key(.valueUnknown, endpoint, property: property.rawValue), count: count))
    }

    /// Values of another form than this release knows: an object instead of a text, a text that is no date, a list that is missing.
    /// - Parameter property: as for `unknownValue`.
    package func unknownShape(of property: some RawRepresentable<String>, at endpoint: APIEndpoint, count: Int = 1) {
        add(APINotice(APINotice.Key(.shapeUnknown, endpoint, property: property.rawValue), count: count))
    }

    /// Everything so far, in the order of its keys.
    package var collected: [APINotice] {
        notices.withLock { Array($0.values) }.sorted { $0.key < $1.key }
    }

    private func add(_ notice: APINotice) {
        guard notice.count > 0 else { return }
        notices.withLock { notices in
            if notices[notice.key]?.add(notice) == nil { notices[notice.key] = notice }
        }
    }
}
