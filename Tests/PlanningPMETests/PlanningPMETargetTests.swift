import Foundation
import HTTPTestKit
import HTTPTransport
import PlanningPME
import SyncCore
import SyncEngine
import SyncTestKit
import Synchronization
import Testing

@Suite("PlanningPMETarget")
struct PlanningPMETargetTests {
    private let from = Instant(secondsSince1970: 1_796_083_200)
    private var to: Instant { from.adding(seconds: 86_400 * 180) }

    private func error(_ call: () async throws -> Void) async throws -> SyncError {
        try #require(await #expect(throws: SyncError.self) { try await call() })
    }

    private func event(_ key: Int, remark: String = "\(Draft.reference)", start: String = "2026-12-24T08:00:00") -> String {
        #"{"key":\#(key),"type":"Unavailability","start":"\#(start)","end":"2026-12-25T08:00:00","resources":[{"key":31,"label":"x"}],"#
            + #""unavailability":{"key":5,"label":"Congés"},"remark":"\#(remark)","fields":{"colour":"red","n":12345678901234567890},"#
            + #""validated":null}"#
    }

    // MARK: Signing in

    @Test func nothingIsSentBeforeSomethingIsAsked() async throws {
        let fixture = try PlanningFixture { _, _ in .json("{}") }
        #expect(await fixture.target.requestCount == 0)
        #expect(try await fixture.target.unavailabilities(from: from, to: to, resources: []).isEmpty)
        #expect(fixture.exchange.requests.isEmpty)
    }

