import SyncCore
import SyncTestKit
import Testing

@Suite("SyncPlanner, extra data")
struct FieldPlannerTests {
    private static let mobile = FieldID(.standard(.mobile))

    @Test func aNewValueIsWrittenOnceAndEachPersonHasTheirOwn() throws {
        var world = try FieldWorld(FieldWorld.rule())
        world.set(.text("R489"))
        world.set(.text("R489"), of: "43")
        let plan = world.plan()
        #expect(plan.fieldWrites == ["42 caces=R489", "43 caces=R489"])
        #expect(Set(plan.fieldUpdates.flatMap { $0.values.map(\.digest) }).count == 2)
        #expect(plan.fieldUpdates.map(\.identifier) == ["00317", "00318"])
        #expect(plan.fieldProblems == [] && plan.writesNothing)
        for employee in ["42", "43"] as [EmployeeID] { world.remember("R489", of: employee) }
        #expect(world.plan().fieldWrites == [])
        world.set(.text("R490"))
        #expect(world.plan().fieldWrites == ["42 caces=R490"])
        #expect(world.plan().fieldUpdates.first?.values.first?.written == [world.digest("R489")])
    }

    @Test func withoutRulesNothingIsPlannedWhateverIsRemembered() throws {
        var world = try FieldWorld()
        world.set(.text("R489"))
        world.remember("R488")
        #expect(world.plan().fields == FieldPlan())
    }

    @Test func oneFieldGoesToSeveralTargetsAndSeveralFieldsToOneResource() throws {
        var world = try FieldWorld(
            FieldWorld.rule(), FieldWorld.rule(to: .custom("fin"), form: .date),
            FieldRule(field: LuccaField(id: Self.mobile, format: .text), target: .mobile))
        world.set(.day(Sample.day("2028-01-15")))
        world.set(.text("06 12"), Self.mobile)
        let plan = world.plan()
        #expect(plan.fieldUpdates.count == 1)
        #expect(plan.fieldWrites == ["42 caces=15/01/2028", "42 fin=2028-01-15T00:00:00", "42 mobile=06 12"])
    }

    // MARK: Who

    @Test func onlySyncedPeopleWithAResourceAreWritten() throws {
        var world = try FieldWorld(FieldWorld.rule(clears: true))
        let ids = ["42", "43", "44", "45", "46", "47"] as [EmployeeID]
        func employee(_ id: EmployeeID, _ number: String, _ department: DepartmentID, _ end: String? = nil) -> Employee {
            Employee(
                id: id, firstName: "", lastName: "", mail: "", login: "", employeeNumber: number, departmentID: department,
                contractEnd: end.map(Sample.day))
        }
        world.world.employees += [
            employee("44", "44", "1"), employee("45", "45", "9"), employee("46", "46", "1", "2026-11-23"),
            employee("47", "47", "1"),
        ]
        for number in ["45", "46", "47"] { world.world.planning.addResource(number) }
        world.world.unreadable = ["43"]
        world.world.catalogIsStale = true
        for id in ids { world.set(.text("R489"), of: id) }
        // 43 is unreadable, 44 has no resource, 45 is out of the scope, 46 has left; 47 is found in the catalog.
        #expect(world.plan().fieldWrites == ["42 caces=R489"])
        var input = world.world.input(asOf: PlannerWorld.day)
        input.catalog = world.world.planning.catalog
        #expect(SyncPlanner.plan(input).fieldWrites == ["42 caces=R489", "47 caces=R489"])
    }

    @Test func aNewResourceGetsItsFieldsInTheSameRun() throws {
        var world = try FieldWorld(FieldWorld.rule()) { $0.create = [.resources] }
        world.world.employees.append(
            Employee(
                id: "44", firstName: "Léa", lastName: "Roux", mail: "", login: "", employeeNumber: "00319", departmentID: "1"))
        world.set(.text("R489"), of: "44")
        // Of a former resource.
        world.remember("R489", of: "44", on: 999)
        var input = world.world.input(asOf: PlannerWorld.day)
        input.catalog = world.world.planning.catalog
        let plan = SyncPlanner.plan(input)
        #expect(plan.resourceCreations.map(\.employee.id) == ["44"])
        #expect(plan.fieldUpdates.map(\.resource) == [.new("44")])
        #expect(plan.fieldWrites == ["44 caces=R489"])
    }

    @Test func nothingIsRememberedOfAnotherResource() throws {
        var world = try FieldWorld(FieldWorld.rule(clears: true))
        world.set(.text("R489"))
        world.remember("R489", on: 999)
        #expect(world.plan().fieldWrites == ["42 caces=R489"])
        #expect(world.plan().fieldUpdates.first?.values.first?.written == [])
        world.set(nil)
        #expect(world.plan().fieldWrites == [], "what another resource has is not cleared here")
    }

    // MARK: Kept and refused

