import Foundation
import Operations
import SyncCore
import SyncEngine
import Words

/// Where runs spent their time.
enum RunPictures {
    private static let width = 720

    /// One row for each segment, from the moment when the run was due. A wait is a thin line, work a bar.
    static func timeline(_ segments: [ShowRunPicture.Segment], label: String, _ language: Language) -> String {
        guard let first = segments.first, let last = segments.last else { return "" }
        let scale = TimeScale(
            from: first.from.millisecondsSince1970, to: last.to.millisecondsSince1970, width: width)
        let row = 18
        return Markup.picture(label, width: width, height: segments.count * row) { svg in
            svg.element("g", [("fill", "currentColor"), ("font-size", "11")]) { group in
                for (index, segment) in segments.enumerated() {
                    bar(segment, scale, top: index * row, language, &group)
                }
            }
        }
    }

    private static func bar(
        _ segment: ShowRunPicture.Segment, _ scale: TimeScale, top: Int, _ language: Language, _ group: inout Markup
    ) {
        let (from, to) = (segment.from.millisecondsSince1970, segment.to.millisecondsSince1970)
        let (tone, height): (Tone, Int) =
            switch segment.kind {
            case .queued: (.idle, 3)
            case .earlier: (.doubtful, 7)
            case .step: (.live, 12)
            case .other: (.idle, 1)
            }
        group.element(
            "rect",
            [
                ("class", tone.rawValue), ("x", scale.place(from)), ("y", "\(top + 8 - height / 2)"),
                ("width", scale.length(from, to)), ("height", "\(height)"),
            ])
        // On the side that has room.
        let isLate = (Double(to) - Double(scale.from)) * 2 > Double(scale.to) - Double(scale.from)
        let words = "\(ConsoleWords.segment(segment)[language]) · \(ConsoleTime.span(seconds: Int(segment.seconds), language))"
        group.element(
            "text",
            [
                ("x", scale.place(isLate ? from : to)), ("dx", isLate ? "-4" : "4"), ("y", "\(top + 12)"),
                ("text-anchor", isLate ? "end" : "start"),
            ]
        ) { $0.write(words) }
    }

    /// Every run of a night, in as few rows as ran at once. Runs of one tone are one path: a night may have thousands. What is not
    /// well is taller.
    static func night(_ night: ShowToday.Night, zone: TimeZone, label: String, _ language: Language) -> String {
        let scale = TimeScale(from: night.from.millisecondsSince1970, to: night.to.millisecondsSince1970, width: width)
        let rows = lanes(night.runs, until: night.to)
        let height = (rows.max() ?? 0) * rowHeight + rowHeight
        let counts = RunState.allCases.map { state in (state, night.runs.count { $0.state == state }) }.filter { $0.1 > 0 }
        let words = ([label] + counts.map { "\($0.1) \($0.0.name[language])" }).joined(separator: ", ")
        return Markup.picture(words, width: width, height: height + 14) { svg in
            svg.element("g", [("fill", "currentColor")]) { group in
                for tone in [Tone.good, .idle, .live, .doubtful, .bad] { paths(tone, night, rows, scale, &group) }
            }
            hours(night, zone, scale, top: height, &svg)
        }
    }

    private static let rowHeight = 8
    /// More at once are drawn over each other in the last row.
    private static let mostRows = 40

    /// Each run's row: the first one that is free when it begins.
    static func lanes(_ runs: [NightRun], until end: Instant) -> [Int] {
        var free: [Instant] = []
        return runs.map { run in
            let to = max(run.to ?? end, run.from)
            if let row = free.firstIndex(where: { $0 <= run.from }) {
                free[row] = to
                return row
            }
            guard free.count < mostRows else { return mostRows - 1 }
            free.append(to)
            return free.count - 1
        }
    }

    private static func box(_ run: NightRun, _ row: Int, _ scale: TimeScale, until end: Instant) -> (
        x: String, y: Int, width: String
    ) {
        let from = run.from.millisecondsSince1970
        let to = (run.to ?? end).millisecondsSince1970
        return (scale.place(from), row * rowHeight, scale.length(max(from, scale.from), min(max(to, from), scale.to)))
    }

    private static func paths(
        _ tone: Tone, _ night: ShowToday.Night, _ rows: [Int], _ scale: TimeScale, _ group: inout Markup
    ) {
        var path = ""
        let height = tone == .good || tone == .idle ? 3 : 6
        for (run, row) in zip(night.runs, rows) where ConsoleWords.tone(run.state) == tone {
            let box = box(run, row, scale, until: night.to)
            path += "M\(box.x) \(box.y + 1)h\(box.width)v\(height)h-\(box.width)z"
        }
        if !path.isEmpty { group.element("path", [("class", tone.rawValue), ("d", path)]) }
    }

    private static func hours(
        _ night: ShowToday.Night, _ zone: TimeZone, _ scale: TimeScale, top: Int, _ svg: inout Markup
    ) {
        svg.element(
            "g", [("class", "idle"), ("fill", "currentColor"), ("font-size", "9"), ("transform", "translate(0 \(top))")]
        ) { group in
            var moment = night.from
            var count = 0
            while moment < night.to, count < 24 {
                group.element("text", [("x", scale.place(moment.millisecondsSince1970)), ("y", "11")]) {
                    $0.write(String(ConsoleTime.clock(moment, in: zone).prefix(5)))
                }
                moment = moment.adding(seconds: 2 * 3600)
                count += 1
            }
        }
    }
}
