import Simulators
import Testing

@Suite("Generation 2: leaves")
struct Generation2LeavesTests {
    /// A half-day of either generation: who, for which reason, when, for how long, approved.
    private struct Fact: Hashable {
        let employee: Int
        let account: Int
        let day: String
        let isMorning: Bool
        let seconds: Int
        let isConfirmed: Bool
    }

    private func facts(_ rows: [JSONValue]) throws -> Set<Fact> {
        var result: Set<Fact> = []
        for row in rows where row["status"]?.text != "cancelled" {
            for day in row["days"]?.elements ?? [] {
                let halves = day["range"]?.text == "allDay" ? [true, false] : [day["range"]?.text == "firstHalfDay"]
                let inHours = day["duration"]?["unit"]?.text == "hours"
                guard case .number(let value)? = day["duration"]?["value"] else { throw SimulatorError.invalid("no duration") }
                for half in halves {
                    result.insert(
                        Fact(
                            employee: Int(row["employee"]?["id"]?.text ?? "") ?? 0,
                            account: Int(row["leaveAccount"]?["id"]?.text ?? "") ?? 0, day: day["date"]?.text ?? "",
                            isMorning: half, seconds: inHours ? Int((Double(value) ?? 0) * 3600) : 0,
                            isConfirmed: row["status"]?.text == "confirmed"))
                }
            }
        }
        return result
    }

    private func expected(_ tenant: SimulatedTenant) -> Set<Fact> {
        Set(
            tenant.lucca.leaves.filter { $0.isActive && !$0.hasCancellationDate }.map {
                Fact(
                    employee: $0.employee, account: $0.account, day: $0.day.description, isMorning: $0.isMorning,
                    seconds: $0.seconds ?? 0, isConfirmed: $0.isConfirmed)
            })
    }

    @Test(arguments: LuccaBehaviour.Generation2.LeaveDays.allCases)
    func theirDaysAreTheHalfDaysThatCountInGeneration1(_ form: LuccaBehaviour.Generation2.LeaveDays) async throws {
        let configuration = SimulatorConfiguration(tenants: 1, employees: 200, hasLimits: false)
        try await Stage.run(configuration) { stage, tenant async throws in
            tenant.lucca.behaviour.generation2.leaveDays = form
            let token = try await stage.luccaToken(tenant)
            let rows = try await stage.everyRow("leaves?include=links&limit=100", token: token)
            #expect(try facts(rows) == expected(tenant))
            #expect(rows.contains { $0["status"]?.text == "cancelled" && $0["days"]?.elements?.isEmpty == false })
            let ranges = Set(rows.flatMap { $0["days"]?.elements ?? [] }.compactMap { $0["range"]?.text })
            #expect(ranges.contains("allDay") == (form != .halfDays))
            for row in rows {
                let dates = try #require(row["days"]?.elements).compactMap { $0["date"]?.text }
                #expect(form == .unordered ? dates == dates.sorted(by: >) : dates == dates.sorted())
                #expect([dates.min(), dates.max()] == [row["startsOn"]?.text, row["endsOn"]?.text])
            }
        }
    }

