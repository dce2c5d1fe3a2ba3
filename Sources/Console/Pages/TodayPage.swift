import Operations
import SyncCore
import SyncEngine
import Words

/// What needs a person, grouped by what is to be done; the night.
enum TodayPage {
    private static let mostItems = 60
    /// More runs are counted, and not drawn.
    private static let mostDrawn = 1200

    static func make(_ visit: Visit) async throws -> Page {
        let report = try await visit.perform(ShowToday())
        var page = Page(title: visit.say(Place.today.name), place: .today)
        (page.readAt, page.zone) = (report.readAt, report.zone)
        page.refreshes = true
        page.blocks = [.text(standing(report, visit), tone: report.groups.isEmpty && report.reviews.isEmpty ? .good : nil)]
        if !report.reviews.isEmpty { page.blocks += reviews(report, visit) }
        // The first groups have room for their tenants; a page stays below 80 KB.
        var room = mostItems
        for group in report.groups {
            page.blocks += blocks(group, atMost: max(1, room), report, visit)
            room -= group.items.count
        }
        page.blocks += night(report, visit)
        return page
    }

    /// `97 of 97 tenants in order, last complete sync 05:12`.
    private static func standing(_ report: ShowToday.Report, _ visit: Visit) -> String {
        let tenants = Phrase.counted(
            report.activeTenants, "active tenant", "active tenants", fr: "client actif", "clients actifs")
        let known = report.knownProblems
        let text = Phrase(
            "\(report.inOrder) of \(tenants.english) in order" + (known > 0 ? ", \(known) of them with known problems" : ""),
            fr: "\(report.inOrder) sur \(tenants.french) en ordre"
                + (known > 0 ? ", dont \(known) avec des problèmes connus" : ""))
        guard let last = report.lastCompleteAt else { return visit.say(text) + "." }
        let time = visit.moment(last, report.zone)
        return visit.say(
            Phrase(
                "\(text.english). Last complete sync: \(time).",
                fr: "\(text.french). Dernière synchronisation complète : \(time)."))
    }

    private static func reviews(_ report: ShowToday.Report, _ visit: Visit) -> [Block] {
        let rows = report.reviews.map { review -> [Cell] in
            [
                Cell(review.tenant.value, Link(["tenants", review.tenant.value]), tone: .doubtful),
                Cell(visit.say(ConsoleWords.environment(review.environment))),
                Cell(visit.moment(review.since, report.zone), detail: new(review.isNew, visit)), .number(review.deletions),
                Cell(
                    visit.say(Phrase("Review run \(review.run)", fr: "Examiner l’exécution \(review.run)")),
                    Link(["runs", "\(review.run)", "review"])),
            ]
        }
        let title = visit.say(Phrase("Deletions to review", fr: "Suppressions à examiner"))
        var blocks: [Block] = [
            .heading("\(title) (\(report.reviewCount))"),
            .table(
                title,
                [Heads.tenant, Heads.environment, Heads.since, Phrase("deletions", fr: "suppressions"), Heads.next].map(
                    visit.say),
                rows, empty: ""),
        ]
        if report.reviewCount > report.reviews.count {
            blocks.append(
                .link(
                    visit.say(Phrase("All of them", fr: "Toutes")),
                    Link(["tenants"], [("health", ConsoleHealth.withheld.rawValue)])))
        }
        return blocks
    }

