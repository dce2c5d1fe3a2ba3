package import SyncCore

/// Says what answers announced about their endpoint, and what to do. It quotes nothing of an answer.
package struct APINoticeWords {
    private let tenant: TenantSlug

    package init(tenant: TenantSlug) {
        self.tenant = tenant
    }

    /// - Parameter kept: dates are days in UTC.
    package func detail(_ kept: KeptAPINotice) -> Phrase {
        let notice = kept.notice
        let endpoint = notice.endpoint.name
        let seen = Phrase(
            "First seen \(Self.day(kept.firstSeenAt)), last seen \(Self.day(kept.lastSeenAt)).",
            fr:
                "Vu pour la première fois le \(Self.day(kept.firstSeenAt)), pour la dernière fois le \(Self.day(kept.lastSeenAt))."
        )
        switch notice.code {
        case .sunset: return end(notice, at: kept.lastSeenAt) + seen
        case .headerUnreadable:
            return Phrase(
                "\(endpoint) announces its end in a form that this release can't read (\(notice.property)).",
                fr: "\(endpoint) annonce sa fin sous une forme que cette version ne sait pas lire (\(notice.property)).") + seen
        case .valueUnknown:
            return Phrase(
                "\(endpoint) returned values of \(notice.property) that this release does not know: \(notice.count) so far.",
                fr: "\(endpoint) a renvoyé des valeurs de \(notice.property) que cette version ne connaît pas : "
                    + "\(Typography.french(notice.count)) à ce jour.") + seen
        case .shapeUnknown:
            return Phrase(
                "\(endpoint) returned \(notice.property) in a form that this release does not know: "
                    + "\(notice.count) \(notice.count == 1 ? "time" : "times") so far.",
                fr: "\(endpoint) a renvoyé \(notice.property) sous une forme que cette version ne connaît pas : "
                    + "\(Typography.french(notice.count)) fois à ce jour.") + seen
        }
    }

    private func end(_ notice: APINotice, at seen: Instant) -> Phrase {
        let endpoint = notice.endpoint.name
        guard let sunset = notice.sunsetAt else {
            let state =
                notice.deprecatedAt.map { moment in
                    moment <= seen
                        ? Phrase(
                            "has been deprecated since \(Self.day(moment))", fr: "est obsolète depuis le \(Self.day(moment))")
                        : Phrase(
                            "will be deprecated from \(Self.day(moment))", fr: "sera obsolète à partir du \(Self.day(moment))")
                } ?? Phrase("is deprecated", fr: "est obsolète")
            return Phrase(
                "\(endpoint) \(state.english); no end date is announced.",
                fr: "\(endpoint) \(state.french) ; aucune date de fin n’est annoncée.")
        }
        let since =
            notice.deprecatedAt.map { moment in
                moment <= seen
                    ? Phrase(" (deprecated since \(Self.day(moment)))", fr: " (obsolète depuis le \(Self.day(moment)))")
                    : Phrase(" (deprecated from \(Self.day(moment)))", fr: " (obsolète à partir du \(Self.day(moment)))")
            } ?? Phrase.none
        return sunset > seen
            ? Phrase(
                "\(endpoint) ends on \(Self.day(sunset))\(since.english).",
                fr: "\(endpoint) s’arrête le \(Self.day(sunset))\(since.french).")
            : Phrase(
                "\(endpoint) was announced to end on \(Self.day(sunset))\(since.english), and still answers.",
                fr: "\(endpoint) devait s’arrêter le \(Self.day(sunset))\(since.french), et répond encore.")
    }

    package func remedy(_ notice: APINotice) -> Phrase {
        switch (notice.code, notice.endpoint.system) {
        case (.sunset, .lucca), (.headerUnreadable, .lucca):
            notice.endpoint.isSecondGeneration
                ? Phrase(
                    "Ask the maintainers of Passerelle for a release that uses what replaces it.",
                    fr: "Demandez aux mainteneurs de Passerelle une version qui utilise l’interface de remplacement.")
                : Phrase(
                    "Before then, change to Lucca's generation 2: passerelle run compare \(tenant), then passerelle tenant edit "
                        + "\(tenant) --lucca-api 2",
                    fr: "Avant cette date, passez à la génération 2 de Lucca : passerelle run compare \(tenant), puis passerelle "
                        + "tenant edit \(tenant) --lucca-api 2")
        case (.sunset, .planningPME), (.headerUnreadable, .planningPME):
            Phrase(
                "Ask PlanningPME's support what replaces it, and inform the maintainers of Passerelle.",
                fr: "Demandez au support de PlanningPME quelle interface le remplace, et prévenez les mainteneurs de Passerelle.")
        case (.valueUnknown, _), (.shapeUnknown, _):
            Phrase(
                "Report it to the maintainers of Passerelle, with a recording: passerelle tenant check \(tenant) --record FILE",
                fr: "Signalez-le aux mainteneurs de Passerelle, avec un enregistrement : passerelle tenant check \(tenant) "
                    + "--record FILE")
        }
    }

    private static func day(_ moment: Instant) -> CalendarDay { moment.utcDay }
}
