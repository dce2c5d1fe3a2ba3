import Foundation
import JSONText
import SyncCore

/// Converts events to and from the core's values: writes in the dialect, reads every known form.
struct EventCodec: Sendable {
    let dialect: PlanningDialect
    /// For times without a zone.
    let zone: TimeZone
    /// The custom field with the reference; nil for the remark.
    let referenceField: String?
    /// The Lucca account's names, in lower case: an event without a reference of one of them is the planners'.
    let accounts: Set<String>
    /// The brand's; nil if they were not read.
    var enumerations: Enumerations? {
        didSet { unavailabilityNumbers = enumerations?.unavailabilityNumbers }
    }
    /// Their numbers for unavailabilities.
    private(set) var unavailabilityNumbers: Set<Int>?

    /// - Parameter zone: the tenant's, unless the dialect sets another one.
    init(dialect: PlanningDialect, zone: TimeZone, referenceField: String? = nil, accounts: Set<String>) {
        self.dialect = dialect
        self.zone = dialect.zone.flatMap(TimeZone.init(identifier:)) ?? zone
        self.referenceField = referenceField
        self.accounts = accounts
    }

    /// A draft's time after writing: a local time that a clock change repeats becomes the earlier one.
    func asWritten(_ instant: Instant) -> Instant {
        switch dialect.time {
        case .utc: instant
        case .local: PlanningDateTime.instant(ofLocal: PlanningDateTime.local(instant, in: zone), in: zone)
        }
    }

    /// Whether the period consists of whole days in the brand's zone.
    func isWholeDays(_ start: Instant, _ end: Instant) -> Bool {
        start < end && isMidnight(start) && isMidnight(end)
    }

    private func isMidnight(_ instant: Instant) -> Bool {
        PlanningDateTime.local(instant, in: zone) % 86_400 == 0
    }

    /// The remark with transport escaping undone.
    func unescaped(_ remark: String) -> String {
        if dialect.remark == .escaped { return HTMLEntities.decode(remark) }
        guard remark.utf8.contains(UInt8(ascii: "&")), EventReference.all(in: remark).isEmpty else { return remark }
        let decoded = HTMLEntities.decode(remark)
        return EventReference.all(in: decoded).isEmpty ? remark : decoded
    }
}

/// The parts of an event that a write may change.
enum EventFact: Hashable, Sendable, CaseIterable {
    case kind
    case reason
    case resources
    case times
    case status
    case reference
}

extension EventCodec {
    enum KindVerdict: Sendable, Equatable {
        case unavailability
        /// Tasks belong to the planners.
        case other
        case unsaid
    }

    func kind(of wire: EventWire) -> KindVerdict {
        switch wire.kind {
        case nil: .unsaid
        case .flag(let flag): flag ? .unavailability : .other
        case .name(let name): isUnavailability(name) ? .unavailability : .other
        case .number(let number):
            if case .type(.number(number)) = dialect.kind {
                .unavailability
            } else if let unavailabilityNumbers {
                unavailabilityNumbers.contains(number) ? .unavailability : .other
            } else if case .type(.number) = dialect.kind {
                .other
            } else {
                .unsaid
            }
        }
    }

    private func isUnavailability(_ name: String) -> Bool {
        let name = name.lowercased()
        if case .type(.name(let own)) = dialect.kind, own.lowercased() == name { return true }
        return name == PlanningPMEAssumptions.unavailability.lowercased()
    }

    /// Whether the event's kind is a number that requires the brand's enumerations.
    func needsEnumerations(for wire: EventWire) -> Bool {
        guard case .number(let number) = wire.kind, unavailabilityNumbers == nil else { return false }
        if case .type(.number(number)) = dialect.kind { return false }
        return true
    }

    /// nil if the start or the end is unreadable.
    func bounds(of wire: EventWire) -> (start: Instant, end: Instant)? {
        guard let start = wire.start.flatMap({ PlanningDateTime.read($0, in: zone) }),
            var end = wire.end.flatMap({ PlanningDateTime.read($0, in: zone) })
        else { return nil }
        guard wire.isAllDay == true else { return (start, end) }
        let last = PlanningDateTime.local(end, in: zone)
        let day = last >= 0 ? last / 86_400 : (last - 86_399) / 86_400
        // The last minute of a day, or a day that ends where it begins.
        if last - day * 86_400 >= 86_340 || end <= start && last % 86_400 == 0 {
            end = PlanningDateTime.instant(ofLocal: (day + 1) * 86_400, in: zone)
        }
        return (start, end)
    }

    /// The remark, and the custom fields with references; nil if the remark is unreadable.
    func remark(of wire: EventWire) -> String? {
        guard let remark = wire.remark else { return nil }
        return joined(unescaped(remark), wire)
    }

    /// Every text that may contain a reference, even if the remark has another type.
    func texts(of wire: EventWire) -> String { joined(unescaped(wire.remarkTexts), wire) }

    private func joined(_ remark: String, _ wire: EventWire) -> String {
        guard !wire.fields.isEmpty else { return remark }
        let fields = wire.fields.map { unescaped($0.text) }
        return (remark.isEmpty ? fields : [remark] + fields).joined(separator: "\n")
    }

