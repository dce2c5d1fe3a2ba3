import Foundation
import JSONText
import SyncCore

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
