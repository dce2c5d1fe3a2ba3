import Foundation
import JSONText
import SyncCore

/// The result for one sent time.
enum TimeVerdict: Equatable {
    case right
    /// Times have this form. The offset is the brand's from UTC then, in seconds; nil if unknown.
    case otherwise(PlanningDialect.Time, offset: Int?)
    /// Not shifted as zones shift times, or no time at all.
    case elsewhere

    /// - Parameters:
    ///   - sent: the sent text, in this form and zone.
    ///   - found: the returned text.
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
            // The same digits: right, whatever the brand's zone. Others: it treated them as UTC, and shows its own zone.
            return found.seconds == sent ? .right : .otherwise(.utc, offset: found.seconds - sent)
        }
        let offset = sent - (found.seconds - foundOffset)
        if offset == own(zone, ofLocal: sent) { return .right }
        return offset == 0 ? .otherwise(.utc, offset: nil) : .otherwise(.local, offset: offset)
    }

    private static func utc(_ sent: Int, _ zone: TimeZone, _ found: PlanningDateTime.Digits) -> TimeVerdict {
        if let foundOffset = found.offset {
            // Converted, or its Z was dropped and the digits treated as the brand's own.
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

/// The result for a sent remark.
enum RemarkVerdict: Equatable {
    case found(PlanningDialect.Remark)
    /// Another text, and not a shorter one.
    case unforeseen

    /// - Parameter found: nil if none came back.
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

/// The time zones of brands: their names, and which one explains observed shifts.
enum BrandZone {
    /// Windows names of zones in which PlanningPME is used.
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

    /// Where customers are, likeliest first: the first of several zones with equal offsets is chosen.
    private static let common = [
        "Europe/Paris", "Europe/London", "UTC", "Europe/Athens", "America/Martinique", "Indian/Reunion", "America/Cayenne",
        "Pacific/Noumea", "Pacific/Tahiti", "Indian/Mayotte", "America/Miquelon", "Africa/Casablanca", "Africa/Tunis",
        "Africa/Abidjan",
        "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Sao_Paulo", "Asia/Dubai",
        "Asia/Kolkata", "Asia/Singapore", "Asia/Tokyo", "Australia/Sydney", "Pacific/Auckland",
    ]

    /// The brand's zone according to a configuration.
    struct Named: Equatable {
        /// The member's name.
        let member: String
        /// nil if its text is no known zone.
        let identifier: String?
    }

    /// The zone in a configuration; nil if it has none.
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
        // Abbreviations such as CET are ambiguous.
        guard text.contains("/"), text.utf8.count < 64, TimeZone(identifier: text) != nil else { return nil }
        return text
    }

    /// An observed offset from UTC at an instant, in seconds.
    struct Offset: Hashable {
        let at: Instant
        let seconds: Int
    }

    /// The first zone with all of these offsets.
    /// - Parameter likely: tried first.
    static func fitting(_ offsets: [Offset], likely: [String]) -> String? {
        (likely + common).first { identifier in
            guard let zone = TimeZone(identifier: identifier) else { return false }
            return offsets.allSatisfy { zone.secondsFromGMT(for: $0.at.date) == $0.seconds }
        }
    }
}
