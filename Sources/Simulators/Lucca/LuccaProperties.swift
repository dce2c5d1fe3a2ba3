/// The properties of each kind of row, named as documented (`contracts/lucca.md`).
enum LuccaProperties {
    /// - Parameter namesExtraData: whether the request names `extendedData`, without which it never comes.
    static func user(
        _ state: LuccaState, _ behaviour: LuccaBehaviour, namesExtraData: Bool
    ) -> [RowProperty<SimulatedEmployee>] {
        let names = Dictionary(state.departments.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
        var result: [RowProperty<SimulatedEmployee>] = [
            .value("id") { $1.integer($0.id) },
            .value("firstName") { $1.string($0.firstName) },
            .value("lastName") { $1.string($0.lastName) },
            .value("displayName") { $1.string($0.displayName) },
            .value("name") { $1.string($0.displayName) },
            .value("mail") { $1.string($0.mail) },
            .value("login") { $1.string($0.login) },
            .value("employeeNumber") { $1.string($0.employeeNumber) },
            .value("departmentId") { $1.integer($0.departmentID) },
            .object(
                "department",
                [
                    .value("id") { $1.integer($0.departmentID) },
                    .value("name") { $1.string(names[$0.departmentID] ?? "") },
                ]),
            .value("legalEntityId") { $1.integer($0.legalEntityID) },
            .object(
                "legalEntity",
                [
                    .value("id") { $1.integer($0.legalEntityID) },
                    .value("name") { $1.string(state.legalEntities[$0.legalEntityID - 1]) },
                ]),
            .value("dtContractStart") { $1.midnight($0.contractStart) },
            .value("dtContractEnd") { row, out in
                if let end = row.contractEnd { out.midnight(end) } else { out.null() }
            },
            .value("modifiedAt") { $1.string(InstantText.text($0.modifiedAt, suffix: ".417")) },
            .value("jobTitle") { $1.string($0.jobTitle) },
            .object(
                "manager", isPresent: { $0.managerID != nil },
                [
                    .value("id") { $1.integer($0.managerID ?? 0) },
                    .value("name") { $1.string(state.employee($0.managerID ?? 0)?.displayName ?? "") },
                ]),
            .value("directLine") { row, out in
                if let phone = row.directLine { out.string(phone) } else { out.null() }
            },
            .value("professionalMobile") { row, out in
                if let phone = row.professionalMobile { out.string(phone) } else { out.null() }
            },
            .value("url") { $1.raw("\"/api/v3/users/\($0.id)\"") },
        ]
        if namesExtraData {
            let writer = ExtraDataWriter(state.extra, behaviour)
            if !writer.isEmpty { result.append(.value("extendedData") { writer.write(employee: $0.id, into: &$1) }) }
        }
        if behaviour.addsUnknownProperties {
            result.append(.value("nouveauChamp") { _, out in out.raw("{\"niveau\":3,\"notes\":[null,\"é\"]}") })
        }
        return result
    }

    static func department(_ behaviour: LuccaBehaviour) -> [RowProperty<SimulatedDepartment>] {
        var result: [RowProperty<SimulatedDepartment>] = [
            .value("id") { $1.integer($0.id) },
            .value("name") { $1.string($0.name) },
            .value("code") { row, out in
                if row.code.isEmpty { out.null() } else { out.string(row.code) }
            },
            .value("parentId") { row, out in
                if let parent = row.parent { out.string(parent) } else { out.null() }
            },
            .value("hierarchy") { $1.string($0.hierarchy) },
            .value("isActive") { $1.bool($0.isActive) },
            .value("headId") { row, out in
                if let head = row.headID { out.integer(head) } else { out.null() }
            },
            .value("sortOrderInSiblings") { $1.integer($0.position) },
        ]
        if behaviour.addsUnknownProperties {
            result.append(.value("couleur") { _, out in out.raw("{\"r\":1}") })
        }
        return result
    }

    static func leave(_ state: LuccaState, _ behaviour: LuccaBehaviour) -> [RowProperty<LeaveOfOwner>] {
        var accounts: [Int: (name: String, isRemote: Bool)] = [:]
        for account in state.accounts { accounts[account.id] = (account.name, account.isRemoteWork) }
        let known = accounts
        let showsAccount = behaviour.leaveDetails != .withoutAccount
        let showsPeriod = behaviour.leaveDetails != .withoutPeriod
        let writesTime = behaviour.dateForm == .dateTime
        let sharesIDs = behaviour.sharesLeaveIDs
        var account: [RowProperty<LeaveOfOwner>] = [
            .value("id") { $1.integer(Int($0.row.account)) },
            .value("name") { $1.string(known[Int($0.row.account)]?.name ?? "") },
        ]
        if behaviour.servesRemoteWork {
            account.append(.value("isRemoteWork") { $1.bool(known[Int($0.row.account)]?.isRemote ?? false) })
        }
        var result: [RowProperty<LeaveOfOwner>] = [
            .value("id") { leave, out in
                guard sharesIDs else { return out.quotedInteger(Int(leave.row.id)) }
                let day = "\(SimulatedDay(ordinal: Int(leave.row.day)))".filter { $0 != "-" }
                out.string("\(leave.period.id)-\(day)-\(leave.row.isMorning ? "AM" : "PM")")
            },
            .value("date") { leave, out in
                let day = SimulatedDay(ordinal: Int(leave.row.day))
                if writesTime {
                    out.midnight(day)
                } else {
                    out.byte(34)
                    out.day(day)
                    out.byte(34)
                }
            },
            .value("isAm") { $1.bool($0.row.isMorning) },
            .value("leaveAccountId") { leave, out in
                if showsAccount { out.integer(Int(leave.row.account)) } else { out.null() }
            },
            .object("leaveAccount", isPresent: { _ in showsAccount }, account),
            .value("leavePeriodId") { leave, out in
                if showsPeriod { out.integer(leave.period.id) } else { out.null() }
            },
            .object(
                "leavePeriod", isPresent: { _ in showsPeriod },
                [
                    .value("id") { $1.integer($0.period.id) },
                    .value("ownerId") { $1.integer($0.period.employee) },
                    .object(
                        "owner",
                        [
                            .value("id") { $1.integer($0.period.employee) },
                            .value("name") { $1.string(state.employee($0.period.employee)?.displayName ?? "") },
                            .value("departmentId") { $1.integer(state.employee($0.period.employee)?.departmentID ?? 0) },
                        ]),
                    .value("isConfirmed") { $1.bool($0.period.isConfirmed) },
                    .value("confirmationDate") { leave, out in
                        if leave.period.isConfirmed { out.midnight(leave.period.created.adding(1)) } else { out.null() }
                    },
                ]),
            .value("value") { leave, out in
                guard leave.row.seconds > 0 else { return out.null() }
                let minutes = Int(leave.row.seconds) / 60
                out.byte(34)
                out.digits(minutes / 60, width: 2)
                out.byte(UInt8(ascii: ":"))
                out.digits(minutes % 60, width: 2)
                out.raw(":00\"")
            },
            .value("creationDate") { $1.midnight($0.period.created) },
            .value("isActive") { $1.bool($0.row.cancellation == .none || $0.row.cancellation == .dated) },
            .value("cancellationDate") { leave, out in
                switch leave.row.cancellation {
                case .complete, .dated: out.midnight(leave.period.created.adding(2))
                case .none, .inactive: out.null()
                }
            },
            .value("comment") { leave, out in
                if let comment = leave.period.comment { out.string(comment) } else { out.null() }
            },
            .value("name") { leave, out in out.string("Absence \(leave.row.id)") },
            .value("url") { $1.raw("\"/api/v3/leaves/\($0.row.id)\"") },
        ]
        if behaviour.addsUnknownProperties {
            result.append(.value("duree") { _, out in out.raw("{\"jours\":0.5}") })
        }
        return result
    }
}

/// A half-day with its period, as one row of an answer.
struct LeaveOfOwner {
    let row: LeaveRow
    let period: LeavePeriod
}

extension JSONBytes {
    /// `"2026-12-25T00:00:00"`.
    mutating func midnight(_ day: SimulatedDay) {
        byte(34)
        self.day(day)
        raw("T00:00:00\"")
    }
}

/// One property of a row and how it is written.
struct RowProperty<Row> {
    enum Content {
        case value((Row, inout JSONBytes) -> Void)
        /// Null when `isPresent` says no.
        case object(isPresent: (Row) -> Bool, [RowProperty<Row>])
    }

