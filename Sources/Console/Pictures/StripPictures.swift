import Foundation
import Operations
import SyncCore
import Words

/// Events of an employee on a line of time.
enum StripPictures {
    /// The days of a strip: the first one, and the one after the last.
    struct Range {
        let from: CalendarDay
        let to: CalendarDay
        let zone: TimeZone

        fileprivate var scale: TimeScale {
            let calendar = TenantCalendar(zone: zone)
            return TimeScale(
                from: calendar.startOfDay(from).millisecondsSince1970, to: calendar.startOfDay(to).millisecondsSince1970,
                width: width)
        }

        /// The first days of months within, after the first day.
        fileprivate var months: [CalendarDay] {
            var months: [CalendarDay] = []
            // A range of centuries comes from a wrong clock.
            var day = from.adding(days: 1 - from.day).adding(months: 1)
            while day < to, months.count < 36 {
                months.append(day)
                day = day.adding(months: 1)
            }
            return months
        }
    }

    private static let width = 600
    private static let margin = 52
    private static let rowHeight = 16
    private static let axisHeight = 14

    /// One line with every event.
    static func strip(_ events: [StripEvent], _ range: Range, label: String, _ language: Language) -> String {
        picture([(Phrase.none, events)], range, label: label, language)
    }

    /// Two lines: the events before, with those that would go crossed out, and those that would stay.
    static func beforeAndAfter(_ events: [StripEvent], _ range: Range, label: String, _ language: Language) -> String {
        let before = Phrase("before", fr: "avant")
        let after = Phrase("after", fr: "après")
        return picture([(before, events), (after, events.filter { !$0.isWithheld })], range, label: label, language)
    }

    private static func picture(
        _ rows: [(name: Phrase, events: [StripEvent])], _ range: Range, label: String, _ language: Language
    ) -> String {
        let left = rows.contains { !$0.name.isEmpty } ? margin : 0
        let height = rows.count * rowHeight + axisHeight
        return Markup.picture(label, width: left + width, height: height) { svg in
            for (index, row) in rows.enumerated() {
                let top = index * rowHeight
                if !row.name.isEmpty {
                    svg.element(
                        "text",
                        [("class", "idle"), ("fill", "currentColor"), ("font-size", "11"), ("x", "0"), ("y", "\(top + 11)")]
                    ) {
                        $0.write(row.name[language])
                    }
                }
                svg.element("g", [("transform", "translate(\(left) \(top))"), ("fill", "currentColor")]) { group in
                    group.element(
                        "path", [("class", "idle"), ("stroke", "currentColor"), ("stroke-width", "1"), ("d", "M0 14.5h\(width)")])
                    bars(row.events, range.scale, &group)
                }
            }
            axis(range, left: left, top: rows.count * rowHeight, &svg)
        }
    }

    /// One path for all that stay and one for all that go: an employee may have hundreds.
    private static func bars(_ events: [StripEvent], _ scale: TimeScale, _ group: inout Markup) {
        var (stays, goes, crosses) = ("", "", "")
        for event in events {
            let (from, to) = (event.from.millisecondsSince1970, event.to.millisecondsSince1970)
            guard to > scale.from, from < scale.to else { continue }
            let (place, length) = (scale.place(from), scale.length(from, to))
            let bar = "M\(place) 3h\(length)v9h-\(length)z"
            if event.isWithheld {
                goes += bar
                crosses += "M\(place) 12l\(length) -9"
            } else {
                stays += bar
            }
        }
        if !stays.isEmpty { group.element("path", [("class", "live"), ("d", stays)]) }
        guard !goes.isEmpty else { return }
        group.element(
            "path",
            [
                ("class", "bad"), ("fill", "none"), ("stroke", "currentColor"), ("stroke-width", "1.5"), ("d", goes + crosses),
            ])
    }

    private static func axis(_ range: Range, left: Int, top: Int, _ svg: inout Markup) {
        let (scale, calendar) = (range.scale, TenantCalendar(zone: range.zone))
        svg.element(
            "g",
            [("class", "idle"), ("transform", "translate(\(left) \(top))"), ("fill", "currentColor"), ("font-size", "9")]
        ) { group in
            // Twelve names have room.
            let months = range.months
            let each = max(1, (months.count + 11) / 12)
            for (index, month) in months.enumerated() where index % each == 0 {
                let place = scale.place(calendar.startOfDay(month).millisecondsSince1970)
                group.element("path", [("stroke", "currentColor"), ("d", "M\(place) -2v5")])
                group.element("text", [("x", place), ("y", "12")]) { $0.write(String(month.description.prefix(7))) }
            }
        }
    }
}
