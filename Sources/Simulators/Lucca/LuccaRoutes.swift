/// The first generation of Lucca's interface, as `contracts/lucca.md` describes it.
struct LuccaRoutes {
    let lucca: SimulatedLucca
    let today: SimulatedDay
    let behaviour: LuccaBehaviour
    /// A fault that makes a later page wrong.
    let paging: PagingFault?

    func answer(_ request: SimulatedRequest) -> SimulatedAnswer {
        do {
            guard request.method == "GET" else {
                throw LuccaError(status: 405, title: "Method Not Allowed", detail: "The connector's key only reads.")
            }
            switch request.path.lowercased() {
            case "/api/v3/users": return try users(request.query)
            case "/api/v3/leaves": return try leaves(request.query)
            case "/organization/structure/api/departments": return try departments(request.query)
            case "/organization/structure/api/legal-units": return try legalUnits(request.query)
            case "/organization/structure/api/establishments": return try establishments(request.query)
            case let path where path.hasPrefix(Self.definitions):
                return try definitions(request.path.dropFirst(Self.definitions.count), request.query)
            default: throw LuccaError.notFound
            }
        } catch let error as LuccaError {
            return error.answer(behaviour.errorShape)
        } catch {
            return LuccaError(status: 500, title: "Internal Server Error", detail: "Unexpected.").answer(behaviour.errorShape)
        }
    }

    private func users(_ query: [QueryItem]) throws -> SimulatedAnswer {
        guard behaviour.readsUsers else { throw LuccaError.forbidden("employees") }
        let (offset, limit) = try page(query, default: 1000, maximum: 1000)
        let filters = try userFilters(query)
        let former = query["formeremployees"]?.lowercased() == "true"
        let since = try query["modifiedat"].map { text -> Int in
            let parts = text.split(separator: ",")
            guard parts.count == 2, parts[0].lowercased() == "since", let moment = InstantText.parse(String(parts[1])) else {
                throw LuccaError.badRequest("modifiedAt=since,{date-time} was expected.")
            }
            return moment
        }
        let order = try order(query, known: ["id", "lastname", "firstname", "modifiedat", "employeenumber"])
        let namesExtraData = FieldSelection(query["fields"] ?? "")["extendedData"] != nil
        return try lucca.withState { state in
            var rows = state.employees.filter { employee in
                if let end = employee.contractEnd, end < today, !former { return false }
                if employee.contractStart > today, !behaviour.seesFutureEmployees { return false }
                if behaviour.hiddenDepartments.contains(employee.departmentID) { return false }
                if let since, employee.modifiedAt < since { return false }
                return filters.allSatisfy { $0(employee) }
            }
            if order.isEmpty {
                shuffle(&rows, &state)
            } else if order != [Order(property: "id", isDescending: false)] {
                rows.sort { left, right in
                    for part in order {
                        let (a, b) = part.isDescending ? (right, left) : (left, right)
                        switch part.property {
                        case "id" where a.id != b.id: return a.id < b.id
                        case "lastname" where a.lastName != b.lastName: return a.lastName < b.lastName
                        case "firstname" where a.firstName != b.firstName: return a.firstName < b.firstName
                        case "modifiedat" where a.modifiedAt != b.modifiedAt: return a.modifiedAt < b.modifiedAt
                        case "employeenumber" where a.employeeNumber != b.employeeNumber:
                            return a.employeeNumber < b.employeeNumber
                        default: continue
                        }
                    }
                    return left.id < right.id
                }
            }
            let served = min(limit, max(0, rows.count - offset))
            guard !namesExtraData || served <= behaviour.extraData.rowsWithinTime else { throw LuccaError.tooSlow }
            return envelope(
                rows, offset, limit, query, LuccaProperties.user(state, behaviour, namesExtraData: namesExtraData))
        }
    }