    let name: String
    let content: Content

    static func value(_ name: String, _ write: @escaping (Row, inout JSONBytes) -> Void) -> RowProperty {
        RowProperty(name: name, content: .value(write))
    }

    static func object(
        _ name: String, isPresent: @escaping (Row) -> Bool = { _ in true }, _ properties: [RowProperty<Row>]
    ) -> RowProperty {
        RowProperty(name: name, content: .object(isPresent: isPresent, properties))
    }
}

/// A row's JSON with names, order and projection settled once, so that writing ten thousand rows costs only their values.
struct RowTemplate<Row> {
    private var segments: [(prefix: [UInt8], write: (Row, inout JSONBytes) -> Void)] = []
    private var suffix: [UInt8]

    init(_ properties: [RowProperty<Row>], selecting selection: FieldSelection, letterCase: LuccaBehaviour.LetterCase) {
        for property in properties {
            let inside = selection[property.name]
            guard selection.isEmpty || inside != nil else { continue }
            let lead = (segments.isEmpty ? "{\"" : ",\"") + letterCase.spelling(property.name) + "\":"
            switch property.content {
            case .value(let write):
                segments.append((Array(lead.utf8), write))
            case .object(let isPresent, let members):
                let nested = RowTemplate(members, selecting: inside ?? FieldSelection(), letterCase: letterCase)
                segments.append(
                    (
                        Array(lead.utf8),
                        { row, out in
                            if isPresent(row) { nested.write(row, into: &out) } else { out.null() }
                        }
                    ))
            }
        }
        suffix = Array((segments.isEmpty ? "{}" : "}").utf8)
    }

    func write(_ row: Row, into out: inout JSONBytes) {
        for segment in segments {
            out.raw(segment.prefix)
            segment.write(row, &out)
        }
        out.raw(suffix)
    }
}
