import HTTPTestKit
import HTTPTransport
import PlanningPME
import SyncCore
import SyncEngine
import Testing

@Suite("A sign-in that fails")
struct SignInFailureTests {
    @Test(arguments: [400, 401, 500, 503]) func saysSoAndThatTheWriteWasNotSent(_ status: Int) async throws {
        let fixture = try PlanningFixture(
            rawAppKey: PlanningFixture.appKey, login: .authToken(Secret("assertion"))
        ) { request, _ in
            .json("{}", status: request.path == "/acme/token" ? status : 200)
        }
        let error = await #expect(throws: SyncError.self) { try await fixture.target.delete(7) }
        #expect(error?.isOfSignIn == true && error?.isAmbiguous == false)
        #expect(fixture.calls.isEmpty)
    }

    @Test func theFailureOfAWriteIsNone() async throws {
        let fixture = try PlanningFixture { _, _ in .json("{}", status: 503) }
        let error = await #expect(throws: SyncError.self) { try await fixture.target.delete(7) }
        #expect(error?.isOfSignIn == false)
    }
}
