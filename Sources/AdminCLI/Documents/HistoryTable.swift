import Foundation
import Operations
import SyncCore
import SyncEngine
import Words

/// What runs did to one employee's events, the last change first.
enum HistoryTable {
    static func sections(_ history: EventHistory, in zone: TimeZone) -> [Document.Section] {
        guard !history.changes.isEmpty else { return [] }
        return [.title(Phrase("History", fr: "Historique")), .table(table(history.changes, in: zone))]
    }

    private static func table(_ changes: [RecordedChange], in zone: TimeZone) -> Table {
        Table(
            [
                .init(Phrase("when", fr: "quand")), .init(Phrase("run", fr: "exécution"), .right),
                .init(Phrase("what", fr: "quoi"), wraps: true), .init(Phrase("event", fr: "événement"), wraps: true),
                .init("cause", wraps: true),
            ],
            changes.map { recorded in
                let change = recorded.change
                let (start, end) = (LocalTime.text(change.start, in: zone), LocalTime.endText(change.end, in: zone))
                return [
                    Cell(LocalTime.text(recorded.at, in: zone), .faint), Cell(recorded.run.description),
                    Cell(what(change), change.tone),
                    Cell(Phrase("\(start) to \(end)", fr: "du \(start) au \(end)")), Cell(change.cause.words),
                ]
            })
    }

    /// `delete, withheld`; what was done is not said to be so.
    private static func what(_ change: RunChange) -> Phrase {
        guard change.outcome != .done else { return change.action.name }
        let (action, outcome) = (change.action.name, change.outcome.name)
        return Phrase("\(action.english), \(outcome.english)", fr: "\(action.french), \(outcome.french)")
    }

    /// How to continue, if older changes are kept.
    static func sayOlder(_ history: EventHistory, _ context: CommandContext) {
        guard let number = history.continuesBefore else { return }
        context.say(
            Phrase("Older changes are kept.", fr: "Des modifications plus anciennes sont conservées."),
            next: Phrase("To see them, add --before \(number)", fr: "Pour les voir, ajoutez --before \(number)"))
    }
}

extension RunChange {
    fileprivate var tone: Cell.Tone { outcome == .done ? .plain : .doubtful }
}
