import JSONText
import SyncCore

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