    @Test(arguments: [(FieldMemory.State.kept, "field_kept"), (.refused, "field_refused")])
    func whatDidNotWorkIsReportedInEachRunAndRetriedByAWholeRead(state: FieldMemory.State, code: String) throws {
        var world = try FieldWorld(FieldWorld.rule())
        world.set(.text("R489"))
        world.remember("R489", state, written: "R488")
        #expect(world.plan().fieldWrites == [])
        #expect(world.plan().fieldProblems == ["\(code) employee 42 (00317)"])
        let whole = world.plan(isReconciling: true)
        #expect(whole.fieldWrites == ["42 caces=R489"])
        #expect(whole.fieldUpdates.first?.values.first?.written == [world.digest("R488")])
        #expect(whole.fieldProblems == [])
        world.set(.text("R490"))
        #expect(world.plan().fieldWrites == ["42 caces=R490"], "another value is tried")
        world.set(nil)
        #expect(world.plan().fieldProblems == [], "Lucca has nothing to show")
    }

    @Test func aRuleThatReplacesTriesWhatWasKept() throws {
        var world = try FieldWorld(FieldWorld.rule(replaces: true))
        world.set(.text("R489"))
        world.remember("R489", .kept)
        #expect(world.plan().fieldWrites == ["42 caces=R489"])
        #expect(world.plan().fieldUpdates.first?.values.first?.replaces == true)
        world.world.fieldMemory = []
        world.remember("R489", .refused)
        #expect(world.plan().fieldWrites == [], "a refusal is none of the planners'")
    }

    @Test func whatMayHaveBeenWrittenIsTriedAgainAndCountsAsOurs() throws {
        var world = try FieldWorld(FieldWorld.rule(clears: true))
        world.set(.text("R490"))
        world.remember("R490", .writing, written: "R489")
        #expect(world.plan().fieldWrites == ["42 caces=R490"])
        world.set(.text("R491"))
        #expect(world.plan().fieldUpdates.first?.values.first?.written == ["R490", "R489"].map { world.digest($0) })
        world.set(nil)
        #expect(world.plan().fieldWrites == ["42 caces-"])
    }

