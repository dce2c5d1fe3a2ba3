import Foundation
import JSONText
import SyncCore

/// Events ↔ the core's values: what is written goes by the dialect, what is read is understood in every known form.
struct EventCodec: Sendable {
    let dialect: PlanningDialect
    /// Of times that carry none.
    let zone: TimeZone
    /// The custom field that holds the reference; nil for the remark.
    let referenceField: String?
    /// Of the Lucca account, in lower case: an event without a reference of one of these names is the planners'.
    let accounts: Set<String>
    /// The brand's; nil when nobody asked.
    var enumerations: Enumerations? {
        didSet { unavailabilityNumbers = enumerations?.unavailabilityNumbers }
    }
    /// The numbers that they give to unavailabilities.
    private(set) var unavailabilityNumbers: Set<Int>?

    /// - Parameter zone: the tenant's, unless the dialect names another one.
    init(dialect: PlanningDialect, zone: TimeZone, referenceField: String? = nil, accounts: Set<String>) {
        self.dialect = dialect
        self.zone = dialect.zone.flatMap(TimeZone.init(identifier:)) ?? zone
        self.referenceField = referenceField
        self.accounts = accounts
    }

    /// What a draft's moment is once it was written: of a time that the clocks show twice, the earlier moment.
    func asWritten(_ instant: Instant) -> Instant {
        switch dialect.time {
        case .utc: instant
        case .local: PlanningDateTime.instant(ofLocal: PlanningDateTime.local(instant, in: zone), in: zone)
        }
    }

    /// Whether the period is one of whole days on the brand's clocks.
    func isWholeDays(_ start: Instant, _ end: Instant) -> Bool {
        start < end && isMidnight(start) && isMidnight(end)
    }

    private func isMidnight(_ instant: Instant) -> Bool {
        PlanningDateTime.local(instant, in: zone) % 86_400 == 0
    }

    /// The remark without what only its way here has changed.
    func unescaped(_ remark: String) -> String {
        if dialect.remark == .escaped { return HTMLEntities.decode(remark) }
        guard remark.utf8.contains(UInt8(ascii: "&")), EventReference.all(in: remark).isEmpty else { return remark }
        let decoded = HTMLEntities.decode(remark)
        return EventReference.all(in: decoded).isEmpty ? remark : decoded
    }
}

/// The parts of an event that a write is about.
enum EventFact: Hashable, Sendable, CaseIterable {
    case kind
    case reason
    case resources
    case times
    case status
    case reference
}