    private func leaves(_ query: [QueryItem]) throws -> SimulatedAnswer {
        guard behaviour.readsLeaves else { throw LuccaError.forbidden("absences") }
        let (offset, limit) = try page(query, default: 1000, maximum: 10_000)
        guard let date = query["date"], !date.isEmpty else { throw LuccaError.badRequest("The filter date is mandatory.") }
        guard let days = LeaveQuery.days(date) else { throw LuccaError.badRequest("The filter date was not understood.") }
        let wanted = LeaveQuery(
            days: days, departments: try numbers(query["leaveperiod.owner.departmentid"]),
            owners: try numbers(query["leaveperiod.ownerid"] ?? query["leaveperiod.owner.id"]),
            legalEntities: try numbers(query["leaveperiod.owner.legalentityid"]), hidden: behaviour.hiddenDepartments)
        guard wanted.departments != nil || wanted.owners != nil || wanted.legalEntities != nil else {
            throw LuccaError.badRequest("A filter on leavePeriod.owner is mandatory.")
        }
        let order = try order(query, known: ["id", "date"])
        return try lucca.withState { state in
            var rows = behaviour.leaveDetails == .hidden ? [] : state.rows(wanted)
            let served = min(limit, max(0, rows.count - offset))
            guard served <= behaviour.rowsWithinTime else {
                throw LuccaError.tooSlow
            }
            if order.isEmpty {
                shuffle(&rows, &state)
            } else if order != [Order(property: "id", isDescending: false)] {
                rows.sort { left, right in
                    for part in order {
                        let (a, b) = part.isDescending ? (right, left) : (left, right)
                        switch part.property {
                        case "date" where a.day != b.day: return a.day < b.day
                        case "id" where a.id != b.id: return a.id < b.id
                        default: continue
                        }
                    }
                    return left.id < right.id
                }
            }
            let page = paging.map { $0.offset(offset, limit) } ?? offset
            let template = LuccaProperties.leave(state, behaviour)
            return envelope(rows, page, limit, query, template) { row in
                state.period(Int(row.period)).map { LeaveOfOwner(row: row, period: $0) }
            }
        }
    }

    private func departments(_ query: [QueryItem]) throws -> SimulatedAnswer {
        guard behaviour.readsDepartments else { throw LuccaError.forbidden("the structure") }
        return try lucca.withState { state in
            try structure(state.departments, query, "departments", LuccaProperties.department(behaviour))
        }
    }

    private func legalUnits(_ query: [QueryItem]) throws -> SimulatedAnswer {
        guard behaviour.readsDepartments else { throw LuccaError.forbidden("the structure") }
        return try structure(Array(lucca.legalEntities.enumerated()), query, "legal-units", Self.legalUnit)
    }

    private func establishments(_ query: [QueryItem]) throws -> SimulatedAnswer {
        guard behaviour.readsDepartments else { throw LuccaError.forbidden("the structure") }
        var properties = Self.legalUnit
        properties.append(.value("legalUnitId") { $1.integer($0.offset + 1) })
        return try structure(Array(lucca.legalEntities.enumerated()), query, "establishments", properties)
    }

    private static var legalUnit: [RowProperty<EnumeratedSequence<[String]>.Element>] {
        [
            .value("id") { $1.integer($0.offset + 1) },
            .value("name") { $1.string($0.element) },
            .value("code") { $1.string("E\($0.offset + 1)") },
        ]
    }
}

extension LuccaRoutes {
    struct Order: Equatable {
        let property: String
        let isDescending: Bool
    }

    /// `paging={offset},{limit}`.
    func page(_ query: [QueryItem], default standard: Int, maximum: Int) throws -> (offset: Int, limit: Int) {
        guard let text = query["paging"] else { return (0, standard) }
        let parts = text.split(separator: ",").compactMap { Int($0) }
        guard parts.count == 2, parts[0] >= 0, parts[1] > 0 else {
            throw LuccaError.badRequest("paging={offset},{limit} was expected.")
        }
        guard parts[1] <= maximum else { throw LuccaError.badRequest("The limit of a page is \(maximum).") }
        return (parts[0], parts[1])
    }

    /// `orderBy=date,asc,id,asc`.
    private func order(_ query: [QueryItem], known: Set<String>) throws -> [Order] {
        guard let text = query["orderby"], !text.isEmpty else { return [] }
        var result: [Order] = []
        for part in text.lowercased().split(whereSeparator: { $0 == "," || $0 == ";" }) {
            if part == "asc" || part == "desc", let last = result.popLast() {
                result.append(Order(property: last.property, isDescending: part == "desc"))
            } else if known.contains(String(part)) {
                result.append(Order(property: String(part), isDescending: false))
            } else {
                throw LuccaError.badRequest("There is no order by \(part).")
            }
        }
        return result
    }

    private func numbers(_ text: String?) throws -> Set<Int>? {
        guard let text else { return nil }
        var result: Set<Int> = []
        for part in text.split(separator: ",") {
            guard let number = Int(part.trimming()) else { throw LuccaError.badRequest("“\(part)” is not an id.") }
            result.insert(number)
        }
        return result
    }