    private static func blocks(_ group: ShowToday.Group, atMost limit: Int, _ report: ShowToday.Report, _ visit: Visit) -> [Block]
    {
        let (message, remedy) = words(group)
        let tenants = Phrase.counted(group.tenants, "tenant", "tenants", fr: "client", "clients")
        let fresh = Phrase("\(group.newTenants) new", fr: "\(group.newTenants) nouveau\(group.newTenants > 1 ? "x" : "")")
        let count = group.newTenants > 0 ? "\(visit.say(tenants)), \(visit.say(fresh))" : visit.say(tenants)
        let shown = group.items.prefix(limit)
        let rows = shown.map { item -> [Cell] in
            [
                Cell(
                    item.tenant.value, Link(["tenants", item.tenant.value]), tone: ConsoleWords.tone(item.health)),
                Cell(visit.say(ConsoleWords.environment(item.environment))), Cell(visit.say(ConsoleWords.health(item.health))),
                Cell(visit.moment(item.since, report.zone), detail: new(item.isNew, visit)), .number(item.count),
                item.run.map { Cell(visit.say(Phrase("Run \($0)", fr: "Exécution \($0)")), Link(["runs", "\($0)"])) }
                    ?? Cell("–"),
            ]
        }
        let title = "\(visit.say(ConsoleWords.health(group.health).capitalized)) (\(count))"
        var blocks: [Block] = [.heading(title)]
        // They name the first tenant and its things: the others are alike.
        let example = group.tenants > 1 ? group.items.first.map { "\($0.tenant): " } : nil
        if let message { blocks.append(.text((example ?? "") + visit.say(message), detail: group.code.map { "[\($0)]" })) }
        blocks.append(.text("→ " + visit.say(remedy)))
        blocks.append(
            .table(
                title,
                [Heads.tenant, Heads.environment, Heads.state, Heads.since, Phrase("problems", fr: "problèmes"), Heads.run].map(
                    visit.say),
                rows, empty: ""))
        if group.tenants > Set(shown.map(\.tenant)).count {
            blocks.append(
                .link(
                    visit.say(Phrase("All tenants", fr: "Tous les clients")),
                    Link(["tenants"], [("health", group.health.rawValue)])))
        }
        return blocks
    }

    /// What happened, and what to do, by the first tenant of the group.
    private static func words(_ group: ShowToday.Group) -> (message: Phrase?, remedy: Phrase) {
        let general = ConsoleWords.remedy(group.health, of: group.items.first?.tenant)
        func or(_ remedy: Phrase) -> Phrase { remedy.isEmpty ? general : remedy }
        guard let item = group.items.first else { return (nil, general) }
        switch group.sample {
        case .failure(let failure):
            let words = FailureWords(tenant: item.tenant)
            return (words.message(failure), or(words.remedy(failure)))
        case .problem(let problem):
            let words = ProblemWords(tenant: item.tenant, run: item.run)
            return (words.message(problem), or(words.remedy(problem)))
        case nil: return (nil, general)
        }
    }

    private static func new(_ isNew: Bool, _ visit: Visit) -> String? {
        isNew ? visit.say(Phrase("new", fr: "nouveau")) : nil
    }

    private static func night(_ report: ShowToday.Report, _ visit: Visit) -> [Block] {
        let night = report.night
        let title = visit.say(Phrase("The night", fr: "La nuit"))
        let counts = RunState.allCases.map { state in (state, night.runs.count { $0.state == state }) }.filter { $0.1 > 0 }
        let cut =
            night.isCut
            ? visit.say(Phrase("Only the first runs are shown.", fr: "Seules les premières exécutions sont montrées.")) : nil
        return [
            .heading(title),
            .text(
                visit.say(
                    Phrase(
                        "From \(visit.moment(night.from, report.zone)) to \(visit.moment(night.to, report.zone)).",
                        fr: "De \(visit.moment(night.from, report.zone)) à \(visit.moment(night.to, report.zone))."))),
            .list(counts.map { Cell("\(visit.say($0.0.name)): \($0.1)", tone: ConsoleWords.tone($0.0)) }),
        ]
            + (night.runs.count <= mostDrawn
                ? [.picture(RunPictures.night(night, zone: report.zone, label: title, visit.language))] : [])
            + (cut.map { [.text($0)] } ?? [])
    }
}

/// Headings of tables.
enum Heads {
    static let tenant = Phrase("tenant", fr: "client")
    static let environment = Phrase("environment", fr: "environnement")
    static let state = Phrase("state", fr: "état")
    static let since = Phrase("since", fr: "depuis")
    static let run = Phrase("run", fr: "exécution")
    static let next = Phrase("next step", fr: "suite")
    static let nothing = Phrase("Nothing.", fr: "Rien.")
    static let filter = Phrase("Show", fr: "Afficher")
    static let any = Phrase("all", fr: "tous")
    static let older = Phrase("Older", fr: "Plus anciens")
}