    @Test func manyOfOneTargetAreOneProblem() throws {
        var world = try FieldWorld(FieldWorld.rule())
        for number in 100..<121 {
            let id = EmployeeID("\(number)")
            world.world.employees.append(
                Employee(
                    id: id, firstName: "", lastName: "", mail: "", login: "", employeeNumber: "\(number)", departmentID: "1"))
            let key = world.world.planning.addResource("\(number)")
            world.world.links[id] = ResourceLink(employeeID: id, resource: key, identityDigest: "", department: "1")
            world.set(.text("R489"), of: id)
            world.remember("R489", of: id, .kept)
        }
        #expect(world.plan().fieldProblems == ["field_kept tenant acme"])
        let problems = FieldFinding.problems(world.plan().fieldFindings, of: try Sample.slug())
        #expect(
            problems.map(\.finding)
                == [.fieldKept(field: ShownText("e_caces"), target: ShownText("caces"), people: 21)])
        world.world.fieldMemory.removeLast()
        #expect(world.plan().fieldProblems.count == 20)
    }

    // MARK: Clearing

    @Test func aValueThatIsGoneIsClearedOnlyWhereTheRuleSaysSo() throws {
        for clears in [true, false] {
            var world = try FieldWorld(FieldWorld.rule(clears: clears))
            world.remember("R489")
            #expect(world.plan().fieldWrites == (clears ? ["42 caces-"] : []))
            #expect(world.plan().fieldProblems == [])
        }
    }

    @Test func onlyWhatPasserelleWroteIsCleared() throws {
        var world = try FieldWorld(FieldWorld.rule(clears: true, replaces: true))
        #expect(world.plan().fieldWrites == [], "nothing was written")
        world.remember("R489", .kept)
        #expect(world.plan().fieldWrites == [], "nothing of ours stands there")
        world.world.fieldMemory = []
        world.remember("R489", .kept, written: "R488")
        #expect(world.plan().fieldWrites == ["42 caces-"])
        #expect(world.plan().fieldUpdates.first?.values.first?.replaces == false)
        world.world.fieldMemory = []
        world.remember("", .refused, written: "R488")
        #expect(world.plan().fieldWrites == [], "the clearing was refused before")
        #expect(world.plan().fieldProblems == ["field_refused employee 42 (00317)"])
    }

    /// Employees 100, 101 … have extra data that Passerelle wrote, the first so many no longer in Lucca.
    private func holders(_ count: Int, gone: Int, brake: Brake) throws -> FieldWorld {
        var world = try FieldWorld(FieldWorld.rule(clears: true)) { $0.brake = brake }
        for number in 0..<count {
            let id = EmployeeID("\(100 + number)")
            world.world.employees.append(
                Employee(id: id, firstName: "", lastName: "", mail: "", login: "", employeeNumber: "\(id)", departmentID: "1"))
            let key = world.world.planning.addResource("\(id)")
            world.world.links[id] = ResourceLink(employeeID: id, resource: key, identityDigest: "", department: "1")
            world.remember("R489", of: id)
            if number >= gone { world.set(.text("R489"), of: id) }
        }
        world.set(.text("new"))
        return world
    }

    @Test(arguments: [(50, 11, true), (50, 10, false), (60, 12, false), (60, 13, true)])
    func moreClearingsThanTheBrakeLetsPassAreWithheld(count: Int, gone: Int, holds: Bool) throws {
        let world = try holders(count, gone: gone, brake: Brake())
        let plan = world.plan()
        #expect(plan.fieldWrites.count == (holds ? 1 : gone + 1), "other values are written")
        #expect(plan.fieldClearsWithheld.count == (holds ? gone : 0))
        #expect(plan.fieldProblems == (holds ? ["deletions_withheld tenant acme"] : []))
        #expect(plan.withheld.isEmpty && plan.brakeReasons.isEmpty, "events are none of it")
    }

    @Test(arguments: [("lea", "2026-12-01T08:00:00Z"), (nil, "2026-12-01T08:00:00Z")])
    func aDeclinedClearingIsWithheldWhateverTheBrakeSays(login: String?, at: String) throws {
        var world = try FieldWorld(FieldWorld.rule(clears: true))
        world.remember("R489")
        world.world.fieldMemory[0].declined = Decline(at: Sample.instant(at), by: login)
        let plan = world.plan()
        #expect(plan.fieldWrites == [] && plan.fieldClearsWithheld == ["42"])
        #expect(
            plan.problems.map(\.finding)
                == [.fieldClearsDeclined(employees: ["42"], at: ShownText(at), by: login.map { ShownText($0) })])
        #expect(world.plan(approving: ["42"]).fieldWrites == ["42 caces-"])
        world.set(.text("R482"))
        #expect(world.plan().fieldWrites == ["42 caces=R482"], "only the clearing was declined")
    }

    @Test func declinedClearingsDoNotCountForTheBrake() throws {
        var world = try holders(50, gone: 12, brake: Brake())
        let decline = Decline(at: Sample.instant("2026-12-01T08:00:00Z"), by: "lea")
        for index in 0..<2 { world.world.fieldMemory[index].declined = decline }
        let plan = world.plan()
        #expect(plan.fieldClearsWithheld.count == 2, "ten others are few")
        #expect(plan.fieldWrites.count == 11)
    }

    @Test func approvedClearingsHappenAndOthersAreJudged() throws {
        let world = try holders(50, gone: 24, brake: Brake())
        let withheld = world.plan().fieldClearsWithheld
        #expect(withheld.count == 24)
        let some = world.plan(approving: Set(withheld.prefix(12)))
        #expect(some.fieldWrites.count == 13 && some.fieldClearsWithheld == Array(withheld.dropFirst(12)))
        #expect(world.plan(approving: Set(withheld.prefix(14))).fieldClearsWithheld == [], "ten others are few")
        #expect(world.plan(approving: Set(withheld)).fieldWrites.count == 25)
    }

    // MARK: Unreadable

    @Test func aFieldThatCameForNobodyProvesNothing() throws {
        var world = try FieldWorld(FieldWorld.rule(clears: true), FieldWorld.rule(to: .phone))
        world.remember("R489")
        world.remember("R489", of: "43", .kept)
        world.world.fields.unreadable = [FieldWorld.license]
        #expect(world.plan().fieldWrites == [])
        #expect(world.plan().fieldProblems == ["field_unreadable tenant acme"])
        world.world.fields.unreadable = [Self.mobile]
        #expect(world.plan().fieldWrites == ["42 caces-"], "a field without a rule says nothing")
    }

    @Test func aValueWithoutALabelIsNeitherWrittenNorCleared() throws {
        var world = try FieldWorld(FieldWorld.rule(clears: true), FieldWorld.rule(to: .phone))
        world.remember("R489")
        world.set(.unlabelled)
        world.set(.several([.text("R489"), .unlabelled]), of: "43")
        for areUnreadable in [false, true] {
            world.world.fields.areLabelsUnreadable = areUnreadable
            let plan = world.plan()
            #expect(plan.fieldWrites == [])
            #expect(
                plan.problems.map(\.finding)
                    == [
                        .fieldUnlabelled(
                            field: ShownText("e_caces"), people: 2, areLabelsUnreadable: areUnreadable, generation: .first)
                    ])
        }
        world.set(.unreadable)
        world.set(nil, of: "43")
        #expect(world.plan().fieldWrites == [])
        #expect(
            world.plan().problems.map(\.finding) == [.fieldValuesUnreadable(field: ShownText("e_caces"), people: 1)])
    }
}
