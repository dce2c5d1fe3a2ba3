extension LuccaState {
    mutating func apply(_ change: LuccaChange, now: Int) throws -> Int {
        revision += 1
        switch change {
        case .cancelPeriod(let period):
            try cancel(positions: try rows(of: period))
            return period
        case .cancelLeaves(let leaves):
            let wanted = Set(leaves.map { Int32($0) })
            try cancel(positions: book.rows.indices.filter { wanted.contains(book.rows[$0].id) })
            return leaves.first ?? 0
        case .eraseLeaves(let leaves):
            let wanted = Set(leaves.map { Int32($0) })
            book.rows.removeAll { wanted.contains($0.id) }
            return leaves.first ?? 0
        case .confirmPeriod(let period, let isConfirmed):
            _ = try rows(of: period)
            book.periods[period - LeaveBook.firstPeriod].isConfirmed = isConfirmed
            return period
        case .commentPeriod(let period, let comment):
            _ = try rows(of: period)
            book.periods[period - LeaveBook.firstPeriod].comment = comment
            return period
        case .addLeave(let employee, let account, let from, let startsInMorning, let halfDays, let isConfirmed, let seconds):
            guard self.employee(employee) != nil else { throw SimulatorError.unknown("employee \(employee)") }
            guard accounts.contains(where: { $0.id == account }) else { throw SimulatorError.unknown("leave account \(account)") }
            let period = LeaveBook.firstPeriod + book.periods.count
            let created = SimulatedDay(ordinal: now / 86_400)
            book.periods.append(
                LeavePeriod(id: period, employee: employee, isConfirmed: isConfirmed, created: created, comment: nil))
            append(halfDays, to: period, account: account, day: from, isMorning: startsInMorning, seconds: seconds ?? 0)
            return period
        case .extendPeriod(let period, let halfDays):
            guard let last = try latestRow(of: period) else { throw SimulatorError.unknown("half-day of period \(period)") }
            let day = SimulatedDay(ordinal: Int(last.day))
            append(
                halfDays, to: period, account: Int(last.account), day: last.isMorning ? day : day.adding(1),
                isMorning: !last.isMorning, seconds: Int(last.seconds))
            return period
        case .shortenPeriod(let period, let halfDays):
            let live = try rows(of: period).filter { book.rows[$0].cancellation == .none }
            let ordered = live.sorted { Self.isBefore(book.rows[$0], book.rows[$1]) }
            try cancel(positions: Array(ordered.suffix(halfDays)))
            return period
        case .changeReason(let period, let account):
            guard accounts.contains(where: { $0.id == account }) else { throw SimulatorError.unknown("leave account \(account)") }
            let live = try rows(of: period).filter { book.rows[$0].cancellation == .none }
            try cancel(positions: live)
            for position in live {
                let old = book.rows[position]
                book.rows.append(
                    LeaveRow(
                        id: nextRow, period: period, account: account, day: Int(old.day), isMorning: old.isMorning,
                        seconds: Int(old.seconds)))
            }
            return period
        case .moveEmployee(let employee, let department):
            guard departments.contains(where: { $0.id == department }) else {
                throw SimulatorError.unknown("department \(department)")
            }
            return try edit(employee, now) { $0.departmentID = department }
        case .endContract(let employee, let lastDay):
            return try edit(employee, now) { $0.contractEnd = lastDay }
        case .editEmployee(let employee, let firstName, let lastName, let mail, let login, let employeeNumber):
            return try edit(employee, now) {
                $0.firstName = firstName ?? $0.firstName
                $0.lastName = lastName ?? $0.lastName
                $0.mail = mail ?? $0.mail
                $0.login = login ?? $0.login
                $0.employeeNumber = employeeNumber ?? $0.employeeNumber
            }
        case .addEmployee(let firstName, let lastName, let mail, let login, let number, let department, let start):
            guard departments.contains(where: { $0.id == department }) else {
                throw SimulatorError.unknown("department \(department)")
            }
            let id = (employees.last?.id ?? 0) + 1
            employeePositions[id] = employees.count
            employees.append(
                SimulatedEmployee(
                    id: id, firstName: firstName, lastName: lastName, mail: mail, login: login, employeeNumber: number,
                    departmentID: department, legalEntityID: 1, contractStart: start, contractEnd: nil, modifiedAt: now,
                    jobTitle: "Technicien", managerID: nil))
            return id
        case .renameLeaveAccount(let account, let name):
            guard let position = accounts.firstIndex(where: { $0.id == account }) else {
                throw SimulatorError.unknown("leave account \(account)")
            }
            accounts[position].name = name
            return account
        case .addLeaveAccount(let name):
            let id = (accounts.map(\.id).max() ?? 0) + 1
            accounts.append(SimulatedLeaveAccount(id: id, name: name, isRemoteWork: false, isCountedInHours: false))
            return id
        case .renameDepartment(let department, let name):
            guard let position = departments.firstIndex(where: { $0.id == department }) else {
                throw SimulatorError.unknown("department \(department)")
            }
            departments[position].name = name
            return department
        case .moveDepartment(let department, let parent):
            guard let position = departments.firstIndex(where: { $0.id == department }) else {
                throw SimulatorError.unknown("department \(department)")
            }
            let above = try parent.map { parent in
                guard let found = departments.first(where: { $0.id == parent }) else {
                    throw SimulatorError.unknown("department \(parent)")
                }
                return found.hierarchy
            }
            let old = departments[position].hierarchy
            let place = departments.filter { $0.parent == above }.count + 1
            let new = (above ?? "/") + "\(place)/"
            departments[position].parent = above
            departments[position].position = place
            for index in departments.indices where departments[index].hierarchy.hasPrefix(old) {
                departments[index].hierarchy = new + departments[index].hierarchy.dropFirst(old.count)
                guard index != position, let parent = departments[index].parent else { continue }
                departments[index].parent = new + parent.dropFirst(old.count)
            }
            return department
        case .addDepartment(let parent, let name):
            guard let above = departments.first(where: { $0.id == parent }) else {
                throw SimulatorError.unknown("department \(parent)")
            }
            let position = departments.filter { $0.parent == above.hierarchy }.count + 1
            let id = (departments.map(\.id).max() ?? 0) + 1
            departments.append(
                SimulatedDepartment(
                    id: id, name: name, code: "", parent: above.hierarchy, hierarchy: above.hierarchy + "\(position)/",
                    position: position))
            return id
        case .setFieldValue(let employee, _, _):
            guard self.employee(employee) != nil else { throw SimulatorError.unknown("employee \(employee)") }
            return try extra.apply(change)
        case .addField, .renameField, .moveField, .addListEntry, .renameListEntry, .removeListEntry, .addSection, .deleteSection:
            return try extra.apply(change)
        case .editContact(let employee, let jobTitle, let directLine, let professionalMobile):
            return try edit(employee, now) {
                $0.jobTitle = jobTitle ?? $0.jobTitle
                if let directLine { $0.directLine = directLine.isEmpty ? nil : directLine }
                if let professionalMobile { $0.professionalMobile = professionalMobile.isEmpty ? nil : professionalMobile }
            }
        case .changeLegalEntity(let employee, let legalEntity):
            try require(legalEntity: legalEntity)
            return try edit(employee, now) { $0.legalEntityID = legalEntity }
        case .renameLegalEntity(let legalEntity, let name):
            try require(legalEntity: legalEntity)
            legalEntities[legalEntity - 1] = name
            return legalEntity
        }
    }

    private func require(legalEntity: Int) throws {
        guard (1...legalEntities.count).contains(legalEntity) else { throw SimulatorError.unknown("legal entity \(legalEntity)") }
    }

    private var nextRow: Int { Int(book.rows.last?.id ?? Int32(LeaveBook.firstRow)) + 1 }

    private static func isBefore(_ left: LeaveRow, _ right: LeaveRow) -> Bool {
        (left.day, left.isMorning ? 0 : 1, left.id) < (right.day, right.isMorning ? 0 : 1, right.id)
    }

    private func rows(of period: Int) throws -> [Int] {
        let found = book.rows.indices.filter { book.rows[$0].period == Int32(period) }
        guard !found.isEmpty else { throw SimulatorError.unknown("leave period \(period)") }
        return found
    }

    private func latestRow(of period: Int) throws -> LeaveRow? {
        try rows(of: period).map { book.rows[$0] }.filter { $0.cancellation == .none }.max(by: Self.isBefore)
    }

    private mutating func cancel(positions: [Int]) throws {
        guard !positions.isEmpty else { throw SimulatorError.unknown("half-day to cancel") }
        for position in positions where book.rows[position].cancellation == .none {
            book.rows[position].cancellation = .complete
        }
    }

    private mutating func append(
        _ halfDays: Int, to period: Int, account: Int, day: SimulatedDay, isMorning: Bool, seconds: Int
    ) {
        let holidays = FrenchHolidays(years: day.civil.year...day.civil.year + 2)
        var day = day
        var isMorning = isMorning
        var left = halfDays
        while left > 0 {
            if holidays.isWorked(day) {
                book.rows.append(
                    LeaveRow(
                        id: nextRow, period: period, account: account, day: day.ordinal, isMorning: isMorning, seconds: seconds))
                left -= 1
            }
            if !isMorning { day = day.adding(1) }
            isMorning.toggle()
        }
    }

    private mutating func edit(_ employee: Int, _ now: Int, _ change: (inout SimulatedEmployee) -> Void) throws -> Int {
        guard let position = employeePositions[employee] else { throw SimulatorError.unknown("employee \(employee)") }
        change(&employees[position])
        employees[position].modifiedAt = now
        return employee
    }
}
