import SyncCore
import SyncTestKit
import Testing

@Suite("GenerationComparison")
struct GenerationComparisonTests {
    private static let day = PlannerWorld.day

    /// Two views of one synced tenant, which differ in ids alone until a test changes one of them.
    private struct Views {
        var first: ModelWorld
        var second: ModelWorld
        var fields = [FieldValues(), FieldValues()]
        var rules: [FieldRule] = []

        init(_ settings: (inout TenantSettings) -> Void = { _ in }) throws {
            first = try PlannerWorld.make(settings)
            first.planning.addType("Maladie")
            first.book("2026-12-14-AM", "2026-12-18-PM", period: "1")
            first.book("2026-12-22-AM", "2026-12-22-PM", employee: "43", period: "2", account: "8")
            first.book("2026-12-23-AM", "2026-12-23-AM", employee: "43", period: "3", account: "9")
            first.reasonRules["9"] = ReasonRule(accountID: "9", destination: .ignore, origin: .operator)
            first.sync(asOf: GenerationComparisonTests.day)
            second = first
            second.readSecondGeneration()
            // It has no flag for remote work.
            second.accounts = second.accounts.map { LeaveAccount(id: $0.id, name: $0.name) }
        }

        var comparison: GenerationComparison {
            func side(_ generation: LuccaGeneration, _ world: ModelWorld, _ fields: FieldValues) -> GenerationSide {
                let input = world.input(asOf: GenerationComparisonTests.day)
                return GenerationSide(
                    generation, input: input, plan: world.plan(asOf: GenerationComparisonTests.day), fields: fields)
            }
            return GenerationComparison(side(.first, first, fields[0]), side(.second, second, fields[1]), fieldRules: rules)
        }

        /// Each difference in one line.
        var told: [String] {
            comparison.differences.map { difference in
                "\(difference.rule.rawValue) \(Self.text(difference.subject)): \(Self.text(difference.first)) | \(Self.text(difference.second))"
            }
        }

        private static func text(_ subject: GenerationDifference.Subject) -> String {
            switch subject {
            case .employee(let id): id.value
            case .department(let id): "d\(id)"
            case .leaveAccount(let id): "a\(id)"
            case .field(let id): id.value
            case .employeeField(let id, let field): "\(id) \(field)"
            case .tenant: "tenant"
            }
        }

        private static func text(_ statement: GenerationDifference.Statement) -> String {
            switch statement {
            case .nothing: "-"
            case .present: "yes"
            case .department(let id): "in \(id)"
            case .outOfScope(let id): "outside in \(id)"
            case .left(let day): "left \(day)"
            case .lastDay(let day): day.map { "\($0)" } ?? "no end"
            case .identifier(let text): text
            case .unreadable: "unreadable"
            case .rows(let count): "\(count) rows"
            case .people(let count): "\(count) people"
            case .ignored: "ignored"
            case .absences(let absences):
                absences.map { absence in
                    let days = "\(absence.start)".prefix(10) + "…" + "\(absence.end)".prefix(10)
                    return days + " \(absence.accountID)" + (absence.isPending ? " pending" : "")
                }.joined(separator: ", ")
            }
        }
    }

    private func edit(_ world: inout ModelWorld, _ id: EmployeeID, _ body: (inout Employee) -> Void) {
        for index in world.employees.indices where world.employees[index].id == id { body(&world.employees[index]) }
    }

    @Test("Ids, names, logins and former employees are no difference")
    func same() throws {
        var views = try Views()
        edit(&views.second, "42") { employee in
            (employee.firstName, employee.lastName, employee.login) = ("ZOE", "martin", "")
        }
        views.first.employees.append(
            Employee(id: "44", employeeNumber: "00319", departmentID: "1", contractEnd: Sample.day("2026-10-31")))
        let comparison = views.comparison
        #expect(comparison.isSame && views.told.isEmpty && comparison.notices.isEmpty)
        let (first, second) = (comparison.counts[0], comparison.counts[1])
        #expect(first.generation == .first && first.unchanged == 2 && first.updated == 0)
        #expect(second.generation == .second && second.updated == 2 && second.rewritten == 2)
        #expect(second.created == 0 && second.deleted == 0 && second.absences == first.absences)
    }

