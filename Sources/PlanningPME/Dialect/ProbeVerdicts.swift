import Foundation
import JSONText
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

/// What became of a remark that was sent.
enum RemarkVerdict: Equatable {
    case found(PlanningDialect.Remark)
    /// It is another text, and not a shorter one.
    case unforeseen

    /// - Parameter found: nil when none came back.
    init(sent: String, found: String?) {
        guard let found, !found.isEmpty else {
            self = .found(.cut)
            return
        }
        let decoded = HTMLEntities.decode(found)
        if found == sent {
            self = .found(.kept)
        } else if decoded == sent {
            self = .found(.escaped)
        } else if Self.lines(found) == Self.lines(sent) {
            self = .found(.trimmed)
        } else if Self.lines(decoded) == Self.lines(sent) {
            self = .found(.escaped)
        } else if Self.text(sent).hasPrefix(Self.text(decoded)) {
            self = .found(.cut)
        } else {
            self = .unforeseen
        }
    }

    /// Without blanks at the ends of lines, and empty lines at the ends.
    private static func lines(_ text: String) -> [String] {
        var lines = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
            .split(separator: "\n", omittingEmptySubsequences: false).map { line in
                String(line.reversed().drop(while: \.isWhitespace).reversed())
            }
        while lines.last?.isEmpty == true { lines.removeLast() }
        while lines.first?.isEmpty == true { lines.removeFirst() }
        return lines
    }

    private static func text(_ text: String) -> String { String(text.filter { !$0.isWhitespace }) }
}

/// The time zones of brands: how they are named, and which one moves times as they were seen to move.
enum BrandZone {
    /// How Windows names zones in which PlanningPME is used.
    private static let windows = [
        "romance standard time": "Europe/Paris", "w. europe standard time": "Europe/Berlin",
        "central europe standard time": "Europe/Budapest", "central european standard time": "Europe/Warsaw",
        "gmt standard time": "Europe/London", "greenwich standard time": "Atlantic/Reykjavik", "utc": "UTC",
        "e. europe standard time": "Europe/Chisinau", "gtb standard time": "Europe/Bucharest",
        "fle standard time": "Europe/Helsinki", "morocco standard time": "Africa/Casablanca",
        "eastern standard time": "America/New_York", "central standard time": "America/Chicago",
        "pacific standard time": "America/Los_Angeles", "sa western standard time": "America/Martinique",
        "sa eastern standard time": "America/Cayenne", "mauritius standard time": "Indian/Reunion",
        "e. africa standard time": "Indian/Mayotte", "central pacific standard time": "Pacific/Noumea",
        "hawaiian standard time": "Pacific/Tahiti", "saint pierre standard time": "America/Miquelon",
    ]

    /// Where customers are, likeliest first: of zones that move times alike the first is taken.
    private static let common = [
        "Europe/Paris", "Europe/London", "UTC", "Europe/Athens", "America/Martinique", "Indian/Reunion", "America/Cayenne",
        "Pacific/Noumea", "Pacific/Tahiti", "Indian/Mayotte", "America/Miquelon", "Africa/Casablanca", "Africa/Tunis",
        "Africa/Abidjan",
        "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Sao_Paulo", "Asia/Dubai",
        "Asia/Kolkata", "Asia/Singapore", "Asia/Tokyo", "Australia/Sydney", "Pacific/Auckland",
    ]

    /// What a configuration says of the brand's zone.
    struct Named: Equatable {
        /// The member that says it.
        let member: String
        /// nil when its text names no zone that is known.
        let identifier: String?
    }

    /// The zone that a configuration names; nil when it names none.
    static func named(in configuration: JSONValue) -> Named? { named(in: configuration, depth: 0) }

    private static func named(in value: JSONValue, depth: Int) -> Named? {
        guard depth < 3, let members = value.members?.members else { return nil }
        for member in members where member.name.lowercased().contains("zone") {
            if let text = member.value.string { return Named(member: member.name, identifier: identifier(text)) }
            for inner in member.value.members?.members ?? [] {
                if let identifier = inner.value.string.flatMap(identifier) {
                    return Named(member: member.name, identifier: identifier)
                }
            }
        }
        return members.lazy.filter { $0.name.lowercased() != "enums" }.compactMap { named(in: $0.value, depth: depth + 1) }.first
    }

    private static func identifier(_ text: String) -> String? {
        if let known = windows[text.lowercased()] { return known }
        // Abbreviations such as CET mean too much.
        guard text.contains("/"), text.utf8.count < 64, TimeZone(identifier: text) != nil else { return nil }
        return text
    }

    /// An offset from UTC that a moment was seen to have, in seconds.
    struct Offset: Hashable {
        let at: Instant
        let seconds: Int
    }

    /// The first zone that has all of these offsets.
    /// - Parameter likely: tried first.
    static func fitting(_ offsets: [Offset], likely: [String]) -> String? {
        (likely + common).first { identifier in
            guard let zone = TimeZone(identifier: identifier) else { return false }
            return offsets.allSatisfy { zone.secondsFromGMT(for: $0.at.date) == $0.seconds }
        }
    }
}
