import Simulators
import Testing

@Suite("PlanningPME: lists")
struct PlanningListTests {
    @Test(arguments: PlanningBehaviour.ListForm.allCases)
    func theKindMayBeAskedForOrNot(_ form: PlanningBehaviour.ListForm) async throws {
        try await PlanningScene.run({ $0.listForm = form }) { scene async throws in
            let all = scene.tenant.planning.events
            for kind in ["Task", "Unavailability"] {
                let reply = try await scene.list(#","results":"\#(kind)""#)
                switch form {
                case .byName: #expect(reply.keys == all.filter { $0.kind == kind }.map(\.key))
                case .ignored: #expect(reply.keys == all.map(\.key))
                case .refused: #expect(reply.status == 400)
                }
            }
            #expect(try await scene.list().keys == all.map(\.key))
            #expect(try await scene.list(#","results":null"#).status == 200)
            let number = try await scene.list(#","results":85"#)
            if form == .byName { #expect(number.keys == all.filter { $0.kind == "Unavailability" }.map(\.key)) }
            if form == .byName { #expect(try await scene.list(#","results":"Holiday""#).status == 400) }
        }
    }

    @Test(arguments: PlanningBehaviour.Paging.allCases, [true, false])
    func pagesAreCountedAsTheBrandDoes(_ paging: PlanningBehaviour.Paging, _ total: Bool) async throws {
        try await PlanningScene.run({
            $0.paging = paging
            $0.servesTotal = total
        }) { scene async throws in
            let events = scene.tenant.planning.events.map(\.key)
            let departments = scene.tenant.planning.departments.map(\.key)
            for index in 0...2 {
                let first = paging == .fromZero ? index : max(0, index - 1)
                let things = try await scene.send("GET", "api/department?pageIndex=\(index)&pageSize=2")
                #expect(things.keys == (paging == .ignored ? departments : Array(departments.dropFirst(first * 2).prefix(2))))
                #expect((things.json["total"] != nil) == total)
            }
            let body = #"{"dateFrom":"2000-01-01","dateTo":"2100-01-01","pageIndex":1,"pageSize":3}"#
            let page = try await scene.send("POST", "api/do/list", body)
            #expect((page.json["total"] != nil) == total)
            switch paging {
            case .fromOne: #expect(page.keys == Array(events.prefix(3)))
            case .fromZero: #expect(page.keys == Array(events.dropFirst(3).prefix(3)))
            case .ignored: #expect(page.keys == events)
            }
        }
    }

    @Test func aLimitedViewHidesWhatIsFarAway() async throws {
        try await PlanningScene.run({ $0.viewDays = 30 }) { scene async throws in
            let days = [
                ("2026-10-31", false), ("2026-11-02", true), ("2026-12-01", true), ("2026-12-31", true), ("2027-01-01", false),
            ]
            for (day, isSeen) in days {
                let event = try await scene.create(scene.body(start: "\(day)T08:00:00", end: "\(day)T09:00:00"))
                #expect(try await scene.list().keys.contains(event.key) == isSeen, "\(day)")
                #expect(try await scene.get(event).json["key"]?.integer == event.key)
            }
            scene.stage.world.today = scene.stage.world.today.adding(1)
            #expect(try await scene.list().keys.contains(try #require(scene.tenant.planning.events.last).key))
            scene.tenant.planning.behaviour.viewDays = nil
            #expect(try await scene.list().keys.count == scene.tenant.planning.events.count)
        }
    }

    @Test func aNameIsALooseFilterOfResources() async throws {
        try await PlanningScene.run { scene async throws in
            let found = try await scene.send("GET", "api/resource?name=nacelle&pageSize=999")
            #expect(found.items.allSatisfy { $0["label"]?.text?.contains("Nacelle") ?? false } && !found.items.isEmpty)
        }
    }

    @Test(arguments: PlanningBehaviour.DepartmentForm.allCases)
    func aResourceNamesItsDepartmentsAsTheBrandDoes(_ form: PlanningBehaviour.DepartmentForm) async throws {
        try await PlanningScene.run({ $0.departmentForm = form }) { scene async throws in
            let department = try #require(scene.tenant.planning.departments.last).key
            let path = "api/resource/\(scene.resource)"
            let bodies = [
                (#"{"departments":[{"key":\#(department)}]}"#, PlanningBehaviour.DepartmentForm.list),
                (#"{"department":{"key":\#(department)}}"#, .single),
            ]
            for (body, written) in bodies {
                try scene.apply(.reset)
                let before = scene.tenant.planning.resources.first { $0.key == scene.resource }?.departments
                #expect(before != [department])
                let reply = try await scene.send("PUT", path, body).json
                let after = scene.tenant.planning.resources.first { $0.key == scene.resource }?.departments
                #expect(after == (written == form ? [department] : before))
                guard written == form else { continue }
                #expect((reply["departments"]?.elements?.first?["key"]?.integer == department) == (form == .list))
                #expect((reply["department"]?["key"]?.integer == department) == (form == .single))
            }
            let list = try await scene.send("GET", "api/resource?pageSize=999")
            #expect(list.items.allSatisfy { ($0["department"] != nil) == (form == .single) })
        }
    }
}