    @Test func theyFollowWhatPeopleDo() async throws {
        try await Stage.run { stage, tenant async throws in
            let token = try await stage.luccaToken(tenant)
            let employee = try #require(
                tenant.lucca.employees.first { $0.contractEnd == nil && $0.contractStart < stage.world.today }
            ).id
            let accounts = tenant.lucca.leaveAccounts.map(\.id)
            let day = try #require(SimulatedDay("2027-09-06"))
            let period = try tenant.lucca.apply(
                .addLeave(
                    employee: employee, account: accounts[0], from: day, startsInMorning: false, halfDays: 4, isConfirmed: false,
                    seconds: nil))
            func rows() async throws -> [JSONValue] {
                let ids = tenant.lucca.absences.filter { $0.period == period }.map { String($0.id) }
                return try await stage.lucca2("leaves?id=\(ids.joined(separator: ","))", token: token).items
            }
            var row = try #require(try await rows().first)
            #expect(row["status"]?.text == "tentative")
            #expect([row["startsOn"], row["startPosition"]] == [.string("2027-09-06"), .string("secondHalfDay")])
            #expect([row["endsOn"], row["endPosition"]] == [.string("2027-09-08"), .string("firstHalfDay")])
            #expect(row["days"]?.elements?.map { $0["range"]?.text } == ["secondHalfDay", "allDay", "firstHalfDay"])
            #expect(row["totalDuration"]?["value"] == .number("2"))
            try tenant.lucca.apply(.confirmPeriod(period: period, isConfirmed: true))
            try tenant.lucca.apply(.shortenPeriod(period: period, halfDays: 3))
            row = try #require(try await rows().first)
            #expect(row["status"]?.text == "confirmed" && row["days"]?.elements?.count == 1)
            try tenant.lucca.apply(.changeReason(period: period, account: accounts[1]))
            let both = try await rows()
            #expect(both.map { $0["status"]?.text } == ["cancelled", "confirmed"])
            #expect(both.map { $0["leaveAccount"]?["id"]?.text } == accounts.prefix(2).map(String.init))
            #expect(try facts(try await stage.everyRow("leaves?include=links&limit=100", token: token)) == expected(tenant))
        }
    }

    @Test func filtersKnowEmployeesStartsAndStatuses() async throws {
        try await Stage.run { stage, tenant async throws in
            let token = try await stage.luccaToken(tenant)
            let absences = tenant.lucca.absences
            let day = stage.world.today
            let employee = try #require(absences.first).employee
            func ids(_ query: String) async throws -> [Int] {
                try await stage.everyRow("leaves?include=links&limit=100&\(query)", token: token).compactMap {
                    $0["id"]?.text.flatMap { Int($0) }
                }
            }
            func wanted(_ isWanted: (SimulatedAbsence) -> Bool) -> [Int] { absences.filter(isWanted).map(\.id) }
            #expect(try await ids("employee.id=\(employee)") == wanted { $0.employee == employee })
            for spelling in ["..--\(day)", ",\(day)", "..,\(day)"] {
                #expect(try await ids("startsOn.between=\(spelling)") == wanted { $0.halfDays[0].day <= day })
            }
            for spelling in ["\(day)--\(day.adding(90))", "\(day),\(day.adding(90))"] {
                #expect(
                    try await ids("startsOn.between=\(spelling)")
                        == wanted { (day...day.adding(90)).contains($0.halfDays[0].day) })
            }
            #expect(try await ids("startsOn.between=\(day)--..") == wanted { $0.halfDays[0].day >= day })
            #expect(try await ids("status=cancelled") == wanted(\.isCancelled))
            #expect(try await stage.lucca2("leaves?startsOn.between=\(day)", token: token).status == 400)
            tenant.lucca.behaviour.generation2.leaveFilters = .ignored
            #expect(try await ids("employee.id=\(employee)") == absences.map(\.id))
            tenant.lucca.behaviour.generation2.leaveFilters = .refused
            #expect(try await stage.lucca2("leaves?employee.id=\(employee)", token: token).status == 400)
        }
    }

    @Test func statusesHaveSeveralWords() async throws {
        try await Stage.run { stage, tenant async throws in
            let token = try await stage.luccaToken(tenant)
            func words() async throws -> Set<String> {
                Set(try await stage.everyRow("leaves?include=links&limit=100", token: token).compactMap { $0["status"]?.text })
            }
            #expect(try await words() == ["tentative", "confirmed", "cancelled"])
            tenant.lucca.behaviour.generation2.leaveStatuses = .prose
            #expect(try await words() == ["pending", "approved", "denied", "rejected"])
            tenant.lucca.behaviour.generation2.leaveStatuses = .unknown
            #expect(try await words() == ["awaitingSignature", "confirmed", "cancelled"])
        }
    }

    @Test func idsAreTheirOwnAccountsAreEmbeddedAndIllnessHasDetails() async throws {
        try await Stage.run { stage, tenant async throws in
            let token = try await stage.luccaToken(tenant)
            let reply = try await stage.lucca2("leaves?include=embedded&limit=100", token: token)
            #expect(reply.items.allSatisfy { $0["id"]?.text != nil })
            #expect(tenant.lucca.absences.allSatisfy { $0.id != $0.period })
            let accounts = tenant.lucca.leaveAccounts
            let sick = try #require(accounts.first { $0.isSickLeave })
            try tenant.lucca.apply(.renameLeaveAccount(account: sick.id, name: "Arrêt"))
            for row in reply.items {
                let account = try #require(row["leaveAccount"]?["id"]?.text)
                let embedded = reply.json["embedded"]?["leave-account"]?[account]
                #expect(embedded?["name"]?.text == accounts.first { String($0.id) == account }?.name)
                #expect(embedded?["isRemoteWork"] == nil)
                #expect((row["details"]?["nature"]?.text == SimulatedLucca.sickLeaveDetail) == (account == String(sick.id)))
            }
            let hours = try #require(accounts.first { $0.isCountedInHours }).id
            let units = try await stage.everyRow("leaves?include=links&limit=100", token: token).filter {
                $0["leaveAccount"]?["id"]?.text == String(hours)
            }.flatMap { $0["days"]?.elements ?? [] }
            #expect(units.allSatisfy { $0["duration"]?["unit"]?.text == "hours" })
        }
    }

    @Test func aHiddenEmployeesLeavesAreAbsent() async throws {
        try await Stage.run { stage, tenant async throws in
            let token = try await stage.luccaToken(tenant)
            let hidden = try #require(
                tenant.lucca.employees.first { employee in tenant.lucca.absences.contains { $0.employee == employee.id } })
            tenant.lucca.behaviour.hiddenDepartments = [hidden.departmentID]
            let rows = try await stage.everyRow("leaves?include=links&limit=100", token: token)
            #expect(!rows.isEmpty && !rows.contains { $0["employee"]?["id"]?.text == String(hidden.id) })
            tenant.lucca.behaviour.leaveDetails = .hidden
            #expect(try await stage.lucca2("leaves", token: token).items.isEmpty)
        }
    }
}