    /// Whether it has a reference of this Lucca account; nil if its remark is unreadable, so that its owner is unknown.
    func isOurs(_ wire: EventWire) -> Bool? {
        if wire.isRecurring { return false }
        if EventReference.all(in: texts(of: wire)).contains(where: { accounts.contains($0.account) }) {
            return wire.remark == nil && wire.fields.isEmpty ? nil : true
        }
        return wire.remark == nil ? nil : false
    }

    /// nil if its key, start, end or remark is unreadable. An event of a series is the planners': its remark is omitted. An event
    /// that is no unavailability has no type, nor has one of ours with another status than the dialect's: the reconciliation
    /// writes it again.
    func unavailability(_ wire: EventWire) -> Unavailability? {
        guard let key = wire.key, let remark = remark(of: wire), let (start, end) = bounds(of: wire) else { return nil }
        return Unavailability(
            key: EventKey(key), resources: wire.resources.map { ResourceKey($0) }, type: type(of: wire), start: start, end: end,
            remark: wire.isRecurring ? "" : remark)
    }

    private func type(of wire: EventWire) -> UnavailabilityTypeKey? {
        guard kind(of: wire) != .other else { return nil }
        if let status = dialect.status, let found = wire.status, found != status, isOurs(wire) == true { return nil }
        return wire.reason(dialect.reason).map { UnavailabilityTypeKey($0.key) }
    }

    /// An event with only its key and references readable.
    func unreadable(_ wire: EventWire, from: Instant, to: Instant) -> Unavailability {
        Unavailability(
            key: EventKey(wire.key ?? 0), resources: wire.resources.map { ResourceKey($0) }, type: type(of: wire), start: from,
            end: to, remark: texts(of: wire), isReadable: false)
    }

    /// An event with an unreadable key; nil if it has no reference of ours.
    func keyless(_ wire: EventWire, from: Instant, to: Instant) -> Unavailability? {
        let texts = texts(of: wire)
        guard !wire.isRecurring, !EventReference.all(in: texts).isEmpty else { return nil }
        return Unavailability(key: 0, resources: [], type: nil, start: from, end: to, remark: texts, isReadable: false)
    }

    /// The points in which a decoded event has another form than the dialect's.
    func deviations(of wire: EventWire) -> Set<DialectPoint> {
        var points: Set<DialectPoint> = []
        switch (wire.kind, dialect.kind) {
        case (nil, _), (.flag, .flag): break
        // Its name and its number are one value.
        case (.name, .type), (.number, .type): break
        default: points.insert(.kind)
        }
        if let reason = wire.reason(dialect.reason), reason.form != dialect.reason { points.insert(.reason) }
        if let remark = wire.remark, dialect.remark != .escaped, unescaped(remark) != remark { points.insert(.remark) }
        return points
    }
}

/// A complete row of a list of events, for comparisons. For long lists only the wires are kept.
struct EventRow: KeyedRow {
    let wire: EventWire
    let object: JSONObject

    var identity: EventWire.RowIdentity? { wire.identity }
    var key: Int? { wire.key }

    init(_ item: JSONValue) {
        wire = EventWire(item)
        object = item.members ?? JSONObject()
    }
}

/// A decoded list of events.
struct EventRows {
    private let rows: [EventWire]
    private let codec: EventCodec
    /// Keys with several starts: events of a series.
    private let series: Set<Int>

    init(_ rows: [EventWire], _ codec: EventCodec) {
        self.rows = rows
        self.codec = codec
        var seen: Set<Int> = []
        var series: Set<Int> = []
        for key in rows.lazy.compactMap(\.key) where !seen.insert(key).inserted { series.insert(key) }
        self.series = series
    }

    /// Each event once. Unreadable ones are omitted unless they may be ours.
    /// - Parameters:
    ///   - from: with `to`, the assumed period of an event with unreadable times.
    func unavailabilities(from: Instant, to: Instant) -> [Unavailability] {
        var taken: Set<Int> = []
        return rows.compactMap { wire in
            guard let key = wire.key else { return codec.keyless(wire, from: from, to: to) }
            if series.contains(key) {
                guard taken.insert(key).inserted else { return nil }
                return ofSeries(wire)
            }
            // The next write corrects a task of ours; if it were dropped, it would be created again.
            if codec.kind(of: wire) == .other, codec.isOurs(wire) == false { return nil }
            if let event = codec.unavailability(wire) { return event }
            if wire.isRecurring { return nil }
            // A planner's unreadable event does not matter; one of ours that is omitted would be created again. If its remark is
            // unreadable, only the ledger shows whether it is ours.
            if let remark = codec.remark(of: wire), EventReference.all(in: remark).isEmpty { return nil }
            return codec.unreadable(wire, from: from, to: to)
        }
    }

    /// The planners', whatever its reference.
    private func ofSeries(_ wire: EventWire) -> Unavailability? {
        guard codec.kind(of: wire) != .other, var event = codec.unavailability(wire) else { return nil }
        event.remark = ""
        return event
    }
}
