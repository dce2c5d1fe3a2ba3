import Foundation
import SyncCore

/// What became of one time that was sent.
enum TimeVerdict: Equatable {
    case right
    /// Times go in this form. The offset is the brand's from UTC then, in seconds; nil where nothing shows it.
    case otherwise(PlanningDialect.Time, offset: Int?)
    /// Not moved as zones move times, or no time at all.
    case elsewhere

    /// - Parameters:
    ///   - sent: the text that was sent, in this form and zone.
    ///   - found: the text that came back.
    init(sent: String, as form: PlanningDialect.Time, in zone: TimeZone, found: String?) {
        guard let sent = PlanningDateTime.digits(sent), let found = found.flatMap(PlanningDateTime.digits) else {
            self = .elsewhere
            return
        }
        switch form {
        case .local: self = Self.local(sent.seconds, zone, found)
        case .utc: self = Self.utc(sent.seconds, zone, found)
        }
        if case .otherwise(_, let offset?) = self, abs(offset) > 14 * 3600 || offset % 900 != 0 { self = .elsewhere }
    }

    private static func local(_ sent: Int, _ zone: TimeZone, _ found: PlanningDateTime.Digits) -> TimeVerdict {
        guard let foundOffset = found.offset else {
            // The same digits back: whatever zone the brand has. Others: it took them as UTC, and shows its own.
            return found.seconds == sent ? .right : .otherwise(.utc, offset: found.seconds - sent)
        }
        let offset = sent - (found.seconds - foundOffset)
        if offset == own(zone, ofLocal: sent) { return .right }
        return offset == 0 ? .otherwise(.utc, offset: nil) : .otherwise(.local, offset: offset)
    }

    private static func utc(_ sent: Int, _ zone: TimeZone, _ found: PlanningDateTime.Digits) -> TimeVerdict {
        if let foundOffset = found.offset {
            // Converted, or its Z was dropped and the digits taken as the brand's own.
            let moved = sent - (found.seconds - foundOffset)
            return moved == 0 ? .right : .otherwise(.local, offset: moved)
        }
        let offset = found.seconds - sent
        if offset == zone.secondsFromGMT(for: Instant(secondsSince1970: sent).date) { return .right }
        return offset == 0 ? .otherwise(.local, offset: nil) : .otherwise(.utc, offset: offset)
    }

    private static func own(_ zone: TimeZone, ofLocal local: Int) -> Int {
        zone.secondsFromGMT(for: PlanningDateTime.instant(ofLocal: local, in: zone).date)
    }
}
