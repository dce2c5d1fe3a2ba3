import HTTPTransport
import JSONText
package import SyncCore
import SyncEngine

extension PlanningPMETarget: ConnectionChecking {
    package func check() async -> [CheckResult] {
        let appKey = await checkAppKey()
        guard appKey.state == .ok else {
            return [appKey] + CheckResult.untested([.planningPMEUser] + Self.afterUser, since: appKey)
        }
        let token = await checkToken()
        guard token.state == .ok else {
            return [appKey, token] + CheckResult.untested(Self.afterUser, since: token)
        }
        return [
            appKey, token, await checkSession(),
            await read(.planningPMEResources, .resources) {
                try await api.send(
                    .get, PlanningPMEAssumptions.Path.resources,
                    query: PlanningPMEAPI.paging(firstPage, PlanningPMEAssumptions.resourcePage), answer: .page)
            },
            await read(.planningPMEDepartments, .departments) {
                try await api.send(.get, PlanningPMEAssumptions.Path.departments, query: onePerPage, answer: .page)
            },
            await read(.planningPMETypes, .types) {
                try await api.send(.get, PlanningPMEAssumptions.Path.types, query: onePerPage, answer: .page)
            },
            await read(.planningPMEEvents, .events) {
                try await api.eventPage(
                    from: Self.longAgo, to: Self.longAgo.adding(seconds: 86_400),
                    resources: PlanningPMEAssumptions.allResources, page: firstPage, pageSize: 1, zone: codec.zone)
            },
            await checkWriting(),
        ]
    }

    /// A day on which most plannings have no events: the answer is small and needs the same right.
    private static let longAgo = Instant(secondsSince1970: 946_684_800)

    private var firstPage: Int { dialect.paging == .fromZero ? 0 : 1 }
    private var onePerPage: [(name: String, value: String)] { PlanningPMEAPI.paging(firstPage, 1) }

    private static let afterUser: [CheckSubject] = [
        .planningPMESession, .planningPMEResources, .planningPMEDepartments, .planningPMETypes, .planningPMEEvents,
        .planningPMEWriting,
    ]

    private static func failed(_ subject: CheckSubject, _ error: any Error) -> CheckResult {
        (error as? SyncError).map { CheckResult(subject, .failed, .failure($0.failure)) }
            ?? CheckResult(subject, .unknown, .errorUnknown)
    }

    private func checkAppKey() async -> CheckResult {
        do {
            let response = try await api.configuration()
            switch response.status {
            case 200..<300:
                guard try await api.document(response)?.members != nil else {
                    throw PlanningPMEFailure.unreadable(.configuration)
                }
                return CheckResult(.planningPMEAppKey, .ok, .appKeyKnown)
            case 401, 403:
                throw PlanningPMEFailure.appKeyUnknown(response.status)
            default: throw PlanningPMEFailure.refused(response.status, .configuration)
            }
        } catch {
            return Self.failed(.planningPMEAppKey, error)
        }
    }

    private func checkToken() async -> CheckResult {
        do {
            try await api.signIn()
            return CheckResult(.planningPMEUser, .ok, .userKnown)
        } catch {
            return Self.failed(.planningPMEUser, error)
        }
    }

    /// A cheap call with the user's token: a token may be issued that has no rights.
    private func checkSession() async -> CheckResult {
        do {
            let answer = try await api.send(
                .get, PlanningPMEAssumptions.Path.categories, query: onePerPage, answer: .page)
            switch answer.status {
            case 200..<300: return CheckResult(.planningPMESession, .ok, .sessionAccepted)
            case 404, 405:
                return CheckResult(.planningPMESession, .unknown, .sessionUnclear(status: answer.status))
            default: throw PlanningPMEFailure.refused(answer.status, .categories)
            }
        } catch {
            return Self.failed(.planningPMESession, error)
        }
    }

    private func read(
        _ check: CheckSubject, _ subject: PlanningSubject, _ ask: () async throws -> PlanningAnswer
    ) async -> CheckResult {
        do {
            let response = try await ask()
            guard (200..<300).contains(response.status) else {
                throw PlanningPMEFailure.refused(response.status, subject)
            }
            guard let page = try await api.document(response).flatMap(PlanningPage.init) else {
                throw PlanningPMEFailure.unreadable(subject)
            }
            let archived = subject == .resources ? page.items.count { ThingWire($0).isArchived } : 0
            let count = subject == .events ? nil : page.total
            return CheckResult(check, .ok, .readable(count: count, archived: archived, seen: page.items.count))
        } catch {
            return Self.failed(check, error)
        }
    }

    /// Deletes an event that cannot exist: nothing changes, and the answer shows whether the user may write.
    private func checkWriting() async -> CheckResult {
        let path = "\(PlanningPMEAssumptions.Path.events)/\(PlanningPMEAssumptions.impossibleEvent)"
        do {
            let response = try await api.send(.delete, path)
            switch response.status {
            case _ where api.isGone(response.response):
                return CheckResult(.planningPMEWriting, .ok, .writable)
            case 401, 403: throw PlanningPMEFailure.refused(response.status, .writing)
            default:
                return CheckResult(.planningPMEWriting, .unknown, .writingUnclear(status: response.status))
            }
        } catch {
            return Self.failed(.planningPMEWriting, error)
        }
    }
}
