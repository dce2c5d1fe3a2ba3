import Foundation
import Logging
import Operations
import SyncCore
import SyncEngine
import Words

/// Answers requests, independently of the HTTP library.
struct ConsoleHandler: Sendable {
    private let ports: ConsolePorts
    private let door: Door
    private let limits: ConsoleLimits
    private let renderer: PageRenderer
    private let logger: Logger

    init(ports: ConsolePorts, door: Door, limits: ConsoleLimits = ConsoleLimits()) throws {
        self.ports = ports
        self.door = door
        self.limits = limits
        logger = ports.logger
        renderer = try PageRenderer()
    }

    func answer(_ request: ConsoleRequest) async -> ConsoleAnswer { await respond(request).guarded }

    /// Of a form that was not read to its end.
    func tooLong(_ request: ConsoleRequest) async -> ConsoleAnswer {
        page(ErrorPages.tooLong(visit(request, nil)), visit(request, nil)).guarded
    }

    private func respond(_ request: ConsoleRequest) async -> ConsoleAnswer {
        let stranger = visit(request, nil)
        guard door.isKnown(host: request.field("host")) else { return page(ErrorPages.wrongHost(stranger), stranger) }
        guard request.target.utf8.count <= limits.targetBytes else { return page(ErrorPages.tooLong(stranger), stranger) }
        guard let path = request.path, request.target.hasPrefix("/") else {
            return page(ErrorPages.notFound(stranger), stranger)
        }
        switch request.method {
        case "GET", "HEAD":
            if let asset = Assets.answer(path) { return asset }
        case "POST": break
        default:
            return ConsoleAnswer(405, [("allow", "GET, HEAD, POST"), ("content-type", "text/plain; charset=utf-8")])
        }
        do {
            return try await respond(request, path, stranger)
        } catch {
            return failed(error, stranger)
        }
    }

    /// - Parameter stranger: the same visit, of nobody.
    private func respond(_ request: ConsoleRequest, _ path: [String], _ stranger: Visit) async throws -> ConsoleAnswer {
        let (actor, begun) = try await enter(request)
        let visit = visit(request, actor)
        let answer: ConsoleAnswer
        do {
            answer =
                request.method == "POST"
                ? try await post(visit, path, isNew: begun != nil) : try await get(visit, path)
        } catch {
            answer = failed(error, visit)
        }
        // Unless the answer ends that session, or begins another.
        guard let begun, answer.field("set-cookie") == nil else { return answer }
        return answer.setting(Door.begin(begun))
    }

    /// Who sends it, at this moment.
    /// - Returns: the secret too if the session begins with this request.
    private func enter(_ request: ConsoleRequest) async throws -> (ConsoleActor?, begun: ConsoleSecret?) {
        var actor: ConsoleActor?
        if let secret = door.secret(in: request) { actor = try await ports.perform(EnterConsole(secret), as: nil) }
        switch door.named(in: request) {
        case .notAsked: return (actor, nil)
        // The proxy lets nobody of that name in any longer.
        case .nobody: return (nil, nil)
        case .login(let login):
            if let actor, actor.session.person.login == login { return (actor, nil) }
            guard let secret = try await ports.perform(SignInByProxy(login), as: nil) else { return (nil, nil) }
            return (try await ports.perform(EnterConsole(secret), as: nil), secret)
        }
    }

    private func get(_ visit: Visit, _ path: [String]) async throws -> ConsoleAnswer {
        if path.first == "signin", path.count <= 2 {
            // A robot that follows a link changes nothing: only the button uses it.
            return page(DoorPages.signIn(visit, link: path.count == 2 ? ConsoleSecret(path[1]) : nil), visit)
        }
        if path == ["signed-in"] {
            return visit.actor == nil ? page(DoorPages.cookieLost(visit), visit) : .see(Link([]))
        }
        guard visit.actor != nil else { return .see(Link(["signin"])) }
        if path == ["search"] { return .see(Routes.found(visit.request.query["q"] ?? "")) }
        return page(try await Routes.page(visit, path), visit)
    }

