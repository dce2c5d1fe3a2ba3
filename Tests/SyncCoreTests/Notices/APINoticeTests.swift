import SyncCore
import Testing

@Suite("Notices of interfaces")
struct APINoticeTests {
    @Test(arguments: [
        ("api/v3/users", "GET /api/v3/users"),
        ("organization/structure/api/departments", "GET /organization/structure/api/departments"),
        ("api/do/17", "GET /api/do/{id}"), ("api/v3/users/42", "GET /api/v3/users/{id}"),
        ("api/v3/extensionuserdefinitions/e_site", "GET /api/v3/extensionuserdefinitions/{id}"),
        ("lucca-api/employee-attributes", "GET /lucca-api/employee-attributes"),
        ("lucca-api/employees/0190a1b2-77aa", "GET /lucca-api/employees/{id}"), ("connect/token", "GET /connect/token"),
        ("api/do/Zoé", "GET /api/do/{id}"), ("api/v", "GET /api/v"), ("api/v3x", "GET /api/{id}"), ("a?b=c", "GET /{id}"),
        ("acme.ilucca.net/api", "GET /{id}/api"), ("/api//v3/", "GET /api/v3"),
    ])
    func anEndpointHoldsNothingOfARequestButTheWordsOfItsPath(_ path: String, _ name: String) {
        #expect(APIEndpoint(.lucca, "GET", path: path).name == name)
    }

    @Test func theGenerationOfAnEndpointIsInItsPath() {
        func isSecond(_ system: RemoteSystem, _ path: String) -> Bool {
            APIEndpoint(system, "GET", path: path).isSecondGeneration
        }
        #expect(isSecond(.lucca, "lucca-api/employees") && isSecond(.lucca, "connect/token"))
        #expect(!isSecond(.lucca, "api/v3/users") && !isSecond(.planningPME, "connect/token"))
    }

    @Test(arguments: ["isAm", "dtContractStart", "job-position", "Deprecation", ""])
    func aPropertyIsAName(_ name: String) {
        #expect(APINotice.Key(.valueUnknown, Self.users, property: name).property == name)
    }

    @Test(arguments: ["e_site", "Congés", "a b", "-a", "a.b", String(repeating: "a", count: 61), "\"", "\0", "1"])
    func whatIsNoNameOfAnInterfaceIsNotKept(_ text: String) {
        #expect(APINotice.Key(.valueUnknown, Self.users, property: text).property == "other")
    }

    @Test func twoAnnouncementsMakeTheEarlierEnd() {
        let (may, june) = (Instant(secondsSince1970: 1_809_000_000), Instant(secondsSince1970: 1_812_000_000))
        var notice = APINotice(APINotice.Key(.sunset, Self.users), deprecatedAt: nil, sunsetAt: june)
        notice.add(APINotice(notice.key, count: 2, deprecatedAt: may, sunsetAt: may))
        notice.add(APINotice(notice.key))
        #expect(notice == APINotice(notice.key, count: 4, deprecatedAt: may, sunsetAt: may))
        notice.count = .max
        notice.add(APINotice(notice.key))
        #expect(notice.count == .max)
    }

    private static let users = APIEndpoint(.lucca, "GET", path: "api/v3/users")
}
