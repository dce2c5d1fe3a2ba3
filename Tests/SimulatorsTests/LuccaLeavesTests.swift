import Simulators
import Testing

@Suite("Lucca absences")
struct LuccaLeavesTests {
    private let everyone = "leavePeriod.owner.legalEntityId=1,2,3"
    private let fields = "fields=id,date,isAm,value,isActive,cancellationDate,leaveAccount,leavePeriod,collection.count"

    private func leaves(_ date: String, _ owner: String? = nil, _ rest: String = "&orderBy=id,asc&paging=0,10000") -> String {
        "/api/v3/leaves?date=\(date)&\(owner ?? everyone)&\(fields)\(rest)"
    }

    @Test func aDateAndAnOwnerFilterAreBothMandatory() async throws {
        try await Stage.run { stage, tenant async throws in
            #expect(try await stage.lucca("/api/v3/leaves?date=2026-12-01&fields=id", as: tenant).status == 400)
            #expect(try await stage.lucca("/api/v3/leaves?\(everyone)&fields=id", as: tenant).status == 400)
            #expect(try await stage.lucca(leaves("between,2026-12-01"), as: tenant).status == 400)
            #expect(try await stage.lucca(leaves("2026-12-01"), as: tenant).status == 200)
        }
    }

    @Test func dateFormsSelectWhatTheySay() async throws {
        try await Stage.run { stage, tenant async throws in
            let all = tenant.lucca.leaves
            let from = try #require(SimulatedDay("2026-12-01"))
            let through = try #require(SimulatedDay("2026-12-31"))
            func ids(_ isWanted: (SimulatedLeave) -> Bool) -> [Int] { all.filter(isWanted).map(\.id) }
            let between = try await stage.lucca(leaves("between,2026-12-01,2026-12-31"), as: tenant)
            #expect(between.ids == ids { $0.day >= from && $0.day <= through })
            #expect(between.count == between.ids.count)
            #expect(!between.ids.isEmpty)
            #expect(try await stage.lucca(leaves("since,2026-12-31"), as: tenant).ids == ids { $0.day >= through })
            #expect(try await stage.lucca(leaves("until,2026-12-01"), as: tenant).ids == ids { $0.day <= from })
            let busy = try #require(all.first).day
            #expect(try await stage.lucca(leaves("\(busy)"), as: tenant).ids == ids { $0.day == busy })
        }
    }

    @Test func theDepartmentFilterLooksAtTheDepartmentNow() async throws {
        try await Stage.run { stage, tenant async throws in
            let leave = try #require(tenant.lucca.leaves.first)
            let old = try #require(tenant.lucca.employees.first { $0.id == leave.employee }).departmentID
            let new = try #require(tenant.lucca.departments.first { $0.id != old }).id
            func has(_ department: Int) async throws -> Bool {
                let reply = try await stage.lucca(
                    leaves("\(leave.day)", "leavePeriod.owner.departmentId=\(department)"), as: tenant)
                return reply.ids.contains(leave.id)
            }
            #expect(try await has(old))
            try tenant.lucca.apply(.moveEmployee(employee: leave.employee, department: new))
            #expect(try await !has(old))
            #expect(try await has(new))
        }
    }

    @Test func ownersCanBeNamed() async throws {
        try await Stage.run { stage, tenant async throws in
            let employee = try #require(tenant.lucca.leaves.first).employee
            let reply = try await stage.lucca(leaves("since,2020-01-01", "leavePeriod.ownerId=\(employee)"), as: tenant)
            #expect(reply.ids == tenant.lucca.leaves(ofEmployee: employee).map(\.id))
            #expect(reply.items.first?["leavePeriod"]?["ownerId"]?.integer == employee)
        }
    }

    @Test func identifiersAreTextAndCancelledRowsComeBack() async throws {
        try await Stage.run(SimulatorConfiguration(tenants: 1, employees: 300)) { stage, tenant async throws in
            let items = try await stage.lucca(leaves("since,2020-01-01", nil, "&paging=0,10000"), as: tenant).items
            #expect(items.allSatisfy { $0["id"]?.text != nil })
            #expect(items.contains { $0["isActive"] == .bool(false) && $0["cancellationDate"] == .null })
            #expect(items.contains { $0["isActive"] == .bool(true) && $0["cancellationDate"] != .null })
            #expect(items.contains { $0["isActive"] == .bool(false) && $0["cancellationDate"] != .null })
        }
    }

