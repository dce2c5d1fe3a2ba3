import Operations
import SyncEngine
import Words

extension RunListDocument {
    /// Which part of a list a page is.
    enum Page {
        case first
        case next
        case last
    }

    /// `20 of 477.`, then `20 more of 477.`, at last `The last 17 of 477.`
    /// - Parameter total: nil if there are more than are counted.
    static func shown(_ count: Int, of total: Int?, _ page: Page) -> Phrase {
        let most = ListRuns.mostCounted
        let (english, french) = ("\(count)", Typography.french(count))
        let all =
            total.map { Phrase("\($0)", fr: Typography.french($0)) }
            ?? Phrase("more than \(grouped(most))", fr: "plus de \(Typography.french(most))")
        return switch page {
        case .first: Phrase("\(english) of \(all.english).", fr: "\(french) sur \(all.french).")
        case .next: Phrase("\(english) more of \(all.english).", fr: "\(french) de plus sur \(all.french).")
        case .last where count == 1:
            Phrase("The last one of \(all.english).", fr: "La dernière sur \(all.french).")
        case .last: Phrase("The last \(english) of \(all.english).", fr: "Les \(french) dernières sur \(all.french).")
        }
    }
}

extension RunReview {
    /// nil while it is open.
    var over: ProblemWords.Review? {
        switch self {
        case .open: nil
        case .approved(let run, only: let only): .approved(by: run, only: only)
        case .rejected: .rejected
        case .superseded(let run): .superseded(by: run)
        }
    }
}
