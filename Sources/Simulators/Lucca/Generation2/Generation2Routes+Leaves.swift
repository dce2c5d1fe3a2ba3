extension SimulatedLucca {
    /// Stands in the details of every sick leave, which no one but Lucca may keep.
    package static let sickLeaveDetail = "frenchOrdinarySickness"
}

extension Generation2Routes {
    /// `leaves` and `leaves/{id}`.
    func leaves(_ call: Generation2Call) throws -> SimulatedAnswer {
        let filter = try leaveFilter(call)
        _ = try call.sort(["id"])
        let (rows, accounts) = lucca.withState { state in
            var shown: Set<Int> = []
            for employee in state.employees where isShown(employee) { shown.insert(employee.id) }
            let all = behaviour.leaveDetails == .hidden ? [] : state.absences()
            return (all.filter { shown.contains($0.employee) && filter($0) }, state.accounts)
        }
        let sick = Set(accounts.filter(\.isSickLeave).map(\.id))
        if let id = call.id {
            guard let absence = rows.first(where: { String($0.id) == id }) else { throw Generation2Error.notFound }
            return single(call, item(absence, isSick: sick.contains(absence.account), call)) {
                embedded([absence], accounts, call)
            }
        }
        return try collection(
            call, rows, item: { item($0, isSick: sick.contains($0.account), call) },
            embedded: { embedded($0, accounts, call) })
    }

    private func leaveFilter(_ call: Generation2Call) throws -> (SimulatedAbsence) -> Bool {
        let names = ["id", "employee.id", "startson.between", "status"]
        switch behaviour.generation2.leaveFilters {
        case .honoured: break
        case .ignored: return { _ in true }
        case .refused:
            if let name = names.first(where: { call.query[$0] != nil }) {
                throw Generation2Error.invalid(name, "There is no such filter.")
            }
        }
        // As numbers: a large company has many leaves.
        let ids = try call.list("id").map { Set($0.compactMap { Int($0) }) }
        let employees = try call.list("employee.id").map { Set($0.compactMap { Int($0) }) }
        let starts = try call.days("startsOn.between")
        let statuses = try call.list("status")
        return { absence in
            ids?.contains(absence.id) ?? true && employees?.contains(absence.employee) ?? true
                && starts?.contains(absence.first.day.ordinal) ?? true && statuses?.contains(status(absence)) ?? true
        }
    }

    private func status(_ absence: SimulatedAbsence) -> String {
        switch behaviour.generation2.leaveStatuses {
        case .schema: absence.isCancelled ? "cancelled" : absence.isConfirmed ? "confirmed" : "tentative"
        case .prose:
            absence.isCancelled
                ? (absence.period % 2 == 0 ? "denied" : "rejected") : absence.isConfirmed ? "approved" : "pending"
        case .unknown: absence.isCancelled ? "cancelled" : absence.isConfirmed ? "confirmed" : "awaitingSignature"
        }
    }

    private func item(_ absence: SimulatedAbsence, isSick: Bool, _ call: Generation2Call) -> [JSONValue.Member] {
        let created = lucca.withState { $0.period(absence.period)?.created } ?? today
        func position(_ half: SimulatedHalfDay) -> JSONValue { .string(half.isMorning ? "firstHalfDay" : "secondHalfDay") }
        return call.resource(
            "leave", absence.id,
            [
                .init("startsOn", .day(absence.first.day)), .init("startPosition", position(absence.first)),
                .init("endsOn", .day(absence.last.day)), .init("endPosition", position(absence.last)),
                .init("employee", call.reference("employee", absence.employee)),
                .init("leaveAccount", call.reference("leave-account", absence.account)), .init("days", .array(days(absence))),
                .init("totalDuration", duration(absence.halfDays)), .init("status", .string(status(absence))),
                .init("details", isSick ? details(absence) : .null), .init("createdAt", .moment(created.ordinal * 86_400)),
                .init("lastUpdatedAt", .moment(created.ordinal * 86_400)), .init("links", .object([])),
            ])
    }

    private func days(_ absence: SimulatedAbsence) -> [JSONValue] {
        let form = behaviour.generation2.leaveDays
        var parts: [[SimulatedHalfDay]] = []
        for half in absence.halfDays {
            // Halves with hours of their own stay apart.
            if form != .halfDays, half.seconds == nil, let last = parts.last?.last, last.day == half.day, last.seconds == nil {
                parts[parts.count - 1].append(half)
            } else {
                parts.append([half])
            }
        }
        if form == .unordered { parts.reverse() }
        return parts.map { part in
            let range = part.count == 2 ? "allDay" : part[0].isMorning ? "firstHalfDay" : "secondHalfDay"
            return .object([
                .init("date", .day(part[0].day)), .init("range", .string(range)), .init("duration", duration(part)),
            ])
        }
    }

    private func duration(_ halves: [SimulatedHalfDay]) -> JSONValue {
        let seconds = halves.reduce(0) { $0 + ($1.seconds ?? 0) }
        let (value, iso, unit) =
            seconds > 0
            ? (Self.decimal(seconds, per: 3600), "PT\(seconds / 3600)H\(seconds / 60 % 60)M", "hours")
            : (
                Self.decimal(halves.count, per: 2), halves.count % 2 == 0 ? "P\(halves.count / 2)D" : "PT\(halves.count * 12)H",
                "days"
            )
        return .object([.init("iso", .string(iso)), .init("value", .number(value)), .init("unit", .string(unit))])
    }

    /// With at most three decimals, as Lucca counts.
    private static func decimal(_ count: Int, per unit: Int) -> String {
        let thousandths = count * 1000 / unit
        return thousandths % 1000 == 0 ? String(thousandths / 1000) : "\(Double(thousandths) / 1000)"
    }

    private func details(_ absence: SimulatedAbsence) -> JSONValue {
        .object([
            .init("nature", .string(SimulatedLucca.sickLeaveDetail)), .init("isLongTermCondition", .bool(absence.id % 3 == 0)),
            .init("lastWorkedOn", .day(absence.first.day.adding(-1))), .init("extendsSickLeave", .null),
            .init("paidDaysCount", .integer(absence.halfDays.count / 2)), .init("unpaidDaysCount", .integer(0)),
            .init("hasSubrogation", .bool(true)),
        ])
    }

    private func embedded(
        _ absences: [SimulatedAbsence], _ accounts: [SimulatedLeaveAccount], _ call: Generation2Call
    ) -> Embedded {
        let wanted = Set(absences.map(\.account))
        let shown: [JSONValue.Member] = accounts.filter { wanted.contains($0.id) }.map { account in
            let members = call.resource(
                "leave-account", account.id,
                [
                    .init("name", .string(account.name)),
                    .init("unit", .string(account.isCountedInHours ? "workingHours" : "workingDays")),
                    .init("links", .object([])),
                ])
            return .init(String(account.id), .object(members))
        }
        return [("leave-account", shown)]
    }
}
