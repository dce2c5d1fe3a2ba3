import Simulators
import Testing

@Suite("PlanningPME: times, days and zones")
struct EventTimeTests {
    /// How a brand reads ten o'clock, in summer and in winter.
    @Test(arguments: [
        (PlanningBehaviour.TimeInput.local, "", "08:00", "09:00"), (.local, "Z", "08:00", "09:00"),
        (.local, "+05:00", "08:00", "09:00"), (.utc, "", "10:00", "10:00"), (.utc, "Z", "10:00", "10:00"),
        (.utc, "+02:00", "08:00", "08:00"), (.both, "", "08:00", "09:00"), (.both, "Z", "10:00", "10:00"),
    ])
    func timesAreTakenAsTheBrandTakesThem(
        _ input: PlanningBehaviour.TimeInput, _ suffix: String, _ summer: String, _ winter: String
    ) async throws {
        try await PlanningScene.run({ $0.timeInput = input }) { scene async throws in
            for (day, hour) in [("2027-06-15", summer), ("2027-01-15", winter)] {
                let event = try await scene.create(
                    scene.body(start: "\(day)T10:00:00\(suffix)", end: "\(day)T11:00:00\(suffix)"))
                #expect(event.start == InstantText.parse("\(day)T\(hour):00Z"))
                #expect(event.end == event.start + 3600)
            }
        }
    }

    @Test(arguments: PlanningBehaviour.TimeForm.allCases)
    func timesAreAnsweredAsTheBrandHasThem(_ form: PlanningBehaviour.TimeForm) async throws {
        try await PlanningScene.run({ $0.timeForm = form }) { scene async throws in
            let event = try await scene.create(scene.body(start: "2027-06-15T10:00:00", end: "2027-06-15T11:00:00"))
            let single = try await scene.get(event).json["start"]?.text
            let row = try await scene.list().items.first { $0["key"]?.integer == event.key }
            #expect(single == (form == .local ? "2027-06-15T10:00:00" : "2027-06-15T08:00:00Z"))
            #expect(row?["start"]?.text == (form == .utc ? "2027-06-15T08:00:00Z" : "2027-06-15T10:00:00"))
        }
    }

    @Test(arguments: [("Europe/Paris", "06:00"), ("Indian/Reunion", "04:00"), ("America/Montreal", "12:00")])
    func localTimesAreThoseOfTheBrandsZone(_ zone: String, _ hour: String) async throws {
        try await PlanningScene.run({ $0.zone = zone }) { scene async throws in
            let event = try await scene.create(scene.body(start: "2027-06-15T08:00:00", end: "2027-06-15T11:00:00"))
            #expect(event.start == InstantText.parse("2027-06-15T\(hour):00Z"))
            #expect(try await scene.get(event).json["start"]?.text == "2027-06-15T08:00:00")
            let list = try await scene.send(
                "POST", "api/do/list", #"{"dateFrom":"2027-06-15T10:59:59","dateTo":"2027-06-15T11:30:00","pageSize":999}"#)
            #expect(list.keys.contains(event.key))
        }
    }

    @Test(arguments: [false, true])
    func theConfigurationMayNameTheZone(_ tells: Bool) async throws {
        try await PlanningScene.run({ $0.tellsZone = tells }) { scene async throws in
            #expect(try await scene.send("GET", "api/config").json["timeZone"]?.text == (tells ? "Europe/Paris" : nil))
        }
    }

    @Test func wholeDaysMayKeepTheirBounds() async throws {
        try await PlanningScene.run { scene async throws in
            let event = try await scene.create(scene.body(start: "2026-12-24T00:00:00", end: "2026-12-26T00:00:00"))
            let read = try await scene.get(event).json
            #expect(read["end"]?.text == "2026-12-26T00:00:00")
            #expect(read["allDay"] == .bool(false))
        }
    }

    @Test(arguments: [PlanningBehaviour.WholeDay.allDay, .allDayUntilLastMinute])
    func wholeDaysMayHaveToBeCalledSo(_ form: PlanningBehaviour.WholeDay) async throws {
        try await PlanningScene.run({ $0.wholeDay = form }) { scene async throws in
            let (start, midnight, minute) = ("2026-12-24T00:00:00", "2026-12-26T00:00:00", "2026-12-25T23:59:00")
            for end in [midnight, minute] {
                let cut = try await scene.get(try await scene.create(scene.body(start: start, end: end))).json
                #expect(cut["start"]?.text == "2026-12-24T09:00:00")
                #expect(cut["end"]?.text == "2026-12-25T18:00:00")
                let event = try await scene.create(scene.body(start: start, end: end, rest: #","allDay":true"#))
                #expect(event.allDay && event.end == InstantText.parse(midnight))
                let whole = try await scene.get(event).json
                #expect(whole["start"]?.text == start)
                #expect(whole["end"]?.text == (form == .allDay ? midnight : minute))
                #expect(whole["allDay"] == .bool(true))
            }
            let hours = try await scene.create(scene.body())
            #expect(try await scene.get(hours).json["end"]?.text == "2026-12-24T11:00:00")
        }
    }

    @Test func aWholeDayStaysOneUntilItIsSaidOtherwise() async throws {
        try await PlanningScene.run({ $0.wholeDay = .allDay }) { scene async throws in
            let event = try await scene.create(
                scene.body(start: "2026-12-24T00:00:00", end: "2026-12-25T00:00:00", rest: #","allDay":true"#))
            let standing = scene.stored(event)
            _ = try await scene.put(event, #"{"remark":""}"#)
            #expect(scene.stored(event) == standing)
            _ = try await scene.put(event, #"{"start":"2026-12-24T12:00:00","end":"2026-12-25T00:00:00"}"#)
            #expect(scene.stored(event)?.start == InstantText.parse("2026-12-24"))
            _ = try await scene.put(event, #"{"start":"2026-12-24T12:00:00","end":"2026-12-25T00:00:00","allDay":false}"#)
            #expect(scene.stored(event)?.start == InstantText.parse("2026-12-24T12:00:00"))
        }
    }

    @Test(arguments: [
        (PlanningBehaviour.WholeDay.bounds, "00:00:00"), (.allDay, "00:00:00"), (.allDayUntilLastMinute, "23:59:00"),
    ])
    func plannersHaveWholeDaysToo(_ form: PlanningBehaviour.WholeDay, _ end: String) async throws {
        try await PlanningScene.run({ $0.wholeDay = form }) { scene async throws in
            let rows = try await scene.list().items.filter { $0["allDay"] == .bool(true) }
            #expect(!rows.isEmpty)
            for row in rows {
                #expect(row["start"]?.text?.hasSuffix("T00:00:00") == true)
                #expect(row["end"]?.text?.hasSuffix(end) == true)
            }
            scene.tenant.planning.behaviour.zone = "Indian/Reunion"
            #expect(try await scene.list().items.allSatisfy { $0["allDay"] == .bool(false) })
        }
    }
}
