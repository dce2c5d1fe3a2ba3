/// An absence that the planning must show from the plan's day on, on one resource as one type. It is independent of how events
/// are found and paired, so that it can catch the planner's errors.
package struct WantedAbsence: EventRecord, Hashable, Sendable {
    /// The absence from the day on, under the reference of its planned event. Without a type if it is unknown: any is right.
    package let event: Event<ResourceReference, TypeReference?>
    /// Began before the plan's day: the part before it is cut off, and days off at its start may have no event.
    package let isUnderWay: Bool
}

extension SyncPlan {
    /// The absences that those events do not fully show: on another resource, as another type, or with a gap of working time.
    /// - Parameters:
    ///   - entries: the ledger after the plan was applied.
    ///   - resource: the key of a resource; nil if its creation failed, and its events are not compared.
    ///   - type: likewise for a type.
    package func notShown(
        by entries: [LedgerEntry], calendar: TenantCalendar, resource: (ResourceReference) -> ResourceKey?,
        type: (TypeReference) -> UnavailabilityTypeKey?
    ) -> [WantedAbsence] {
        var shown: [WantedAbsence.Subject: [LedgerEntry]] = [:]
        // An event that must stay unchanged may be of Lucca's other generation.
        var others: [OtherGenerationEvents.Owner: [LedgerEntry]] = [:]
        let isSecond = wanted.first?.reference.periodID.isOfSecondGeneration
        for entry in entries where entry.eventKey != nil {
            if entry.reference.periodID.isOfSecondGeneration == isSecond {
                shown[WantedAbsence.Subject(entry), default: []].append(entry)
            } else {
                others[OtherGenerationEvents.Owner(entry), default: []].append(entry)
            }
        }
        var days = WorkedDays(calendar: calendar)
        return wanted.filter { absence in
            guard let key = resource(absence.resource) else { return false }
            var typeKey: UnavailabilityTypeKey?
            if let wanted = absence.type {
                guard let known = type(wanted) else { return false }
                typeKey = known
            }
            let events = (shown[WantedAbsence.Subject(absence)] ?? []) + (others[OtherGenerationEvents.Owner(absence)] ?? [])
            let right = events.filter { $0.resource == key && (typeKey == nil || $0.type == typeKey) }
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
    /// Whether any of the tenant's working time lies between two instants.
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