    private func userFilters(_ query: [QueryItem]) throws -> [(SimulatedEmployee) -> Bool] {
        var result: [(SimulatedEmployee) -> Bool] = []
        for item in query {
            let texts = Set(item.value.split(separator: ",").map { String($0.trimming()).lowercased() })
            switch item.name {
            case "departmentid", "department.id":
                guard !behaviour.ignoresDepartmentFilter else { continue }
                let wanted = try numbers(item.value) ?? []
                result.append { wanted.contains($0.departmentID) }
            case "id":
                let wanted = try numbers(item.value) ?? []
                result.append { wanted.contains($0.id) }
            case "legalentityid":
                let wanted = try numbers(item.value) ?? []
                result.append { wanted.contains($0.legalEntityID) }
            case "employeenumber": result.append { texts.contains($0.employeeNumber.lowercased()) }
            case "login": result.append { texts.contains($0.login.lowercased()) }
            case "mail": result.append { texts.contains($0.mail.lowercased()) }
            case "lastname": result.append { texts.contains($0.lastName.lowercased()) }
            case "firstname": result.append { texts.contains($0.firstName.lowercased()) }
            // An unknown filter is ignored.
            default: continue
            }
        }
        return result
    }

    /// Without an order none is promised: another one each time.
    private func shuffle<Row>(_ rows: inout [Row], _ state: inout LuccaState) {
        guard behaviour.shufflesWithoutOrder else { return }
        rows.shuffle(using: &state.random)
    }

    func envelope<Row>(
        _ rows: [Row], _ offset: Int, _ limit: Int, _ query: [QueryItem], _ properties: [RowProperty<Row>]
    ) -> SimulatedAnswer {
        envelope(rows, paging.map { $0.offset(offset, limit) } ?? offset, limit, query, properties) { $0 }
    }

    /// `{"data": {"items": […], "count": n}}`.
    private func envelope<Stored, Row>(
        _ rows: [Stored], _ offset: Int, _ limit: Int, _ query: [QueryItem], _ properties: [RowProperty<Row>],
        _ row: (Stored) -> Row?
    ) -> SimulatedAnswer {
        let selection = FieldSelection(query["fields"] ?? "id,name,url")
        let template = RowTemplate(
            properties, selecting: behaviour.ignoresFields ? FieldSelection() : selection, letterCase: behaviour.letterCase)
        let page = rows.dropFirst(offset).prefix(limit)
        var out = JSONBytes(capacity: page.count * 200 + 64)
        let spell = behaviour.letterCase.spelling
        out.raw("{\"\(spell("data"))\":{\"\(spell("items"))\":[")
        var isFirst = true
        for stored in page {
            guard let row = row(stored) else { continue }
            if !isFirst { out.byte(44) }
            isFirst = false
            template.write(row, into: &out)
        }
        out.raw("]")
        if behaviour.counts, selection["collection"]?["count"] != nil { out.raw(",\"\(spell("count"))\":\(rows.count)") }
        out.raw("}}")
        return .done(out.bytes)
    }

    /// The fourth generation's flat envelope, whose pages count from 1.
    private func structure<Row>(
        _ rows: [Row], _ query: [QueryItem], _ name: String, _ properties: [RowProperty<Row>]
    ) throws -> SimulatedAnswer {
        guard let page = Int(query["page"] ?? "1"), page >= 1, let limit = Int(query["limit"] ?? "10"), (1...100).contains(limit)
        else { throw LuccaError.badRequest("page counts from 1 and limit is at most 100.") }
        let template = RowTemplate(properties, selecting: FieldSelection(), letterCase: behaviour.letterCase)
        let offset = paging.map { $0.offset((page - 1) * limit, limit) } ?? (page - 1) * limit
        var out = JSONBytes(capacity: limit * 200)
        let spell = behaviour.letterCase.spelling
        out.raw("{\"\(spell("items"))\":[")
        for (position, row) in rows.dropFirst(offset).prefix(limit).enumerated() {
            if position > 0 { out.byte(44) }
            template.write(row, into: &out)
        }
        out.raw("]")
        if query["fields.root"]?.split(separator: ",").contains("count") == true {
            out.raw(",\"\(spell("count"))\":\(rows.count)")
        }
        let address = "/organization/structure/api/\(name)?limit=\(limit)&page="
        out.raw(",\"\(spell("prev"))\":")
        if page > 1 { out.string(address + String(page - 1)) } else { out.null() }
        out.raw(",\"\(spell("next"))\":")
        if page * limit < rows.count { out.string(address + String(page + 1)) } else { out.null() }
        out.raw("}")
        return .done(out.bytes)
    }
}
