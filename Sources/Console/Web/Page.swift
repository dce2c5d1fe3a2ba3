import Foundation
import Mustache
import Operations
import SyncCore
import SyncEngine
import Words

/// The parts of the console, as its navigation lists them.
enum Place: String, CaseIterable {
    case today
    case tenants
    case fleet
    case audit

    var link: Link { self == .today ? Link([]) : Link([rawValue]) }

    var name: Phrase {
        switch self {
        case .today: Phrase("Today", fr: "Aujourd’hui")
        case .tenants: Phrase("Tenants", fr: "Clients")
        case .fleet: Phrase("Fleet", fr: "Flotte")
        case .audit: Phrase("Audit log", fr: "Journal d’audit")
        }
    }
}

/// What a page shows, in one language.
struct Page {
    var title: String
    var status = 200
    var place: Place?
    var blocks: [Block] = []
    /// Of all times on it, and named at its end: a tenant's own where the page is about one tenant, else the one that all tenants
    /// share, or UTC. nil on a page without times.
    var zone: TimeZone?
    /// By the database's clock.
    var readAt: Instant?
    /// Its content is renewed every 30 s while no one uses it.
    var refreshes = false
    /// What an action did.
    var notice: String?
}

/// One request of a person, or of a browser whose person is not known.
struct Visit: Sendable {
    let request: ConsoleRequest
    let language: Language
    let actor: ConsoleActor?
    let ports: ConsolePorts

    func say(_ phrase: Phrase) -> String { phrase[language] }

    func perform<Work: ServiceOperation>(_ operation: Work) async throws -> Work.Report {
        try await ports.perform(operation, as: actor, because: reason)
    }

    /// Why something is done, as typed into a form; nil if nothing was.
    private var reason: String? {
        guard request.method == "POST", let typed = request.form["reason"]?[...].trimmed, !typed.isEmpty else { return nil }
        return typed
    }

    /// As `--reason` has to be: one plain line.
    var hasSoundReason: Bool {
        guard let reason else { return true }
        return reason.count <= AuditContext.longestReason && reason.unicodeScalars.allSatisfy(\.isHarmless)
    }

    var formKey: String { actor?.session.formKey ?? "" }

    /// Why a button may not be pressed; nil if it may.
    func refusal(_ right: Right) -> Phrase? {
        if let actor, actor.session.person.has(right) { return nil }
        // A login that a shell would read otherwise is not written into a command.
        let login =
            actor.map(\.session.person.login).flatMap { $0.wholeMatch(of: /[A-Za-z0-9_.@-]+/) == nil ? nil : $0 } ?? "LOGIN"
        let command = "passerelle operator add \(login) --role \(right.rawValue)"
        return Phrase(
            "You lack the role \(right.rawValue). An admin grants it: \(command)",
            fr: "Il vous manque le rôle \(right.rawValue). Un admin peut le donner : \(command)")
    }

    func moment(_ instant: Instant?, _ zone: TimeZone) -> String {
        instant.map { ConsoleTime.text($0, in: zone, language) } ?? "–"
    }
}

/// Turns pages into HTML.
struct PageRenderer: Sendable {
    private let library: MustacheLibrary

    init() throws { library = try Templates.library() }

    func html(_ page: Page, _ visit: Visit) -> ConsoleAnswer {
        let language = visit.language
        func say(_ english: String, fr french: String) -> String { Phrase(english, fr: french)[language] }
        let other: Language = language == .english ? .french : .english
        let person = visit.actor?.session.person
        var asOf: Any = false
        if let zone = page.zone {
            let name = zone.shownName
            let times = Phrase("Times are in the time zone \(name).", fr: "Fuseau horaire : \(name).")
            let time = page.readAt.map { ConsoleTime.clock($0, in: zone) }
            let moment = time.map { Phrase("As of \($0).", fr: "À \($0).") } ?? Phrase.none
            asOf = (moment + times)[language]
        }
        let model: [String: Any] = [
            "lang": language.rawValue, "title": page.title, "skip": say("Skip to content", fr: "Aller au contenu"),
            "navigation": say("Pages", fr: "Pages"), "signedIn": person != nil, "login": person?.login ?? "",
            "role": person.map { $0.standing.name[language] } ?? "", "key": visit.formKey,
            "places": Place.allCases.map {
                ["to": $0.link.description, "name": $0.name[language], "isHere": $0 == page.place] as [String: Any]
            },
            "searchLabel": say("Tenant or run number", fr: "Client ou n° d’exécution"),
            "searchButton": say("Go", fr: "Aller"), "signOut": say("Sign out", fr: "Se déconnecter"),
            "back": visit.request.method == "GET" ? visit.request.here : "/", "otherCode": other.rawValue,
            "otherName": other == .french ? "Français" : "English",
            "notice": page.notice.map { $0 as Any } ?? false, "refreshes": page.refreshes, "asOf": asOf,
            "blocks": page.blocks.map { $0.model.merging(["kind": $0.kind]) { _, kind in kind } },
        ]
        return .html(page.status, library.render(model, withTemplate: "layout") ?? "")
    }
}

/// Times as pages show them.
enum ConsoleTime {
    /// `2026-12-24 08:30`, in French `24/12/2026 08:30`.
    static func text(_ instant: Instant, in zone: TimeZone, _ language: Language) -> String {
        "\(day(instant.day(in: zone), language)) \(clock(instant, in: zone).prefix(5))"
    }

    static func day(_ day: CalendarDay, _ language: Language) -> String {
        let parts = day.description.split(separator: "-")
        guard language == .french, parts.count == 3 else { return day.description }
        return "\(parts[2])/\(parts[1])/\(parts[0])"
    }

    /// `08:30:05`.
    static func clock(_ instant: Instant, in zone: TimeZone) -> String {
        let date = Date(timeIntervalSince1970: Double(instant.millisecondsSince1970) / 1000)
        let local = instant.millisecondsSince1970 / 1000 + zone.secondsFromGMT(for: date)
        let second = ((local % 86_400) + 86_400) % 86_400
        return [second / 3600, second / 60 % 60, second % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
    }

    /// `2 min`, `3 h`, `5 days`.
    static func span(seconds: Int, _ language: Language) -> String {
        switch max(0, seconds) {
        case ..<120: "\(max(0, seconds)) s"
        case ..<7200: "\(seconds / 60) min"
        case ..<172_800: "\(seconds / 3600) h"
        default: Phrase.counted(seconds / 86_400, "day", "days", fr: "jour", "jours")[language]
        }
    }
}
