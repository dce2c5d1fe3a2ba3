import SyncCore
package import SyncEngine

/// Which part of a history is wanted.
package struct HistoryPage: Sendable, Hashable {
    /// How many changes, at most.
    package static let limits = 1...200

    /// Continues after the change with this number; nil for the last ones.
    package let before: Int?
    package let limit: Int

    /// - Parameter limit: brought within `limits`.
    package init(before: Int? = nil, limit: Int = 20) {
        self.before = before
        self.limit = min(max(limit, Self.limits.lowerBound), Self.limits.upperBound)
    }
}

/// What runs did to one employee's events, the last change first.
package struct EventHistory: Sendable, Hashable {
    package let changes: [RecordedChange]
    /// The `before` of the next page; nil if nothing older is kept.
    package let continuesBefore: Int?

    package var facts: Facts { ["history": changes.map(\.facts), "historyContinuesBefore": continuesBefore] }
}

extension LedgerEntry {
    var facts: Facts {
        [
            "reference": reference, "eventKey": eventKey, "resourceKey": resource, "type": type, "start": start, "end": end,
            "openWrite": openIntent?.rawValue,
        ]
    }
}

extension RecordedChange {
    var facts: Facts {
        [
            "number": number, "run": run, "at": at, "action": change.action, "outcome": change.outcome.rawValue,
            "cause": change.cause, "reference": change.reference, "resourceKey": change.resource, "type": change.type,
            "start": change.start, "end": change.end,
        ]
    }
}

extension Services {
    /// How many changes are read at once, and how often, before a page that finds little is shown as it is.
    private static let (read, reads) = (500, 10)

    /// What happened on the explained days, and to the events of the leave periods that these show.
    func history(of explanation: AbsenceExplanation, _ tenant: Tenant, _ page: HistoryPage) async throws -> EventHistory {
        let span = explanation.days.map(tenant.settings.calendar.span)
        var periods: Set<LeavePeriodID> = []
        for absence in explanation.absences {
            periods.insert(absence.reference.periodID)
            if let event = absence.event { periods.insert(event.reference.periodID) }
        }
        return try await history(of: explanation.person.id, tenant, page) { change in
            guard let span else { return true }
            return change.start < span.upperBound && span.lowerBound < change.end || periods.contains(change.reference.periodID)
        }
    }

    func history(
        of employee: EmployeeID, _ tenant: Tenant, _ page: HistoryPage, where isWanted: (RunChange) -> Bool = { _ in true }
    ) async throws -> EventHistory {
        var found: [RecordedChange] = []
        var before = page.before
        for _ in 0..<Self.reads {
            let rows = try await records.changes(of: employee, in: tenant.id, before: before, limit: Self.read)
            for row in rows where isWanted(row.change) {
                if found.count == page.limit { return EventHistory(changes: found, continuesBefore: found.last?.number) }
                found.append(row)
            }
            guard rows.count == Self.read else { return EventHistory(changes: found, continuesBefore: nil) }
            before = rows.last?.number
        }
        return EventHistory(changes: found, continuesBefore: before)
    }
}