    @Test("People: in one only, department, identifier, last day; and the departments of the scope")
    func people() throws {
        var views = try Views()
        views.first.employees.append(Employee(id: "44", employeeNumber: "00319", departmentID: "1"))
        views.second.employees.append(Employee(id: "45", employeeNumber: "00320", departmentID: "2"))
        views.first.employees.append(Employee(id: "45", employeeNumber: "00320", departmentID: "9"))
        views.second.employees.append(
            Employee(id: "44", employeeNumber: "00319", departmentID: "1", contractEnd: Sample.day("2026-11-23")))
        edit(&views.second, "42") { employee in
            employee.departmentID = "2"
            employee.employeeNumber = " 317 "
        }
        edit(&views.first, "43") { $0.contractEnd = Sample.day("2027-03-31") }
        views.second.departments.append(Department(id: "5", name: "Nouveau", hierarchy: "/1/3/"))
        #expect(
            views.told == [
                "scope_department d5: - | yes", "person 44: in 1 | left 2026-11-23", "person 45: outside in 9 | in 2",
                "person_department 42: in 1 | in 2", "identifier 42: 00317 | 317", "last_day 43: 2027-03-31 | no end",
            ])
    }

    @Test("Another e-mail address counts where the tenant matches by it, and is not kept")
    func email() throws {
        for matches in [true, false] {
            var views = try Views { $0.matchEmail = matches }
            edit(&views.second, "42") { $0.mail = "other@acme.fr" }
            edit(&views.second, "43") { $0.mail = "LUC@acme.fr " }
            #expect(views.told == (matches ? ["email 42: yes | yes"] : []))
        }
    }

    @Test("A login that generation 2 does not have is a notice, not a difference")
    func login() throws {
        var views = try Views { $0.identifier = .login }
        for world in [\Views.first, \.second] {
            for (id, login) in [("42", "zmartin"), ("43", "lpetit")] as [(EmployeeID, String)] {
                for (key, resource) in views[keyPath: world].planning.resources
                where resource.registrationNumber == (id == "42" ? "00317" : "00318") {
                    views[keyPath: world].planning.resources[key]?.registrationNumber = login
                }
            }
            views[keyPath: world].sync(asOf: Self.day)
        }
        for id in ["42", "43"] as [EmployeeID] { edit(&views.second, id) { $0.login = "" } }
        #expect(views.comparison.notices == [.identifierNotServed(.login, by: .second)])
        #expect(views.told.isEmpty)
    }

    @Test("Absences: in one only, other days, other groups, another leave account, another approval")
    func absences() throws {
        var views = try Views()
        func also(_ first: String, _ last: String, _ period: LeavePeriodID, account: LeaveAccountID = "7") {
            views.first.book(first, last, period: period, account: account)
        }
        also("2027-01-04-AM", "2027-01-04-PM", "10")
        also("2027-01-11-AM", "2027-01-12-PM", "11")
        also("2027-01-18-AM", "2027-01-19-PM", "12")
        also("2027-01-25-AM", "2027-01-25-PM", "13")
        also("2027-02-01-AM", "2027-02-01-PM", "14")
        views.second.book("2027-01-11-AM", "2027-01-11-PM", period: "v2-11")
        views.second.book("2027-01-18-AM", "2027-01-18-PM", period: "v2-12")
        views.second.book("2027-01-19-AM", "2027-01-19-PM", period: "v2-99")
        views.second.book("2027-01-25-AM", "2027-01-25-PM", period: "v2-13", account: "8")
        views.second.book("2027-02-01-AM", "2027-02-01-PM", period: "v2-14", status: .pending)
        views.second.book("2027-02-08-AM", "2027-02-08-PM", period: "v2-15")
        // Pending ones do not count, and are not compared.
        views.second.book("2027-02-15-AM", "2027-02-15-PM", period: "v2-16", status: .pending)
        #expect(
            views.told == [
                "absence 42: 2027-01-03…2027-01-04 7 | -", "absence 42: - | 2027-02-07…2027-02-08 7",
                "absence_bounds 42: 2027-01-10…2027-01-12 7 | 2027-01-10…2027-01-11 7",
                "absence_grouping 42: 2027-01-17…2027-01-19 7 | 2027-01-17…2027-01-18 7, 2027-01-18…2027-01-19 7",
                "leave_account 42: 2027-01-24…2027-01-25 7 | 2027-01-24…2027-01-25 8",
                "approval 42: 2027-01-31…2027-02-01 7 | 2027-01-31…2027-02-01 7 pending",
            ])
    }

    @Test("Where pending absences count, the approval is compared all the same")
    func pendingCounts() throws {
        var views = try Views { $0.includePending = true }
        views.first.book("2027-02-01-AM", "2027-02-01-PM", period: "14")
        views.second.book("2027-02-01-AM", "2027-02-01-PM", period: "v2-14", status: .pending)
        #expect(views.told == ["approval 42: 2027-01-31…2027-02-01 7 | 2027-01-31…2027-02-01 7 pending"])
    }

    @Test("Where pending absences count, requests listed in another order or grouped otherwise are no other approval")
    func pendingInOtherGroups() throws {
        var views = try Views { $0.includePending = true }
        // Two requests for one day.
        views.first.book("2027-02-01-AM", "2027-02-01-PM", period: "14")
        views.first.book("2027-02-01-AM", "2027-02-01-PM", period: "15", status: .pending)
        views.second.book("2027-02-01-AM", "2027-02-01-PM", period: "v2-20", status: .pending)
        views.second.book("2027-02-01-AM", "2027-02-01-PM", period: "v2-21")
        #expect(views.told == [])
        // A day that was requested twice, the second time by itself, is one request there.
        views.first.book("2027-02-08-AM", "2027-02-10-PM", period: "16")
        views.first.book("2027-02-09-AM", "2027-02-09-PM", period: "17", status: .pending)
        views.second.book("2027-02-08-AM", "2027-02-10-PM", period: "v2-22")
        views.second.book("2027-02-09-AM", "2027-02-09-PM", period: "v2-22", status: .pending)
        #expect(
            views.told == [
                "absence_grouping 42: 2027-02-08…2027-02-09 7 pending | 2027-02-07…2027-02-10 7 pending"
            ])
    }

    @Test("A half-day that only one of them approves is one difference, with the absences that hold it")
    func approvalInOtherGroups() throws {
        var views = try Views { $0.includePending = true }
        views.first.book("2027-02-08-AM", "2027-02-10-PM", period: "16")
        views.second.book("2027-02-08-AM", "2027-02-09-PM", period: "v2-22")
        views.second.book("2027-02-10-AM", "2027-02-10-PM", period: "v2-23", status: .pending)
        // Of one request, a day: its absence is pending in both.
        views.first.book("2027-02-15-AM", "2027-02-15-PM", period: "18")
        views.first.book("2027-02-16-AM", "2027-02-16-PM", period: "18", status: .pending)
        views.second.book("2027-02-15-AM", "2027-02-16-PM", period: "v2-24", status: .pending)
        #expect(
            views.told == [
                "absence_grouping 42: 2027-02-07…2027-02-10 7 | 2027-02-07…2027-02-09 7, 2027-02-09…2027-02-10 7 pending",
                "approval 42: 2027-02-07…2027-02-10 7 | 2027-02-09…2027-02-10 7 pending",
                "approval 42: 2027-02-14…2027-02-16 7 pending | 2027-02-14…2027-02-16 7 pending",
            ])
    }

    @Test("Hours of one half-day are compared exactly")
    func hours() throws {
        var views = try Views()
        views.first.book("2027-01-04-AM", "2027-01-04-AM", period: "10", seconds: 7200)
        views.second.book("2027-01-04-AM", "2027-01-04-AM", period: "v2-10", seconds: 3600)
        #expect(views.told == ["absence_bounds 42: 2027-01-03…2027-01-04 7 | 2027-01-03…2027-01-04 7"])
    }

    @Test("Remote work without an operator's rule is told once for each account, and its absences are not")
    func remoteWork() throws {
        func told(_ rule: ReasonRule?) throws -> [String] {
            var views = try Views()
            for world in [\Views.first, \.second] {
                views[keyPath: world].accounts[2].name = "Hors site"
                views[keyPath: world].reasonRules["9"] = rule
            }
            return views.told
        }
        #expect(try told(nil) == ["remote_work a9: ignored | 1 people"])
        // A sync remembered it: nothing would be shown, and a change of generation asks for the rule all the same, since generation 2
        // does not say what the account is.
        #expect(
            try told(ReasonRule(accountID: "9", destination: .ignore, origin: .automatic)) == [
                "remote_work a9: ignored | -"
            ])
        #expect(try told(ReasonRule(accountID: "9", destination: .ignore, origin: .operator)) == [])
        #expect(try told(ReasonRule(accountID: "9", destination: .hide, origin: .operator)) == [])
    }

    @Test("Who is unreadable is not compared, and is named")
    func unreadable() throws {
        var views = try Views()
        views.second.unreadable = ["42"]
        views.second.leaves.removeAll { $0.employeeID == "42" }
        views.second.unownedLeaves = 2
        #expect(views.told == ["unreadable 42: yes | unreadable", "unattributed_rows tenant: 0 rows | 2 rows"])
    }

    @Test("Extra fields: whether a value differs, and never which")
    func fields() throws {
        var views = try Views()
        func field(_ id: String) throws -> LuccaField { LuccaField(id: try #require(FieldID(id)), format: .text) }
        let (site, phone, end, gone) = (try field("e_site"), try field("e_phone"), try field("e_end"), try field("e_gone"))
        views.rules = [site, phone, end, gone].enumerated().map { FieldRule(field: $1, target: .custom("C\($0)")) }
        views.rules.append(FieldRule(field: site, target: .phone))
        views.fields[0].values = [
            "42": [site.id: .text("Secret-A"), phone.id: .text("1"), end.id: .several([.text("x")])],
            "43": [site.id: .text(" Lyon")],
        ]
        views.fields[1].values = [
            "42": [site.id: .text("Secret-B"), end.id: .text("x")], "43": [site.id: .text("Lyon"), phone.id: .text("2")],
        ]
        views.fields[1].unreadable = [gone.id]
        #expect(
            views.told == [
                "field_unreadable e_gone: yes | -", "field 42 e_phone: yes | -", "field 42 e_site: yes | yes",
                "field 43 e_phone: - | yes",
            ])
        #expect(!"\(views.comparison)".contains("Secret"))
    }

    @Test("What no rule explains is told by what the planning would show")
    func planned() throws {
        var views = try Views()
        views.second.book("2027-01-04-AM", "2027-01-04-PM", period: "v2-10", account: "11")
        views.first.book("2027-01-04-AM", "2027-01-04-PM", period: "10", account: "11")
        // The account's name is another one there, and with it the type.
        views.first.accounts.append(LeaveAccount(id: "11", name: "Congés payés"))
        views.second.accounts.append(LeaveAccount(id: "11", name: "Maladie"))
        #expect(views.told == ["planned 42: yes | yes"])
    }

    @Test("Whatever Lucca holds, both ids of one world are the same", arguments: 0..<Proof.count(small: 20, full: 500))
    func randomWorlds(seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed) &+ 90_000)
        var world = try SyncPlannerPropertyTests.world(&random)
        for _ in 0..<30 { SyncPlannerPropertyTests.edit(&world, around: Self.day, &random) }
        world.reasonRules["9"] = ReasonRule(accountID: "9", destination: .ignore, origin: .operator)
        world.sync(asOf: Self.day)
        var view = SecondGenerationView(seed: UInt64(seed), regroups: false)
        var second = world
        second.leaves = view.leaves(world.leaves)
        func side(_ generation: LuccaGeneration, _ world: ModelWorld) -> GenerationSide {
            GenerationSide(
                generation, input: world.input(asOf: Self.day), plan: world.plan(asOf: Self.day), fields: FieldValues())
        }
        #expect(GenerationComparison(side(.first, world), side(.second, second), fieldRules: []).differences == [])
        // With the same days in other groups, nothing but that is a difference, whether pending ones count or not.
        world.tenant.settings.includePending = seed.isMultiple(of: 2)
        second = world
        view = SecondGenerationView(seed: UInt64(seed), regroups: true)
        second.leaves = view.leaves(world.leaves)
        let rules = Set(GenerationComparison(side(.first, world), side(.second, second), fieldRules: []).differences.map(\.rule))
        #expect(rules.isSubset(of: [.absenceGrouping]), "seed \(seed): \(rules)")
    }
}
