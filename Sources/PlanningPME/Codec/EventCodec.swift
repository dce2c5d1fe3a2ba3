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

extension EventCodec {
    enum KindVerdict: Sendable, Equatable {
        case unavailability
        /// Tasks are the planners' own business.
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

    /// Whether the event's kind is a number that only the brand's enumerations explain.
    func needsEnumerations(for wire: EventWire) -> Bool {
        guard case .number(let number) = wire.kind, unavailabilityNumbers == nil else { return false }
        if case .type(.number(number)) = dialect.kind { return false }
        return true
    }

    /// nil when the start or the end can't be read.
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

    /// The remark, and the custom fields that carry references; nil when the remark can't be read.
    func remark(of wire: EventWire) -> String? {
        guard let remark = wire.remark else { return nil }
        return joined(unescaped(remark), wire)
    }

    /// Every text that may carry a reference, whatever stands in place of the remark.
    func texts(of wire: EventWire) -> String { joined(unescaped(wire.remarkTexts), wire) }

    private func joined(_ remark: String, _ wire: EventWire) -> String {
        guard !wire.fields.isEmpty else { return remark }
        let fields = wire.fields.map { unescaped($0.text) }
        return (remark.isEmpty ? fields : [remark] + fields).joined(separator: "\n")
    }

    /// Whether it carries a reference of this Lucca account; nil when its remark can't be read: it may be anybody's.
    func isOurs(_ wire: EventWire) -> Bool? {
        if wire.isRecurring { return false }
        if EventReference.all(in: texts(of: wire)).contains(where: { accounts.contains($0.account) }) {
            return wire.remark == nil && wire.fields.isEmpty ? nil : true
        }
        return wire.remark == nil ? nil : false
    }

    /// nil when its key, start, end or remark can't be read. One of a series has become the planners': its remark is left out. One that
    /// is no unavailability has no type, nor has one of ours in another status than the dialect's: the reconciliation writes it again.
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

    /// An event of which only the key and the references could be read.
    func unreadable(_ wire: EventWire, from: Instant, to: Instant) -> Unavailability {
        Unavailability(
            key: EventKey(wire.key ?? 0), resources: wire.resources.map { ResourceKey($0) }, type: type(of: wire), start: from,
            end: to, remark: texts(of: wire), isReadable: false)
    }

    /// One whose key could not be read; nil when it carries no reference of ours.
    func keyless(_ wire: EventWire, from: Instant, to: Instant) -> Unavailability? {
        let texts = texts(of: wire)
        guard !wire.isRecurring, !EventReference.all(in: texts).isEmpty else { return nil }
        return Unavailability(key: 0, resources: [], type: nil, start: from, end: to, remark: texts, isReadable: false)
    }

    /// The points in which an event that was understood has another form than the dialect's.
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

/// A row of a list of events with all that it shows, for comparisons. Of long lists only the wires are kept.
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

/// A list of events, understood.
struct EventRows {
    private let rows: [EventWire]
    private let codec: EventCodec
    /// Keys that come with several starts: one event of a series each time.
    private let series: Set<Int>

    init(_ rows: [EventWire], _ codec: EventCodec) {
        self.rows = rows
        self.codec = codec
        var seen: Set<Int> = []
        var series: Set<Int> = []
        for key in rows.lazy.compactMap(\.key) where !seen.insert(key).inserted { series.insert(key) }
        self.series = series
    }

    /// Each event once. Those that can't be read are left out unless they may be ours.
    /// - Parameters:
    ///   - from: with `to`, where an event counts as standing whose times can't be read.
    func unavailabilities(from: Instant, to: Instant) -> [Unavailability] {
        var taken: Set<Int> = []
        return rows.compactMap { wire in
            guard let key = wire.key else { return codec.keyless(wire, from: from, to: to) }
            if series.contains(key) {
                guard taken.insert(key).inserted else { return nil }
                return ofSeries(wire)
            }
            // A task of ours is put right by the next write; dropped, it would be made again.
            if codec.kind(of: wire) == .other, codec.isOurs(wire) == false { return nil }
            if let event = codec.unavailability(wire) { return event }
            if wire.isRecurring { return nil }
            // A planner's event may look odd and be none of our business; one of ours that is left out would be made again. Whether one
            // whose remark can't be read is ours, the ledger alone knows.
            if let remark = codec.remark(of: wire), EventReference.all(in: remark).isEmpty { return nil }
            return codec.unreadable(wire, from: from, to: to)
        }
    }

    /// The planners', whatever it carries.
    private func ofSeries(_ wire: EventWire) -> Unavailability? {
        guard codec.kind(of: wire) != .other, var event = codec.unavailability(wire) else { return nil }
        event.remark = ""
        return event
    }
}
