/// An absence that the planning has to show from the plan's day on, on one resource as one type. It says nothing of the events that
/// do: how those are found and paired is the planner's affair, and what this is to catch errors of.
package struct WantedAbsence: EventRecord, Hashable, Sendable {
    /// The absence from the day on, under the reference of the event that the plan means to show it with. No type when nobody found
    /// out: any is right.
    package let event: Event<ResourceReference, TypeReference?>
    /// Began before the plan's day: what lies there is cut off, and the days off that it begins with may stay without an event.
    package let isUnderWay: Bool
}

extension SyncPlan {
    /// The absences that those events do not show whole: on another resource, as another type, or with a hole of working time.
    /// - Parameters:
    ///   - entries: the ledger after the plan was applied.
    ///   - resource: the key of a resource, nil where it could not be created: what hangs on it is not compared.
    ///   - type: the same of a type.
    package func notShown(
        by entries: [LedgerEntry], calendar: TenantCalendar, resource: (ResourceReference) -> ResourceKey?,
        type: (TypeReference) -> UnavailabilityTypeKey?
    ) -> [WantedAbsence] {
        var shown: [WantedAbsence.Subject: [LedgerEntry]] = [:]
        for entry in entries where entry.eventKey != nil {
            shown[WantedAbsence.Subject(entry), default: []].append(entry)
        }
        var days = WorkedDays(calendar: calendar)
        return wanted.filter { absence in
            guard let key = resource(absence.resource) else { return false }
            var typeKey: UnavailabilityTypeKey?
            if let wanted = absence.type {
                guard let known = type(wanted) else { return false }
                typeKey = known
            }
            let right = (shown[WantedAbsence.Subject(absence)] ?? []).filter {
                $0.resource == key && (typeKey == nil || $0.type == typeKey)
            }
            return absence.hasHole(in: right, &days)
        }
    }
}

extension WantedAbsence {
    fileprivate struct Subject: Hashable {
        let periodID: LeavePeriodID
        let accountID: LeaveAccountID

        init(_ event: some EventRecord) { (periodID, accountID) = (event.reference.periodID, event.reference.accountID) }
    }

    fileprivate func hasHole(in entries: [LedgerEntry], _ days: inout WorkedDays) -> Bool {
        var covered = start
        if !isUnderWay, !entries.contains(where: { $0.start <= start && start < $0.end }) { return true }
        for entry in entries.sorted(by: { $0.start < $1.start }) where entry.end > covered {
            guard entry.start < end else { break }
            if entry.start > covered, days.hasWork(from: covered, to: entry.start) { return true }
            covered = entry.end
            if covered >= end { return false }
        }
        return days.hasWork(from: covered, to: end)
    }
}

extension WorkedDays {
    /// Whether some of the tenant's working time lies between two moments.
    fileprivate mutating func hasWork(from start: Instant, to end: Instant) -> Bool {
        guard start < end else { return false }
        var day = start.day(in: calendar.zone)
        while calendar.startOfDay(day) < end {
            if isWorked(day), calendar.instant(startOf: HalfDay(day, .morning)) < end,
                start < calendar.instant(endOf: HalfDay(day, .afternoon))
            {
                return true
            }
            day = day.adding(days: 1)
        }
        return false
    }
}
