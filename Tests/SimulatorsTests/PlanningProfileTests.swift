import Foundation
import Simulators
import Testing

@Suite("PlanningPME: profiles")
struct PlanningProfileTests {
    private func decoded(_ json: String) throws -> PlanningBehaviour {
        try JSONDecoder().decode(PlanningBehaviour.self, from: Data(json.utf8))
    }

    @Test func everyNameHasABrandOfItsOwn() throws {
        let names = PlanningBehaviour.profileNames
        #expect(names.starts(with: ["seen", "assumed-1"]))
        let brands = try names.map { try #require(PlanningBehaviour.profile(named: $0)) }
        #expect(Set(brands).count == names.count)
        #expect(brands.first == PlanningBehaviour())
        #expect(brands[1] == .assumed)
        for name in ["", "Seen", "random", "random-", "random-x"] { #expect(PlanningBehaviour.profile(named: name) == nil) }
    }

    @Test func aBrandSurvivesJSON() throws {
        for brand in PlanningBehaviour.profileNames.compactMap(PlanningBehaviour.profile) + (0..<40).map(PlanningBehaviour.random)
        {
            #expect(try JSONDecoder().decode(PlanningBehaviour.self, from: JSONEncoder().encode(brand)) == brand)
        }
    }

    @Test func whatOldJSONLacksHasItsDefault() throws {
        #expect(try decoded("{}") == PlanningBehaviour())
        let old = try decoded(
            """
            {"isLimited":false,"requestsPerHour":7,"sendsRetryAfter":true,"tokenSeconds":60,"refusedLoginStatus":401,\
            "ignoresPaging":true,"maximumPageSize":50,"timeForm":"utc","createdStatus":200,"readsResources":true,\
            "allowsWriting":true,"isAppKeyRevoked":false,"isUserLocked":false,"missingThingStatus":404,\
            "keepsEventsOfDeletedResources":true}
            """)
        #expect(!old.isLimited && old.requestsPerHour == 7 && old.ignoresPaging && old.timeForm == .utc)
        #expect(old.kindForm == .flag && old.overlapStatus == nil)
        #expect(try decoded(#"{"nobodyHeardOf":{"this":1}}"#) == PlanningBehaviour())
        #expect(try decoded(#"{"overlapStatus":null}"#).overlapStatus == nil)
        #expect(throws: DecodingError.self) { try decoded(#"{"kindForm":"guess"}"#) }
        #expect(throws: DecodingError.self) { try decoded(#"{"zone":"Mars/Olympus"}"#) }
    }

    @Test func aSeedDrawsOneBrand() {
        let brands = (0..<400).map { PlanningBehaviour.random(seed: UInt64($0)) }
        #expect(brands[7] == PlanningBehaviour.random(seed: 7))
        #expect(PlanningBehaviour.profile(named: "random-7") == brands[7])
        #expect(Set(brands).count == brands.count)
    }

    @Test func drawnBrandsTakeEveryValueOfEveryPoint() {
        let brands = (0..<400).map { PlanningBehaviour.random(seed: UInt64($0)) }
        func covers<Value: CaseIterable & Hashable>(_ path: KeyPath<PlanningBehaviour, Value>) -> Bool {
            Set(brands.map { $0[keyPath: path] }) == Set(Value.allCases)
        }
        #expect(covers(\.tokenMethod) && covers(\.kindForm) && covers(\.reasonForm) && covers(\.updateForm))
        #expect(covers(\.timeInput) && covers(\.timeForm) && covers(\.wholeDay) && covers(\.remarkForm))
        #expect(covers(\.departmentForm) && covers(\.createAnswer) && covers(\.updateAnswer) && covers(\.goneForm))
        #expect(covers(\.errorForm) && covers(\.listForm) && covers(\.paging))
        #expect(Set(brands.map(\.zone)).count == 4 && Set(brands.map { $0.statuses.count }) == [0, 2, 3])
        #expect(brands.contains { $0.viewDays != nil } && brands.contains { $0.viewDays == nil })
    }

    @Test func drawnBrandsCanBeFoundOut() {
        for seed in 0..<400 {
            let brand = PlanningBehaviour.random(seed: UInt64(seed))
            #expect(brand.deletionStatus == nil && brand.overlapStatus == nil && !brand.accountAuthentication)
            #expect(brand.knowsFields.contains("REFERENCE"))
            #expect(brand.zone == "Europe/Paris" || brand.tellsZone && brand.wholeDay == .bounds)
            #expect(brand.viewDays == nil || brand.createAnswer != .empty)
            #expect(brand.statuses.isEmpty || brand.statuses.contains { $0.type == "Approved" })
        }
    }

    /// An event is written as each brand expects it, and stored as intended.
    @Test(arguments: PlanningBehaviour.profileNames + (0..<20).map { "random-\($0)" })
    func everyBrandTakesWhatIsWrittenItsWay(_ profile: String) async throws {
        try await PlanningScene.run(profile: profile) { scene async throws in
            let brand = scene.tenant.planning.behaviour
            let kind =
                switch brand.kindForm {
                case .flag: #""isUnavailability":true"#
                case .typeName: #""type":"Unavailability""#
                case .typeNumber: #""type":\#(brand.unavailabilityNumber)"#
                }
            let reason = #""\#(brand.reasonForm.rawValue)":{"key":\#(scene.type)}"#
            func text(_ instant: String) throws -> String {
                let instant = try #require(InstantText.parse(instant))
                guard brand.timeInput == .local else { return InstantText.utc(instant) }
                let offset = Int(
                    try #require(TimeZone(identifier: brand.zone)).secondsFromGMT(
                        for: Date(timeIntervalSince1970: Double(instant))))
                return String(InstantText.utc(instant + offset).dropLast())
            }
            let reference = "[lucca:acme/1/2/2026-12-24-AM]"
            let place = brand.remarkForm == .cut ? #","fields":{"REFERENCE":"\#(reference)"}"# : #","remark":"\#(reference)""#
            let body = scene.body(
                start: try text("2026-12-24T08:00:00Z"), end: try text("2026-12-24T11:30:00Z"), kind: kind + "," + reason,
                rest: place)
            let event = try await scene.create(body)
            #expect(event.kind == "Unavailability" && event.type == scene.type && event.reference == reference)
            #expect(event.start == InstantText.parse("2026-12-24T08:00:00Z"))
            #expect(event.end == InstantText.parse("2026-12-24T11:30:00Z"))
            #expect((200...204).contains(try await scene.put(event, body).status))
            #expect(scene.stored(event) == event)
            #expect(try await scene.send("DELETE", "api/do/\(event.key)").status == 204)
        }
    }
}
