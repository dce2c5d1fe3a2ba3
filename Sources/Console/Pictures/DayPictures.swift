import Operations
import SyncCore
import Words

/// Days of a tenant.
enum DayPictures {
    /// How old a tenant's data was, day by day: the worse, the taller, so that no one needs the hue. Days in a row that are alike are
    /// one line with gaps: a page has a hundred of these.
    static func squares(_ days: [ConsoleDay], label: String, _ language: Language) -> String {
        let tones = days.enumerated().map { tone($0.element, isLast: $0.offset == days.count - 1) }
        return Markup.picture(
            label + ": " + summary(days, tones)[language], width: max(1, days.count * 10), height: 12
        ) { svg in
            svg.element("g", [("stroke", "currentColor"), ("stroke-dasharray", "8 2"), ("fill", "none")]) { group in
                for tone in [Tone.good, .doubtful, .bad, .idle] {
                    let path = lines(of: tone, tones)
                    guard !path.isEmpty else { continue }
                    group.element("path", [("class", tone.rawValue), ("stroke-width", "\(height(tone))"), ("d", path)])
                }
            }
        }
    }

    private static func lines(of tone: Tone, _ tones: [Tone]) -> String {
        var path = ""
        var begin: Int?
        for index in 0...tones.count {
            let isOne = index < tones.count && tones[index] == tone
            if isOne, begin == nil { begin = index }
            if !isOne, let first = begin {
                path += "M\(first * 10) 6h\((index - first) * 10 - 2)"
                begin = nil
            }
        }
        return path
    }

    private static func height(_ tone: Tone) -> Int {
        switch tone {
        case .bad: 12
        case .doubtful: 8
        case .good, .live: 4
        case .idle: 1
        }
    }

    /// - Parameter isLast: today, whose run may be to come.
    static func tone(_ day: ConsoleDay, isLast: Bool) -> Tone {
        if day.age == 0 { return day.state == .succeeded || day.state == .cancelled ? .good : .doubtful }
        if day.state == .failed { return .bad }
        return isLast || day.age == nil ? .idle : .bad
    }

    private static func summary(_ days: [ConsoleDay], _ tones: [Tone]) -> Phrase {
        func count(_ tone: Tone) -> Int { tones.count { $0 == tone } }
        let read = days.last.flatMap(\.age)
        let age =
            read.map { Phrase("data \($0) d old", fr: "données de \($0) j") } ?? Phrase("never read", fr: "jamais lu")
        return Phrase(
            "\(days.count) days: \(count(.good)) in order, \(count(.doubtful)) with problems, \(count(.bad)) without data; \(age.english)",
            fr:
                "\(days.count) jours : \(count(.good)) en ordre, \(count(.doubtful)) avec problèmes, \(count(.bad)) sans données ; \(age.french)"
        )
    }

    /// A table, one row for each day of the week and one column for each week; each day with a run leads to it.
    static func months(_ days: [ConsoleDay], label: String, _ language: Language) -> String {
        guard let first = days.first?.day else { return "" }
        let byDay = Dictionary(days.map { ($0.day, $0) }) { first, _ in first }
        let monday = first.adding(days: -(weekday(first)))
        let weeks = ((days.last?.day.ordinal ?? first.ordinal) - monday.ordinal) / 7 + 1
        var markup = Markup()
        markup.element("table", [("class", "days")]) { table in
            table.element("caption") { $0.write(label) }
            table.element("thead") { head in
                head.element("tr") { row in
                    row.element("td")
                    for (month, count) in monthSpans(monday, weeks: weeks) {
                        row.element("th", [("scope", "colgroup"), ("colspan", "\(count)")]) { $0.write(month) }
                    }
                }
            }
            table.element("tbody") { body in
                for index in 0..<7 {
                    body.element("tr") { row in
                        row.element("th", [("scope", "row")]) { $0.write(weekdays[index][language]) }
                        for week in 0..<weeks {
                            row.element("td") { cell in
                                guard let day = byDay[monday.adding(days: week * 7 + index)] else { return }
                                Self.day(day, language, &cell)
                            }
                        }
                    }
                }
            }
        }
        return markup.text
    }

    private static func day(_ day: ConsoleDay, _ language: Language, _ cell: inout Markup) {
        let date = ConsoleTime.day(day.day, language)
        guard let state = day.state, let run = day.run else {
            let words = Phrase("\(date): no run", fr: "\(date) : aucune exécution")
            cell.element("span", [("class", "idle"), ("role", "img"), ("aria-label", words[language])]) { $0.write("·") }
            return
        }
        let tone = ConsoleWords.tone(state)
        let problems = Phrase.counted(day.problems, "problem", "problems", fr: "problème", "problèmes")
        let runs = Phrase.counted(day.runs, "run", "runs", fr: "exécution", "exécutions")
        let words =
            [date + ": " + state.name[language]] + (day.problems > 0 ? [problems[language]] : [])
            + (day.runs > 1 ? [runs[language]] : [])
        cell.element(
            "a",
            [
                ("href", Link(["runs", "\(run)"]).description), ("class", tone.rawValue),
                ("aria-label", words.joined(separator: ", ")),
            ]
        ) { $0.write(tone.glyph) }
    }

    private static func weekday(_ day: CalendarDay) -> Int { Weekday.allCases.firstIndex(of: day.weekday) ?? 0 }

    private static let weekdays = [
        Phrase("Mon", fr: "lun"), Phrase("Tue", fr: "mar"), Phrase("Wed", fr: "mer"), Phrase("Thu", fr: "jeu"),
        Phrase("Fri", fr: "ven"), Phrase("Sat", fr: "sam"), Phrase("Sun", fr: "dim"),
    ]

    /// The month of each week's first day, such as `2026-11`, and how many weeks it has.
    private static func monthSpans(_ monday: CalendarDay, weeks: Int) -> [(String, Int)] {
        var spans: [(String, Int)] = []
        for week in 0..<weeks {
            let month = String(monday.adding(days: week * 7).description.prefix(7))
            if spans.last?.0 == month { spans[spans.count - 1].1 += 1 } else { spans.append((month, 1)) }
        }
        return spans
    }
}
