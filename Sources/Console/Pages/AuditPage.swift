import Foundation
import Operations
import SyncCore
import SyncEngine
import Words

/// Who did what, newest first. Looking is recorded too.
enum AuditPage {
    private static let limit = 60

    static func make(_ visit: Visit) async throws -> Page {
        let fields = visit.request.query
        let tenant = fields["tenant"].flatMap { try? TenantSlug($0) }
        let actor = fields["actor"].map { String($0.prefix(100)) }
        let typed = fields["until"].map { String($0.prefix(20)) }
        let until = typed.flatMap { CalendarDay($0) }
        let before = fields["before"].flatMap { Routes.number($0) }
        let zone = try await visit.perform(ShowSharedZone(of: tenant))
        let entries = try await visit.perform(
            ListAudit(of: tenant, by: actor, until: until.map { .day($0) }, before: before, limit: limit, in: zone))
        var page = Page(title: visit.say(Place.audit.name), place: .audit)
        page.zone = zone
        let columns = [
            Phrase("no.", fr: "n°"), Phrase("when", fr: "quand"), Phrase("who", fr: "qui"), Phrase("operation", fr: "opération"),
            Phrase("kind", fr: "nature"), Phrase("about", fr: "sujet"), Phrase("changes", fr: "modifications"),
        ]
        page.blocks = [
            .filters(
                FilterForm(
                    action: Link(["audit"]), button: visit.say(Heads.filter),
                    fields: [
                        .init(name: "tenant", label: visit.say(Heads.tenant), value: tenant?.value ?? ""),
                        .init(name: "actor", label: visit.say(Phrase("who", fr: "qui")), value: actor ?? ""),
                        .init(
                            name: "until", label: visit.say(Phrase("until (2026-12-31)", fr: "jusqu’au (2026-12-31)")),
                            value: typed ?? ""),
                    ]))
        ]
        if typed != nil, until == nil {
            page.blocks.append(
                .text(
                    visit.say(
                        Phrase(
                            "That is no day: write it as 2026-12-31. All entries are shown.",
                            fr: "Ce n’est pas un jour : écrivez-le 2026-12-31. Toutes les entrées sont montrées.")),
                    tone: .doubtful))
        }
        page.blocks += [
            .table(
                visit.say(Place.audit.name), columns.map(visit.say), entries.map { row($0, zone, visit) },
                empty: visit.say(Heads.nothing))
        ]
        if entries.count == limit, let last = entries.last {
            page.blocks.append(
                .link(
                    visit.say(Heads.older),
                    Link(
                        ["audit"],
                        [
                            ("tenant", tenant?.value), ("actor", actor), ("until", until?.description),
                            ("before", "\(last.number)"),
                        ]), isNext: true))
        }
        page.blocks.append(
            .command(
                "passerelle audit verify",
                Phrase("To check the chain of all entries:", fr: "Pour vérifier la chaîne de toutes les entrées :"),
                visit.language))
        return page
    }

    private static func row(_ entry: AuditEntry, _ zone: TimeZone, _ visit: Visit) -> [Cell] {
        return [
            .number(entry.number), Cell(visit.moment(entry.at, zone)), Cell(visit.say(entry.actor)),
            Cell(entry.operation ?? "sql", detail: entry.release),
            Cell(visit.say(entry.kind.name), tone: entry.kind == .refusal ? .doubtful : nil, detail: entry.code),
            Cell(visit.say(entry.about), entry.run.map { Link(["runs", "\($0)"]) }),
            Cell(AuditChanges.text(entry, in: zone, visit), detail: entry.reason),
        ]
    }
}

/// What an entry says changed: the first fields.
enum AuditChanges {
    private static let mostFields = 6
    private static let longest = 200

    static func text(_ entry: AuditEntry, in zone: TimeZone, _ visit: Visit) -> String {
        let words = entry.changeWords { visit.moment($0, zone) }.map(visit.say)
        let shown = words.prefix(mostFields).map { $0.count > longest ? $0.prefix(longest) + "…" : $0 }
        let mark = visit.say(Phrase("; ", fr: " ; "))
        let rest = words.count > shown.count ? mark + "… \(words.count - shown.count)" : ""
        return shown.joined(separator: mark) + rest
    }
}