    @Test func datesComeWithOrWithoutATime() async throws {
        try await Stage.run { stage, tenant async throws in
            #expect(try await stage.lucca(leaves("since,2026-12-01"), as: tenant).items.first?["date"]?.text?.count == 10)
            tenant.lucca.behaviour.dateForm = .dateTime
            #expect(
                try await stage.lucca(leaves("since,2026-12-01"), as: tenant).items.first?["date"]?.text?.hasSuffix("T00:00:00")
                    == true)
        }
    }

    @Test func isAmIsAlsoSpelledInOtherLetters() async throws {
        try await Stage.run { stage, tenant async throws in
            tenant.lucca.behaviour.letterCase = .seen
            let text = try await stage.lucca(leaves("since,2026-12-01"), as: tenant).text
            #expect(text.contains("\"isAM\":"))
            #expect(text.contains("\"ownerID\":"))
            #expect(!text.contains("\"isAm\":"))
        }
    }

    @Test func remoteWorkAndHoursAreMarked() async throws {
        try await Stage.run(SimulatorConfiguration(tenants: 1, employees: 300)) { stage, tenant async throws in
            let items = try await stage.lucca(leaves("since,2020-01-01"), as: tenant).items
            let remote = items.filter { $0["leaveAccount"]?["isRemoteWork"] == .bool(true) }
            #expect(Set(remote.compactMap { $0["leaveAccount"]?["name"]?.text }) == ["Télétravail"])
            let hours = Set(items.compactMap { $0["value"]?.text })
            #expect(hours.contains("02:30:00"))
            tenant.lucca.behaviour.servesRemoteWork = false
            #expect(
                try await stage.lucca(leaves("2026-12-02"), as: tenant).items.allSatisfy {
                    $0["leaveAccount"]?["isRemoteWork"] == nil
                })
        }
    }

    @Test func weekendsAndPublicHolidaysHaveNoRow() async throws {
        try await Stage.run(SimulatorConfiguration(tenants: 1, employees: 300)) { _, tenant async throws in
            let days = Set(tenant.lucca.leaves.map(\.day))
            #expect(!days.isEmpty)
            #expect(!days.contains { $0.isWeekend })
            for holiday in ["2026-12-25", "2027-01-01", "2027-03-29", "2027-05-06", "2027-05-17"] {
                let day = try #require(SimulatedDay(holiday))
                #expect(!days.contains(day))
            }
        }
    }

    @Test func pagingDefaultsToAThousandAndTakesTenThousand() async throws {
        try await Stage.run(SimulatorConfiguration(tenants: 1, employees: 300)) { stage, tenant async throws in
            #expect(try await stage.lucca(leaves("since,2020-01-01", nil, ""), as: tenant).items.count == 1000)
            let most = try await stage.lucca(leaves("since,2020-01-01"), as: tenant)
            let total = try #require(most.count)
            #expect(most.items.count == min(10_000, total))
            #expect(try await stage.lucca(leaves("since,2020-01-01", nil, "&paging=0,10001"), as: tenant).status == 400)
        }
    }

    @Test func tooManyRowsTakeTooLong() async throws {
        try await Stage.run { stage, tenant async throws in
            tenant.lucca.behaviour.rowsWithinTime = 100
            #expect(try await stage.lucca(leaves("since,2020-01-01"), as: tenant).status == 408)
            #expect(
                try await stage.lucca(leaves("since,2020-01-01", nil, "&orderBy=id,asc&paging=0,100"), as: tenant).status == 200)
        }
    }

    @Test func withoutAnOrderPagesOverlap() async throws {
        try await Stage.run { stage, tenant async throws in
            let first = try await stage.lucca(leaves("since,2020-01-01", nil, "&paging=0,300"), as: tenant)
            let second = try await stage.lucca(leaves("since,2020-01-01", nil, "&paging=300,300"), as: tenant)
            #expect(!Set(first.ids).isDisjoint(with: second.ids))
            let steady = try await stage.lucca(
                leaves("since,2020-01-01", nil, "&orderBy=date,asc,id,asc&paging=0,300"), as: tenant)
            let next = try await stage.lucca(
                leaves("since,2020-01-01", nil, "&orderBy=date,asc,id,asc&paging=300,300"), as: tenant)
            #expect(Set(steady.ids).isDisjoint(with: next.ids))
        }
    }

    @Test func aRoleMayShowHalfOfAnAbsenceOrNothing() async throws {
        try await Stage.run { stage, tenant async throws in
            tenant.lucca.behaviour.leaveDetails = .withoutAccount
            #expect(
                try await stage.lucca(leaves("since,2026-12-01"), as: tenant).items.allSatisfy { $0["leaveAccount"] == .null })
            tenant.lucca.behaviour.leaveDetails = .withoutPeriod
            #expect(try await stage.lucca(leaves("since,2026-12-01"), as: tenant).items.allSatisfy { $0["leavePeriod"] == .null })
            tenant.lucca.behaviour.leaveDetails = .hidden
            let hidden = try await stage.lucca(leaves("since,2026-12-01"), as: tenant)
            #expect(hidden.status == 200)
            #expect(hidden.count == 0)
        }
    }
}
