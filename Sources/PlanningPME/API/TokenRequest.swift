import HTTPTransport
import JSONText
import SyncCore

/// Requests the user's token with the stored credentials.
struct TokenRequest: Sendable {
    private static let path = "token"
    private static let longest = 16_384

    let client: RemoteClient
    let appKey: Secret
    let login: PlanningPMELogin
    /// The method to exchange an auth token by, tried first.
    let method: PlanningDialect.Token
    let notes: DialectNotes

    /// - Throws: `SyncError`, marked as a sign-in's.
    func send() async throws -> Secret {
        do {
            return try await exchanged()
        } catch let error as SyncError {
            throw error.markedSignIn()
        }
    }

    private func exchanged() async throws -> Secret {
        let first = notes.tokenMethod ?? method
        switch try await token(by: first, refusedBefore: nil) {
        case .token(let token): return token
        case .otherMethod(let status):
            let second: PlanningDialect.Token = first == .put ? .post : .put
            guard case .token(let token) = try await token(by: second, refusedBefore: status) else {
                throw PlanningPMEFailure.refused(status, .signIn)
            }
            notes.note([.token])
            return token
        }
    }

    private enum Answer {
        case token(Secret)
        /// The brand rejects this method, and there is another one.
        case otherMethod(status: Int)
    }

    /// - Parameter refusedBefore: the other method's status; nil while there is another one to try. It is more informative than a
    ///   405.
    private func token(by method: PlanningDialect.Token, refusedBefore: Int?) async throws -> Answer {
        let mayTryOther = refusedBefore == nil && isExchange
        for _ in 0..<PlanningPMEAPI.documentReadings {
            let request = try request(by: method)
            let response = try await client.send(request)
            let document = try await client.document(response, to: request)
            switch response.status {
            case 200..<300: break
            case 404, 405:
                if mayTryOther { return .otherMethod(status: response.status) }
                throw PlanningPMEFailure.refused(response.status == 405 ? refusedBefore ?? 405 : response.status, .signIn)
            case 400 where mayTryOther && Refusal(document).error == Self.unsupportedGrant:
                return .otherMethod(status: response.status)
            case 400, 401, 403:
                throw PlanningPMEFailure.refusedLogin(response.status, isPassword: !isExchange)
            default: throw PlanningPMEFailure.refused(response.status, .signIn)
            }
            if let token = document?["access_token"]?.string, Self.isToken(token) {
                if isExchange { notes.tokenMethod = method }
                return .token(Secret(token))
            }
        }
        throw PlanningPMEFailure.unreadable(.token)
    }

    /// Some servers return this for a grant sent by another method.
    private static let unsupportedGrant = "unsupported_grant_type"

    /// Whether an auth token is exchanged.
    private var isExchange: Bool {
        switch login {
        case .password: false
        case .authToken: true
        }
    }

    private static func isToken(_ text: String) -> Bool {
        (1...longest).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    private func request(by exchange: PlanningDialect.Token) throws -> RemoteRequest {
        let method: HTTPMethod
        let fields: [(name: String, value: HTTPBody.FormValue)]
        switch login {
        case .password(let username, let password):
            method = .post
            fields = [
                ("grant_type", .clear("password")), ("username", .secret(username)), ("password", .secret(password)),
            ]
        case .authToken(let assertion):
            method = exchange == .put ? .put : .post
            fields = [
                ("grant_type", .clear("urn:ietf:params:oauth:grant-type:jwt-bearer")), ("assertion", .secret(assertion)),
            ]
        }
        // Idempotent: an additional token does no harm.
        return RemoteRequest(
            method, Self.path,
            headers: PlanningPMEAPI.headers + [(name: "Content-Type", value: "application/x-www-form-urlencoded")],
            secretHeaders: [try PlanningPMEAPI.appKeyHeader(appKey)], body: .form(fields), retry: .safe)
    }
}

/// The user's token: requested on first use, shared by all calls, replaced once it has expired.
actor AccessTokens {
    private let fetch: @Sendable () async throws -> Secret
    private var token: Secret?
    private var pending: Task<Secret, any Error>?

    init(fetch: @escaping @Sendable () async throws -> Secret) {
        self.fetch = fetch
    }

    func current() async throws -> Secret {
        if let token { return token }
        return try await fetched()
    }

    /// A token other than `ended`: calls that fail at the same time share one request.
    func replacement(for ended: Secret) async throws -> Secret {
        if token == ended { token = nil }
        return try await current()
    }

    private func fetched() async throws -> Secret {
        let task = pending ?? Task { try await fetch() }
        pending = task
        let result = await withTaskCancellationHandler {
            await task.result
        } onCancel: {
            task.cancel()
        }
        if pending == task {
            pending = nil
            token = try? result.get()
        }
        return try result.get()
    }
}
