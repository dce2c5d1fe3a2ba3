import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@Suite("What a run needs before it starts")
struct StartRulesTests {
    private func stored(_ kinds: (CredentialKind, Int)...) -> [StoredCredential] {
        kinds.map { StoredCredential(kind: $0.0, setAt: Instant(secondsSince1970: $0.1), host: nil) }
    }

    @Test func aTokenStandsForNameAndPassword() {
        let keys = stored((.luccaAPIKey, 1), (.planningPMEAppKey, 1))
        #expect(SufficientCredentials(keys + stored((.planningPMEAuthToken, 1)), for: .first).missing.isEmpty)
        let missing = SufficientCredentials(keys, for: .first).missing
        #expect(missing.map(\.kinds) == [[.planningPMEUsername, .planningPMEPassword]])
        #expect(missing.map(\.alternative) == [.planningPMEAuthToken])
        let half = SufficientCredentials(keys + stored((.planningPMEPassword, 1)), for: .first).missing
        #expect(half.map(\.kinds) == [[.planningPMEUsername]] && half.map(\.alternative) == [nil])
        #expect(SufficientCredentials([], for: .first).missing.count == 3)
    }

    @Test func eachGenerationOfLuccaHasItsOwnSecrets() {
        let planning = stored((.planningPMEAppKey, 1), (.planningPMEAuthToken, 1))
        let application = stored((.luccaClientID, 1), (.luccaClientSecret, 1))
        #expect(SufficientCredentials(planning + application, for: .second).missing.isEmpty)
        #expect(SufficientCredentials(planning + application, for: .first).missing.map(\.kinds) == [[.luccaAPIKey]])
        let key = stored((.luccaAPIKey, 1), (.luccaClientID, 1))
        #expect(SufficientCredentials(planning + key, for: .second).missing.map(\.kinds) == [[.luccaClientSecret]])
    }

    @Test func theLoginThatWasStoredLastIsUsed() {
        #expect(SufficientCredentials([], for: .first).login == nil)
        #expect(SufficientCredentials(stored((.planningPMEUsername, 1)), for: .first).login == .password)
        #expect(SufficientCredentials(stored((.planningPMEUsername, 9), (.planningPMEAuthToken, 1)), for: .first).login == .token)
        let password = stored((.planningPMEUsername, 1), (.planningPMEPassword, 5))
        #expect(SufficientCredentials(password + stored((.planningPMEAuthToken, 4)), for: .first).login == .password)
        #expect(SufficientCredentials(password + stored((.planningPMEAuthToken, 5)), for: .first).login == .token)
    }

    @Test func aDayBeyondTodaysWindowIsRefusedAndTodayIsNot() throws {
        let tenant = try Sample.tenant()
        let now = Instant(secondsSince1970: 1_796_083_200)
        let today = now.day(in: tenant.settings.calendar.zone)
        let last = today.adding(months: tenant.settings.horizonMonths)
        #expect(try RunDay(nil, of: tenant, now: now).asOf == today)
        #expect(try RunDay(nil, of: tenant, now: now).isToday)
        #expect(try RunDay(last, of: tenant, now: now).asOf == last)
        #expect(try !RunDay(today, of: tenant, now: now).isToday)
        let refused = #expect(throws: SyncError.self) { try RunDay(last.adding(days: 1), of: tenant, now: now) }
        #expect(refused?.code == .asOfTooLate)
    }
}
