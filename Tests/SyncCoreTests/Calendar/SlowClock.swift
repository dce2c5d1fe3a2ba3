import Foundation
import SyncCore

/// Local time, found by checking every minute in turn.
enum SlowClock {
    /// The first moment at which the clocks of the zone have reached that local time.
    static func moment(_ day: CalendarDay, minute: Int, _ zone: TimeZone) -> Instant {
        let wanted = day.ordinal * 86_400 + minute * 60
        var moment = wanted - 15 * 3600
        while moment + zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(moment))) < wanted { moment += 60 }
        return Instant(secondsSince1970: moment)
    }
}