    @Test func thePasswordIsSentAsAFormOnceForAllCalls() async throws {
        let fixture = try PlanningFixture { _, _ in .json(#"{"items":[],"total":0}"#) }
        async let resources = fixture.target.resources()
        async let types = fixture.target.types()
        async let departments = fixture.target.departments()
        _ = try await (resources, types, departments)
        let tokens = fixture.exchange.requests.filter { $0.path == "/acme/token" }
        #expect(tokens.count == 1)
        let token = try #require(tokens.first)
        #expect(token.method == .post)
        #expect(token.text == "grant_type=password&username=connector&password=pass%20word%26secret")
        #expect(token.headers.contains { $0.name == "Content-Type" && $0.value == "application/x-www-form-urlencoded" })
        #expect(token.secretHeader("X-APPKEY") == PlanningFixture.appKey)
        #expect(!"\(token)".contains("secret") && !String(reflecting: token.body).contains("secret"))
    }

    @Test func anAuthenticationTokenIsSentWithPut() async throws {
        let fixture = try PlanningFixture(login: .authToken(Secret("assert+ion"))) { _, _ in .json(#"{"items":[],"total":0}"#) }
        _ = try await fixture.target.resources()
        let token = try #require(fixture.exchange.requests.first)
        #expect(token.method == .put)
        #expect(token.text == "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=assert%2Bion")
    }

    @Test func everyCallCarriesAppKeyAndToken() async throws {
        let fixture = try PlanningFixture(appKey: " \(PlanningFixture.appKey)\n") { _, _ in .json(#"{"items":[],"total":0}"#) }
        _ = try await fixture.target.resources()
        let call = try #require(fixture.calls.first)
        #expect(call.secretHeader("X-APPKEY") == PlanningFixture.appKey)
        #expect(call.secretHeader("Authorization") == "Bearer token-1")
    }

    @Test func aTokenThatEndedIsReplacedOnce() async throws {
        let fixture = try PlanningFixture { request, _ in
            request.secretHeader("Authorization") == "Bearer token-1"
                ? .json("{}", status: 401) : .json(#"{"items":[],"total":0}"#)
        }
        #expect(try await fixture.target.types().isEmpty)
        #expect(fixture.calls.map { $0.secretHeader("Authorization") } == ["Bearer token-1", "Bearer token-2"])
    }

    /// 401 and 429 say nothing about the event: it may be sent again, once it is known not to exist.
    @Test(arguments: [401, 429])
    func aCreateIsLookedForBeforeItIsSentAgain(status: Int) async throws {
        for isThere in [false, true] {
            let event = """
                {"key":55,"start":"2026-12-24T07:00:00Z","end":"2026-12-24T11:00:00Z","resources":[{"key":3}],"type":"Unavailability",\
                "unavailability":{"key":9},"remark":"\(Draft.reference)"}
                """
            let creates = Atomic(0)
            let fixture = try PlanningFixture { request, _ in
                if request.path == "/acme/api/do/list" {
                    return .json(isThere ? "{\"items\":[\(event)],\"total\":1}" : #"{"items":[],"total":0}"#)
                }
                if request.method == .get { return .json(event) }
                let isFirst = creates.add(1, ordering: .relaxed).oldValue == 0
                return isFirst ? .json("{}", status: status) : .json(#"{"key":77}"#, status: 201)
            }
            #expect(try await fixture.target.create(Draft.event()).key == (isThere ? 55 : 77))
            #expect(creates.load(ordering: .relaxed) == (isThere ? 1 : 2))
        }
    }

    @Test func aFreshTokenThatIsRefusedEndsIt() async throws {
        let fixture = try PlanningFixture { _, _ in .json(#"{"message":"leak"}"#, status: 401) }
        let error = try await error { _ = try await fixture.target.create(Draft.event()) }
        #expect(error.code == .planningPMEUnauthorized && error.failureClass == .misconfigured)
        #expect(error.isAmbiguous, "whether it was created is unknown")
        #expect(fixture.calls.filter { $0.path == "/acme/api/do" }.count == 1)
    }

    @Test func callsThatMeetTheEndTogetherShareOneNewToken() async throws {
        let fixture = try PlanningFixture { request, _ in
            request.secretHeader("Authorization") == "Bearer token-1"
                ? .json("{}", status: 401) : .json(#"{"items":[],"total":0}"#)
        }
        async let resources = fixture.target.resources()
        async let types = fixture.target.types()
        _ = try await (resources, types)
        #expect(fixture.exchange.requests.count { $0.path == "/acme/token" } == 2)
    }

    @Test(arguments: [400, 401, 403]) func aRefusedLoginIsMisconfigured(_ status: Int) async throws {
        let login = PlanningPMELogin.password(username: Secret("connector"), password: Secret(PlanningFixture.password))
        let fixture = try PlanningFixture(rawAppKey: PlanningFixture.appKey, login: login) { _, _ in
            .json(#"{"error":"invalid_grant","error_description":"leak of connector"}"#, status: status)
        }
        let error = try await error { _ = try await fixture.target.create(Draft.event()) }
        #expect(error.code == .planningPMEUnauthorized && error.failureClass == .misconfigured && !error.isAmbiguous)
        #expect(!"\(error)\(error.detail)".contains("leak") && !"\(error)".contains("secret"))
    }

    @Test func aLostAnswerToTheLoginLeavesNoDoubtAboutTheWrite() async throws {
        let fixture = try PlanningFixture(rawAppKey: "k", login: .authToken(Secret("a"))) { _, _ in
            throw ExchangeFailure(.connectionLost, mayHaveBeenReceived: true)
        }
        let error = try await error { _ = try await fixture.target.create(Draft.event()) }
        #expect(error.code == .planningPMEUnreachable && !error.isAmbiguous)
    }

    @Test(arguments: ["", "clé", "a\u{1}b"]) func whatCanNotBeAnAppKeyIsNotSent(_ key: String) async throws {
        let fixture = try PlanningFixture(appKey: key) { _, _ in .json("{}") }
        let error = try await error { _ = try await fixture.target.resources() }
        #expect(error.code == .planningPMEUnauthorized)
        #expect(fixture.exchange.requests.isEmpty)
    }

    @Test(arguments: ["{}", #"{"access_token":""}"#, #"{"access_token":"a\nb"}"#, "<html>"])
    func aTokenThatIsNoneIsNotUsed(_ body: String) async throws {
        let fixture = try PlanningFixture(rawAppKey: "k", login: .authToken(Secret("a"))) { _, _ in .json(body) }
        let error = try await error { _ = try await fixture.target.resources() }
        #expect(error.code == .planningPMEUnreadable)
    }

    // MARK: Lists

    @Test func resourcesAreReadPageByPage() async throws {
        let fixture = try PlanningFixture { request, _ in
            let page = Int(request.query("pageIndex") ?? "") ?? 0
            let keys = (1...450).dropFirst((page - 1) * 200).prefix(200)
            let rows = keys.map {
                #"{"key":\#($0),"label":"R\#($0)","email":null,"registrationNumber":"00\#($0)","departments":[{"key":3}],"x":1}"#
            }
            return .json(#"{"items":[\#(rows.joined(separator: ","))],"total":450}"#)
        }
        let resources = try await fixture.target.resources()
        #expect(resources.count == 450)
        #expect(resources.first == Resource(key: 1, label: "R1", registrationNumber: "001", departments: [3]))
        #expect(fixture.calls.map { $0.query("pageSize") } == ["200", "200", "200"])
        #expect(fixture.calls.allSatisfy { $0.path == "/acme/api/resource" })
    }

    @Test func departmentsAndTypesAreReadWhole() async throws {
        let fixture = try PlanningFixture { _, _ in
            .json(#"{"items":[{"key":"3","label":"Atelier"},{"key":4,"label":null}],"total":2}"#)
        }
        #expect(
            try await fixture.target.departments() == [
                PlanningDepartment(key: 3, label: "Atelier"), PlanningDepartment(key: 4, label: ""),
            ])
        #expect(try await fixture.target.types().map(\.label) == ["Atelier", ""])
        #expect(fixture.calls.map(\.path) == ["/acme/api/department", "/acme/api/unavailability"])
    }

    @Test func aServerThatIgnoresPagingIsReadOnce() async throws {
        let all = (1...450).map { #"{"key":\#($0)}"# }.joined(separator: ",")
        let fixture = try PlanningFixture { _, _ in .json(#"{"items":[\#(all)],"total":450}"#) }
        #expect(try await fixture.target.resources().count == 450)
        #expect(fixture.calls.count == 1)
    }

    @Test func aListThatComesWithHolesFailsAfterThreeReadings() async throws {
        let fixture = try PlanningFixture { _, _ in .json(#"{"items":[{"key":1}],"total":2}"#) }
        let error = try await error { _ = try await fixture.target.resources() }
        #expect(error.code == .planningPMEIncomplete && error.failureClass == .transient)
        #expect(fixture.calls.count == 6)
    }

    @Test func aListThatChangedIsReadAgain() async throws {
        let fixture = try PlanningFixture { _, number in
            switch number {
            case 2: .json(#"{"items":[{"key":1}],"total":2}"#)
            case 3: .json(#"{"items":[],"total":1}"#)
            default: .json(#"{"items":[{"key":1}],"total":1}"#)
            }
        }
        #expect(try await fixture.target.resources().map(\.key) == [1])
    }

    @Test func eventsAreAskedForByPeriodInUTC() async throws {
        let fixture = try PlanningFixture { _, _ in .json(#"{"items":[],"total":0}"#) }
        _ = try await fixture.target.unavailabilities(from: from, to: to, resources: [31, 32])
        let call = try #require(fixture.calls.first)
        #expect(call.method == .post && call.path == "/acme/api/do/list")
        #expect(
            call.text
                == #"{"dateFrom":"2026-12-01T00:00:00Z","dateTo":"2027-05-30T00:00:00Z","resources":[31,32],"results":"Unavailability","#
                + #""pageIndex":1,"pageSize":1000}"#)
        #expect(call.headers.contains { $0.name == "Content-Type" && $0.value == "application/json" })
    }

    @Test func localTimesOfAnAnswerAreTheBrandsTimes() async throws {
        let fixture = try PlanningFixture { _, _ in .json(#"{"items":[\#(event(12))],"total":1}"#) }
        let found = try #require(try await fixture.target.unavailabilities(from: from, to: to, resources: nil).first)
        #expect(found.key == 12 && found.resources == [31] && found.type == 5)
        #expect(found.start.description == "2026-12-24T07:00:00Z")
        #expect(EventReference.all(in: found.remark) == [Draft.reference])
    }

    @Test func tasksAndOddEventsOfPlannersAreLeftAlone() async throws {
        let task = event(13, remark: "").replacing("Unavailability", with: "Task")
        let odd = event(14, remark: "Salon", start: "soon")
        let fixture = try PlanningFixture { _, _ in .json(#"{"items":[\#(task),\#(odd),\#(event(12))],"total":3}"#) }
        #expect(try await fixture.target.unavailabilities(from: from, to: to, resources: nil).map(\.key) == [12])
    }

    @Test func anEventOfOursThatCanNotBeReadIsKnownByItsReference() async throws {
        let odd = event(13).replacing(#""remark":""#, with: #""remark":{"value":""#).replacing(
            #"AM]","fields"#, with: #"AM]"},"fields"#)
        let nameless = event(14).replacing(#""remark":""#, with: #""remark":[],"note":""#)
        let fixture = try PlanningFixture { _, _ in
            .json(#"{"items":[\#(event(12, start: "soon")),\#(odd),\#(nameless),\#(event(15))],"total":4}"#)
        }
        let found = try await fixture.target.unavailabilities(from: from, to: to, resources: nil)
        #expect(found.map(\.key) == [12, 13, 14, 15])
        #expect(found.map(\.isReadable) == [false, false, false, true])
        #expect(found.map { EventReference.all(in: $0.remark) } == [[Draft.reference], [Draft.reference], [], [Draft.reference]])
    }

    @Test func aListOfEventsIsSentAgainAfterAFault() async throws {
        let fixture = try PlanningFixture { _, number in
            if number == 2 { throw ExchangeFailure(.connectionLost, mayHaveBeenReceived: true) }
            return .json(#"{"items":[],"total":0}"#)
        }
        #expect(try await fixture.target.unavailabilities(from: from, to: to, resources: nil).isEmpty)
    }

    @Test func oneEventIsReadByItsKey() async throws {
        let fixture = try PlanningFixture { request, _ in
            request.path == "/acme/api/do/12" ? .json(event(12)) : .json(#"{"message":"leak"}"#, status: 404)
        }
        #expect(try await fixture.target.unavailability(12)?.key == 12)
        #expect(try await fixture.target.unavailability(13) == nil)
    }

    // MARK: Creating

    @Test(arguments: [200, 201]) func anEventIsCreatedWithItsReference(_ status: Int) async throws {
        let fixture = try PlanningFixture { _, _ in .json(#"{"key":77,"remark":"x"}"#, status: status) }
        #expect(try await fixture.target.create(Draft.event()).key == 77)
        let call = try #require(fixture.calls.first)
        #expect(call.method == .post && call.path == "/acme/api/do")
        #expect(
            call.text
                == #"{"type":"Unavailability","unavailability":{"key":5},"resources":[{"key":31}],"start":"2026-12-23T23:00:00Z","#
                + #""end":"2026-12-24T23:00:00Z","remark":"\#(Draft.reference)"}"#)
    }

    @Test func aResourceIsCreatedAsAPerson() async throws {
        let fixture = try PlanningFixture { _, _ in .json(#"{"key":8}"#, status: 201) }
        #expect(try await fixture.target.createResource(Draft.resource).key == 8)
        #expect(
            fixture.calls.first?.text
                == #"{"type":"Human","label":"HÔTE Zoé","lastName":"Hôte","firstName":"Zoé","registrationNumber":"0042","#
                + #""email":"zoe@acme.example","departments":[{"key":3}]}"#)
    }

    @Test func typesAndDepartmentsAreCreatedByLabel() async throws {
        let fixture = try PlanningFixture { _, _ in .json(#"{"key":8}"#, status: 201) }
        #expect(try await fixture.target.createType(label: "Congés payés") == 8)
        #expect(try await fixture.target.createDepartment(label: "Atelier") == 8)
        #expect(fixture.calls.map(\.path) == ["/acme/api/unavailability", "/acme/api/department"])
        #expect(fixture.calls.map(\.text) == [#"{"label":"Congés payés"}"#, #"{"label":"Atelier"}"#])
    }

    @Test(arguments: ["", "{}", "<html>", #"{"key":null}"#, #""""#, "0"])
    func aCreateWhoseKeyNobodyKnowsIsLookedForByItsReference(_ body: String) async throws {
        for isThere in [false, true] {
            let fixture = try PlanningFixture { request, _ in
                if request.method == .get { return .json(event(77)) }
                guard request.path == "/acme/api/do/list" else { return .json(body, status: 201) }
                return .json(#"{"items":[\#(isThere ? event(77) : "")],"total":\#(isThere ? 1 : 0)}"#)
            }
            if isThere {
                #expect(try await fixture.target.create(Draft.event()).key == 77)
            } else {
                let error = try await error { _ = try await fixture.target.create(Draft.event()) }
                #expect(error.code == .planningPMEUnreadable && error.isAmbiguous)
            }
            #expect(fixture.calls.count { $0.path == "/acme/api/do" } == 1, "it is never sent twice")
        }
    }

    @Test func aCreateWhoseAnswerWasLostIsAmbiguousAndNotSentAgain() async throws {
        let lost = try PlanningFixture { _, _ in throw ExchangeFailure(.connectionLost, mayHaveBeenReceived: true) }
        #expect(try await error { _ = try await lost.target.create(Draft.event()) }.isAmbiguous)
        #expect(lost.calls.count == 1)
        let failed = try PlanningFixture { _, _ in .json("{}", status: 500) }
        #expect(try await error { _ = try await failed.target.create(Draft.event()) }.isAmbiguous)
        #expect(failed.calls.count == 1)
    }

    @Test func aCreateThatWasNeverReceivedIsSentAgain() async throws {
        let fixture = try PlanningFixture { _, number in
            if number < 4 { throw ExchangeFailure(.connect, mayHaveBeenReceived: false) }
            return .json(#"{"key":77}"#, status: 201)
        }
        #expect(try await fixture.target.create(Draft.event()).key == 77)
    }

    // MARK: Refusals

    @Test func aRejectionNamesOnlyFieldsThatWeSent() async throws {
        let body = """
            {"message":"leak of Zoé","errors":{"Start":["leak"],"unavailability.key":["leak"],"resources[0].key":[],
            "zoe@leak.example":["x"],"token-1":["x"]}}
            """
        let fixture = try PlanningFixture { _, _ in .json(body, status: 400) }
        let error = try await error { _ = try await fixture.target.create(Draft.event()) }
        #expect(error.code == .planningPMERejected && error.failureClass == .rejected && !error.isAmbiguous)
        #expect(error.message.contains("resources, start, unavailability"))
        #expect(!"\(error)\(error.detail)".contains("leak") && !"\(error)".contains("token-1"))
    }

    /// An update sends back everything that was read, including members that customers named.
    @Test func aRejectedUpdateNamesOnlyFieldsThatWeWrite() async throws {
        let fixture = try PlanningFixture { request, _ in
            request.method == .get
                ? .json(#"{"key":8,"leak":"x","registrationNumber":""}"#)
                : .json(#"{"errors":{"leak":["x"],"RegistrationNumber":["x"]}}"#, status: 400)
        }
        let error = try await error {
            _ = try await fixture.target.updateResource(8, ResourceChange(registrationNumber: "0042"))
        }
        #expect(error.message.contains("because of registrationNumber") && !"\(error)\(error.detail)".contains("leak"))
    }

    /// If they counted as nameless, or as another's, they would be created again.
    @Test func aLabelOrARemarkThatIsNoTextIsUnreadable() async throws {
        for label in ["[]", "{}", "true"] {
            let fixture = try PlanningFixture { _, _ in .json(#"{"items":[{"key":1,"label":\#(label)}],"total":1}"#) }
            #expect(try await fixture.target.types() == [UnavailabilityType(key: 1, label: "", isReadable: false)])
            #expect(try await fixture.target.departments() == [PlanningDepartment(key: 1, label: "", isReadable: false)])
            #expect(try await fixture.target.resources().map(\.isReadable) == [true], "a resource's label is not needed")
        }
        let odd = event(12).replacing("\"remark\":\"\(Draft.reference)\"", with: "\"remark\":[]")
        let fixture = try PlanningFixture { request, _ in
            .json(request.path.hasSuffix("/list") ? #"{"items":[\#(odd)],"total":1}"# : odd)
        }
        let list = try await fixture.target.unavailabilities(from: Draft.event().start, to: Draft.event().end, resources: nil)
        let deletion = try await error { try await fixture.target.delete(12) }
        #expect(list.map(\.isReadable) == [false] && deletion.code == .planningPMEUnreadable)
        #expect(!fixture.calls.contains { $0.method == .delete })
    }

    @Test(arguments: [
        (400, SyncError.Code.planningPMERejected, FailureClass.rejected), (409, .planningPMERejected, .rejected),
        (422, .planningPMERejected, .rejected), (404, .planningPMERejected, .rejected), (418, .planningPMERejected, .rejected),
        (403, .planningPMEForbidden, .misconfigured),
    ])
    func aRefusalIsSaidInOurWords(_ status: Int, _ code: SyncError.Code, _ failureClass: FailureClass) async throws {
        for body in [
            #"{"message":"leak","errors":{"leak":1}}"#, #"{"StackTrace":"leak"}"#, "<html>leak</html>", "", #"{"errors":[1]}"#,
        ] {
            let fixture = try PlanningFixture { _, _ in .json(body, status: status) }
            let error = try await error { _ = try await fixture.target.createResource(Draft.resource) }
            #expect(error.code == code && error.failureClass == failureClass && !error.isAmbiguous)
            for text in ["\(error)", error.detail, String(reflecting: error)] {
                for word in ["leak", "secret", "token-1", "Zoé", "Hôte", "0042"] { #expect(!text.contains(word)) }
            }
        }
    }

    @Test func aListThatIsNotThereIsABrandThatIsNot() async throws {
        let fixture = try PlanningFixture { _, _ in .json("{}", status: 404) }
        let error = try await error { _ = try await fixture.target.resources() }
        #expect(error.code == .planningPMEFailed && error.failureClass == .misconfigured && error.remedy.contains("brand"))
    }

    @Test func anAnswerToAReadThatIsNoJSONIsAskedForOnceMore() async throws {
        let fixture = try PlanningFixture { _, number in
            number == 2 ? .json("<html>proxy</html>") : .json(#"{"items":[{"key":1}],"total":1}"#)
        }
        #expect(try await fixture.target.resources().map(\.key) == [1])
        let broken = try PlanningFixture { _, _ in .json("<html>leak</html>") }
        let error = try await error { _ = try await broken.target.resources() }
        #expect(error.code == .planningPMEUnreadable && !error.isAmbiguous && !"\(error)".contains("leak"))
    }

    // MARK: Updating

    @Test func anUpdateSendsBackEverythingWithOnlyItsOwnChanges() async throws {
        let remark = #"Prévenu le client\n\#(Draft.reference)\nà rappeler"#
        let fixture = try PlanningFixture { request, _ in .json(request.method == .get ? event(12, remark: remark) : "{}") }
        let next = EventReference(account: "acme", periodID: "10", accountID: "7", first: Draft.reference.first)
        #expect(try await fixture.target.update(12, to: Draft.event(next), replacing: Draft.reference) != nil)
        let put = try #require(fixture.puts.last)
        #expect(put.method == .put && put.path == "/acme/api/do/12")
        #expect(
            put.text
                == #"{"key":12,"type":"Unavailability","start":"2026-12-23T23:00:00Z","end":"2026-12-24T23:00:00Z","#
                + #""resources":[{"key":31,"label":"x"}],"unavailability":{"key":5,"label":"Congés"},"#
                + #""remark":"Prévenu le client\n\#(next)\nà rappeler","fields":{"colour":"red","n":12345678901234567890},"validated":null}"#
        )
    }

    @Test func anotherTypeAndResourceTakeThePlaceOfTheOldOnes() async throws {
        let read = event(12).replacing(#"{"key":5,"label":"Congés"}"#, with: #"{"key":6,"label":"Maladie"}"#)
        let fixture = try PlanningFixture { request, _ in .json(request.method == .get ? read : "{}") }
        #expect(try await fixture.target.update(12, to: Draft.event(resource: 99), replacing: Draft.reference) != nil)
        let put = try #require(fixture.puts.last?.text)
        #expect(put.contains(#""resources":[{"key":99}]"#) && put.contains(#""unavailability":{"key":5}"#))
    }

    @Test func anEventThatIsGoneIsNotUpdated() async throws {
        let before = try PlanningFixture { _, _ in .json("{}", status: 404) }
        #expect(try await before.target.update(12, to: Draft.event(), replacing: Draft.reference) == nil)
        let between = try PlanningFixture { request, number in
            request.method == .get && number < 4 ? .json(event(12)) : .json("{}", status: 404)
        }
        #expect(try await between.target.update(12, to: Draft.event(), replacing: Draft.reference) == nil)
    }

    @Test(arguments: ["", "Salon", "[lucca:other/9/7/2026-12-24-AM]"])
    func anEventThatPlannersMadeTheirsIsNeitherUpdatedNorDeleted(_ remark: String) async throws {
        let fixture = try PlanningFixture { request, _ in
            request.method == .get ? .json(event(12, remark: remark)) : .json("{}")
        }
        #expect(try await fixture.target.update(12, to: Draft.event(), replacing: Draft.reference) == nil)
        try await fixture.target.delete(12)
        #expect(fixture.calls.allSatisfy { $0.method == .get })
    }

    @Test func aReleasedEventKeepsEverythingButTheReference() async throws {
        let remark = #"Prévenu le client\n\#(Draft.reference)\nà rappeler"#
        let fixture = try PlanningFixture { request, number in
            let after = remark.replacing(#"\#(Draft.reference)\n"#, with: "")
            return .json(request.method == .get ? event(12, remark: number > 3 ? after : remark) : "")
        }
        #expect(try await fixture.target.release(12))
        let put = try #require(fixture.puts.last)
        #expect(put.method == .put && put.path == "/acme/api/do/12")
        #expect(
            put.text
                == #"{"key":12,"type":"Unavailability","start":"2026-12-24T07:00:00Z","end":"2026-12-25T07:00:00Z","#
                + #""resources":[{"key":31,"label":"x"}],"unavailability":{"key":5,"label":"Congés"},"#
                + #""remark":"Prévenu le client\nà rappeler","fields":{"colour":"red","n":12345678901234567890},"validated":null}"#
        )
    }

    @Test(arguments: ["", "Salon", "[lucca:other/9/7/2026-12-24-AM]"])
    func anEventWithoutOurReferenceIsNotReleased(remark: String) async throws {
        let fixture = try PlanningFixture { _, _ in .json(event(12, remark: remark)) }
        #expect(try await !fixture.target.release(12))
        #expect(fixture.calls.allSatisfy { $0.method == .get })
    }

    @Test func anUpdateIsSentAgainAfterAFault() async throws {
        let fixture = try PlanningFixture { request, number in
            if number == 3 { return .json("{}", status: 503) }
            return .json(request.method == .get ? event(12) : "{}")
        }
        #expect(try await fixture.target.update(12, to: Draft.event(), replacing: Draft.reference) != nil)
        #expect(fixture.calls.map(\.method) == [.get, .put, .put, .get])
    }

    @Test func anUpdateWhoseAnswersAreAllLostIsAmbiguous() async throws {
        let fixture = try PlanningFixture { request, _ in
            if request.method == .put { throw ExchangeFailure(.deadline, mayHaveBeenReceived: true) }
            return .json(event(12))
        }
        #expect(
            try await error { _ = try await fixture.target.update(12, to: Draft.event(), replacing: Draft.reference) }.isAmbiguous
        )
        let reading = try PlanningFixture { _, _ in throw ExchangeFailure(.deadline, mayHaveBeenReceived: true) }
        #expect(
            try await !error { _ = try await reading.target.update(12, to: Draft.event(), replacing: Draft.reference) }
                .isAmbiguous)
    }

    @Test func aResourceKeepsAllButItsDepartment() async throws {
        let read =
            #"{"key":8,"label":"HÔTE Zoé","phone":"01 02","colour":null,"rate":12.50,"departments":[{"key":2,"label":"B"}],"#
            + #""registrationNumber":""}"#
        let fixture = try PlanningFixture { _, _ in .json(read) }
        _ = try await fixture.target.updateResource(8, ResourceChange(department: 3, registrationNumber: "0042"))
        let put = try #require(fixture.puts.last)
        #expect(put.method == .put && put.path == "/acme/api/resource/8")
        #expect(
            put.text
                == #"{"key":8,"label":"HÔTE Zoé","phone":"01 02","colour":null,"rate":12.50,"departments":[{"key":3}],"#
                + #""registrationNumber":"0042"}"#)
    }

    @Test func aResourceThatIsAlreadyRightIsNotWritten() async throws {
        let fixture = try PlanningFixture { _, _ in
            .json(#"{"key":8,"departments":[{"key":3,"label":"A"}],"registrationNumber":"0042"}"#)
        }
        _ = try await fixture.target.updateResource(8, ResourceChange(department: 3, registrationNumber: "0042"))
        _ = try await fixture.target.updateResource(8, ResourceChange())
        #expect(fixture.calls.map(\.method) == [.get, .get])
    }

    @Test func aResourceThatIsGoneIsRejected() async throws {
        let fixture = try PlanningFixture { _, _ in .json("{}", status: 404) }
        let error = try await error { _ = try await fixture.target.updateResource(8, ResourceChange(department: 3)) }
        #expect(error.code == .planningPMERejected && error.failureClass == .rejected)
        #expect(error.message.contains("Resource 8"))
    }

    // MARK: Deleting

    @Test(arguments: [(204, true), (200, true), (404, false), (410, false)])
    func anEventThatIsGoneAfterwardsIsDeleted(_ status: Int, _ isDeleted: Bool) async throws {
        let fixture = try PlanningFixture { request, number in
            if request.method == .delete { return .json("", status: status) }
            return number > 3 ? .json("{}", status: 404) : .json(event(12))
        }
        #expect(try await fixture.target.delete(12) == isDeleted)
        #expect(fixture.calls.map(\.method) == [.get, .delete, .get])
    }

    @Test func anEventThatIsAlreadyGoneCountsAsDeleted() async throws {
        let fixture = try PlanningFixture { _, _ in .json("{}", status: 404) }
        try await fixture.target.delete(12)
        #expect(fixture.calls.map(\.method) == [.get])
    }

    @Test func aForbiddenDeletionIsAnError() async throws {
        let fixture = try PlanningFixture { request, _ in
            request.method == .get ? .json(event(12)) : .json("{}", status: 403)
        }
        #expect(try await error { try await fixture.target.delete(12) }.code == .planningPMEForbidden)
    }
}
