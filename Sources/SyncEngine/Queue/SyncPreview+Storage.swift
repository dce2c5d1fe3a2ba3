import SyncCore

/// As a queued operation's result holds it: without labels of types, which say why someone is absent and are stored nowhere.
extension SyncPreview: Codable {
    private struct Members: Codable {
        let tenant: TenantSlug
        let asOf: CalendarDay
        let from: CalendarDay
        let to: CalendarDay
        let changes: [PlannedChange]
        let withheld: [PlannedChange]
        let brakeReasons: [BrakeReason]
        let problems: [Problem]
        let counts: RunCounts
        let fieldChanges: [PlannedFieldChange]
        let withheldClears: [EmployeeID]
    }

    package func encode(to encoder: any Encoder) throws {
        try Members(
            tenant: tenant, asOf: window.asOf, from: window.from, to: window.to, changes: changes.map(\.withoutLabel),
            withheld: withheld.map(\.withoutLabel), brakeReasons: brakeReasons, problems: problems, counts: counts,
            fieldChanges: fieldChanges,
            withheldClears: withheldClears
        ).encode(to: encoder)
    }

    package init(from decoder: any Decoder) throws {
        let members = try Members(from: decoder)
        self.init(
            tenant: members.tenant, window: SyncWindow(asOf: members.asOf, from: members.from, to: members.to),
            changes: members.changes, withheld: members.withheld, brakeReasons: members.brakeReasons,
            problems: members.problems, counts: members.counts, fieldChanges: members.fieldChanges,
            withheldClears: members.withheldClears)
    }
}

extension SyncPreview {
    /// The same without identifiers of employees, which a tenant's setting may make logins: ids name them.
    package var withoutIdentifiers: SyncPreview {
        SyncPreview(
            tenant: tenant, window: window, changes: changes, withheld: withheld, brakeReasons: brakeReasons,
            problems: problems.map(\.withoutIdentifier), counts: counts,
            fieldChanges: fieldChanges.map(\.withoutIdentifier),
            withheldClears: withheldClears)
    }
}

extension Problem {
    fileprivate var withoutIdentifier: Problem {
        if case .employee(let id, _) = subject { Problem(.employee(id), finding) } else { self }
    }
}

extension PlannedChange {
    fileprivate var withoutLabel: PlannedChange {
        var event = event
        if case .new = event.type { event.type = .new("") }
        return PlannedChange(action: action, event: event, typeLabel: nil, cause: cause)
    }
}
