import ArgumentParser
import Operations
import Words

/// Which part of a history is shown.
struct HistoryOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Continue after this change, the last one of the page before.", valueName: "number"))
    var before: String?
    @Option(help: ArgumentHelp("How many changes at most, up to 200 (default: 20).", valueName: "n"))
    var limit: String?

    func page(_ intake: inout Intake) -> HistoryPage {
        let before = before.flatMap { intake.number("--before", $0, in: 1...Int.max, example: 1042) }
        let limit = limit.flatMap { intake.number("--limit", $0, in: HistoryPage.limits, example: 20) }
        return HistoryPage(before: before, limit: limit ?? 20)
    }
}
