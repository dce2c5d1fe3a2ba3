import HTTPTransport
import JSONText
import SyncCore
public import SyncEngine

extension PlanningPMETarget: ConnectionChecking {
    public func check() async -> [CheckResult] {
        let appKey = await checkAppKey()
        guard appKey.state == .ok else {
            return [appKey] + Check.afterAppKey.map { $0.unknown("Not tested, since the AppKey does not work.") }
        }
        let token = await checkToken()
        guard token.state == .ok else {
            return [appKey, token] + Check.afterToken.map { $0.unknown("Not tested, since the user can't sign in.") }
        }
        return [
            appKey, token, await checkSession(),
            await read(.resources) {
                try await api.send(
                    .get, PlanningPMEAssumptions.Path.resources,
                    query: PlanningPMEAPI.paging(firstPage, PlanningPMEAssumptions.resourcePage), answer: .page)
            },
            await read(.departments) {
                try await api.send(.get, PlanningPMEAssumptions.Path.departments, query: onePerPage, answer: .page)
            },
            await read(.types) { try await api.send(.get, PlanningPMEAssumptions.Path.types, query: onePerPage, answer: .page) },
            await read(.events) {
                try await api.eventPage(
                    from: Self.longAgo, to: Self.longAgo.adding(seconds: 86_400),
                    resources: PlanningPMEAssumptions.allResources, page: firstPage, pageSize: 1, zone: codec.zone)
            },
            await checkWriting(),
        ]
    }

    /// A day on which hardly a planning has events: the answer is small, and the right is the same.
    private static let longAgo = Instant(secondsSince1970: 946_684_800)

    private var firstPage: Int { dialect.paging == .fromZero ? 0 : 1 }
    private var onePerPage: [(name: String, value: String)] { PlanningPMEAPI.paging(firstPage, 1) }

    /// What is tested.
    private enum Check: String {
        case appKey = "PlanningPME: address and AppKey"
        case token = "PlanningPME: user"
        case session = "PlanningPME: user's session"
        case resources = "PlanningPME: resources"
        case departments = "PlanningPME: departments"
        case types = "PlanningPME: unavailability types"
        case events = "PlanningPME: events"
        case writing = "PlanningPME: writing"

        static let afterToken: [Check] = [.session, .resources, .departments, .types, .events, .writing]
        static let afterAppKey = [token] + afterToken

        /// What a missing right would do to a sync.
        var consequence: String {
            switch self {
            case .appKey, .token, .session: "Without it nothing can be read or written."
            case .resources: "Without it no employee finds their resource."
            case .departments: "Without it no resource follows its employee's department."
            case .types: "Without it no absence finds its type."
            case .events: "Without it events could be made twice, so nothing is written."
            case .writing: "Without it nothing is written."
            }
        }

        func ok(_ detail: String) -> CheckResult { CheckResult(name: rawValue, state: .ok, detail: detail) }

        private func failed(_ detail: String, _ remedy: String, _ cause: SyncError.Code) -> CheckResult {
            CheckResult(name: rawValue, state: .failed, detail: detail, remedy: "\(consequence) \(remedy)", cause: cause)
        }

        func unknown(_ detail: String, _ remedy: String = "") -> CheckResult {
            CheckResult(name: rawValue, state: .unknown, detail: detail, remedy: remedy)
        }

        func failed(_ error: any Error) -> CheckResult {
            guard let error = error as? SyncError else {
                return unknown("It could not be tested.", "Try again; if it lasts, report it.")
            }
            return failed(error.message, error.remedy, error.code)
        }
    }

    private func checkAppKey() async -> CheckResult {
        do {
            let response = try await api.configuration()
            switch response.status {
            case 200..<300:
                guard try await api.document(response)?.members != nil else {
                    throw PlanningPMEFailure.unreadable("the configuration")
                }
                return Check.appKey.ok("PlanningPME answers, and knows the AppKey.")
            case 401, 403:
                throw PlanningPMEFailure.unauthorized("PlanningPME does not know the AppKey (\(response.status)).")
            default: throw PlanningPMEFailure.refused(response.status, "configuration")
            }
        } catch {
            return Check.appKey.failed(error)
        }
    }

    private func checkToken() async -> CheckResult {
        do {
            try await api.signIn()
            return Check.token.ok("The user can sign in.")
        } catch {
            return Check.token.failed(error)
        }
    }

    /// A cheap call with the user's token: a token may be given out that opens nothing.
    private func checkSession() async -> CheckResult {
        do {
            let answer = try await api.send(
                .get, PlanningPMEAssumptions.Path.categories, query: onePerPage, answer: .page)
            switch answer.status {
            case 200..<300: return Check.session.ok("PlanningPME accepts the user's token.")
            case 404, 405:
                return Check.session.unknown(
                    "PlanningPME answered \(answer.status), which does not tell whether it accepts the token.",
                    "The tests below will show it.")
            default: throw PlanningPMEFailure.refused(answer.status, "categories")
            }
        } catch {
            return Check.session.failed(error)
        }
    }

    private func read(_ check: Check, _ ask: () async throws -> PlanningAnswer) async -> CheckResult {
        do {
            let response = try await ask()
            guard (200..<300).contains(response.status) else {
                throw PlanningPMEFailure.refused(response.status, check.rawValue.replacing("PlanningPME: ", with: ""))
            }
            guard let page = try await api.document(response).flatMap(PlanningPage.init) else {
                throw PlanningPMEFailure.unreadable(check.rawValue)
            }
            let archived = check == .resources ? page.items.count { ThingWire($0).isArchived } : 0
            let others = archived == 0 ? "" : " \(archived) of the first \(page.items.count) are archived: no absence goes there."
            guard let total = page.total else { return check.ok("Readable.\(others)") }
            return check.ok(check == .events ? "Readable." : "\(total) are readable.\(others)")
        } catch {
            return check.failed(error)
        }
    }

    /// Deletes an event that can't exist: nothing changes, and the answer tells whether the user may.
    private func checkWriting() async -> CheckResult {
        let path = "\(PlanningPMEAssumptions.Path.events)/\(PlanningPMEAssumptions.impossibleEvent)"
        do {
            let response = try await api.send(.delete, path)
            switch response.status {
            case _ where api.isGone(response.response):
                return Check.writing.ok("The user may write: deleting an event that does not exist was not forbidden.")
            case 401, 403: throw PlanningPMEFailure.refused(response.status, "writing")
            default:
                return Check.writing.unknown(
                    "PlanningPME answered \(response.status), which does not tell whether the user may write.",
                    "The first sync will show it.")
            }
        } catch {
            return Check.writing.failed(error)
        }
    }
}