    private func post(_ visit: Visit, _ path: [String], isNew: Bool) async throws -> ConsoleAnswer {
        guard door.isFromHere(visit.request) else { return try await refused(visit) }
        switch path {
        case ["language"]: return Tongue.chosen(visit.request)
        case ["signin"]: return try await signIn(visit)
        default: break
        }
        guard let actor = visit.actor else { return .see(Link(["signin"])) }
        // A session that begins with this request has sent no form yet.
        guard !isNew, visit.request.form["key"] == actor.session.formKey else { return try await refused(visit) }
        if path == ["signout"] {
            _ = try await ports.perform(SignOut(actor.secret), as: actor)
            return .see(Link(["signin"])).setting(Door.end)
        }
        guard visit.hasSoundReason else { return page(ErrorPages.reasonUnfit(visit), visit) }
        guard let place = try await Actions.perform(visit, path) else { return page(ErrorPages.notFound(visit), visit) }
        return .see(place)
    }

    private func signIn(_ visit: Visit) async throws -> ConsoleAnswer {
        guard let link = visit.request.form["link"].flatMap({ ConsoleSecret($0) }),
            let session = try await ports.perform(SignIn(with: link), as: nil)
        else {
            logger.notice("A sign-in was refused: the link is unknown, used or too old")
            return page(DoorPages.linkVoid(visit), visit)
        }
        return .see(Link(["signed-in"])).setting(Door.begin(session))
    }

    private func refused(_ visit: Visit) async throws -> ConsoleAnswer {
        if let actor = visit.actor { try await ports.record(.foreign, of: actor) }
        return page(ErrorPages.foreign(visit), visit)
    }

    private func failed(_ error: any Error, _ visit: Visit) -> ConsoleAnswer {
        let failed = ErrorPages.failed(error, visit)
        if failed.status >= 500 {
            let code = (error as? SyncError)?.code.rawValue ?? String(reflecting: type(of: error))
            logger.error("A page failed", metadata: ["code": "\(code)"])
        }
        return page(failed, visit)
    }

    private func visit(_ request: ConsoleRequest, _ actor: ConsoleActor?) -> Visit {
        Visit(request: request, language: Tongue.of(request), actor: actor, ports: ports)
    }

    private func page(_ page: Page, _ visit: Visit) -> ConsoleAnswer { renderer.html(page, visit) }
}

/// The language of pages: chosen by the person, else the browser's.
enum Tongue {
    private static let cookie = "language"

    static func of(_ request: ConsoleRequest) -> Language {
        if let chosen = request.cookie(cookie).flatMap({ Language(rawValue: $0) }) { return chosen }
        let wished = request.field("accept-language") ?? ""
        // In the order of their weight; without one, 1.
        let known = wished.split(separator: ",").prefix(20).enumerated().compactMap { place, part -> (Language, Double, Int)? in
            let sides = part.split(separator: ";")
            guard let name = sides.first?.trimmed.lowercased().prefix(2), let language = Language(rawValue: String(name)) else {
                return nil
            }
            let weight = sides.dropFirst().first?.trimmed.dropFirst(2)
            return (language, weight.flatMap { Double($0) } ?? 1, place)
        }
        return known.filter { $0.1 > 0 }.max { ($0.1, -$0.2) < ($1.1, -$1.2) }?.0 ?? .english
    }

    static func chosen(_ request: ConsoleRequest) -> ConsoleAnswer {
        let form = request.form
        let back = form["back"].flatMap { Link(back: $0) } ?? Link([])
        guard let language = form["lang"].flatMap({ Language(rawValue: $0) }) else { return .see(back) }
        return .see(back).setting("\(cookie)=\(language.rawValue); Path=/; SameSite=Lax; HttpOnly; Max-Age=31536000")
    }
}
