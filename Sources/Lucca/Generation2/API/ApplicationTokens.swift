import HTTPTransport
import JSONText
import SyncCore
import SyncEngine

/// Asks Lucca's token host for a token. The client's secret goes there alone, in the body.
struct ApplicationTokenRequest: Sendable {
    private static let longest = 16_384
    /// How often an answer that is no JSON is asked for again.
    private static let documentReadings = 2

    /// For the token host.
    let client: RemoteClient
    let path: String
    let application: LuccaApplicationCredentials

    func send(for scopes: Set<LuccaScope>) async throws -> GivenToken {
        let asked = LuccaScope.allCases.filter(scopes.contains)
        // Another token does no harm.
        let request = RemoteRequest(
            .post, path,
            headers: [
                (name: "Accept", value: "application/json"), (name: "Content-Type", value: "application/x-www-form-urlencoded"),
            ],
            body: .form([
                ("grant_type", .clear("client_credentials")), ("client_id", .secret(application.id.withoutBlanks)),
                ("client_secret", .secret(application.secret.withoutBlanks)),
                ("scope", .clear(asked.map(\.rawValue).joined(separator: " "))),
            ]), retry: .safe)
        for _ in 0..<Self.documentReadings {
            let response = try await client.send(request)
            let document = try await client.document(response, to: request)
            guard (200..<300).contains(response.status) else { throw Self.refused(response.status, document, asked) }
            if let token = document?[at: .accessToken]?.string, Self.isToken(token) {
                return GivenToken(
                    token: Secret(token),
                    seconds: document?[at: .expiresIn]?.count.map { Double($0) }
                        ?? LuccaAssumptions.tokenSeconds)
            }
        }
        throw LuccaFailure.application(.tokenUnreadable)
    }

    /// The words of OAuth (RFC 6749, 5.2), which Lucca does not document. None of the answer's is quoted.
    private static func refused(_ status: Int, _ document: JSONValue?, _ asked: [LuccaScope]) -> SyncError {
        switch (status, document?[at: .error]?.string) {
        case (400, "invalid_scope"?), (403, "invalid_scope"?): LuccaFailure.application(.scopesDenied(scopes: asked))
        case (400, "invalid_client"?), (400, "unauthorized_client"?), (400, "invalid_grant"?), (401, _), (403, _):
            LuccaFailure.application(.clientRejected(status: status))
        default: LuccaFailure.application(.tokenRefused(status: status))
        }
    }

    private static func isToken(_ text: String) -> Bool {
        (1...longest).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }
}

/// A token and how long it is valid, counted from before it was asked for.
struct GivenToken: Sendable {
    let token: Secret
    let seconds: Double
}

extension Secret {
    /// As people copy it.
    fileprivate var withoutBlanks: Secret { reveal { Secret($0.filter { !$0.isWhitespace }) } }
}

/// One run's tokens: fetched on first use, shared by all calls, replaced before they end and when Lucca rejects one.
///
/// What only some runs read has a token of its own: a scope that is not granted must not stop the rest.
actor ApplicationTokens {
    private struct Held {
        let token: Secret
        let scopes: Set<LuccaScope>
        let renewal: SteadyClock.Moment
    }

    private let clock: SteadyClock
    private let fetch: @Sendable (Set<LuccaScope>) async throws -> GivenToken
    private var held: [Held] = []
    private var pending: [Set<LuccaScope>: Task<Held, any Error>] = [:]

    init(clock: SteadyClock, fetch: @escaping @Sendable (Set<LuccaScope>) async throws -> GivenToken) {
        self.clock = clock
        self.fetch = fetch
    }

    func current(for scopes: Set<LuccaScope>) async throws -> Secret {
        let now = clock.now
        if let found = held.first(where: { $0.scopes.isSuperset(of: scopes) && now < $0.renewal }) { return found.token }
        return try await fetched(scopes)
    }

    /// A token other than `ended`: calls that fail at the same time share one request.
    func replacement(for ended: Secret, _ scopes: Set<LuccaScope>) async throws -> Secret {
        held.removeAll { $0.token == ended }
        return try await current(for: scopes)
    }

    private func fetched(_ scopes: Set<LuccaScope>) async throws -> Secret {
        while true {
            let task = pending[scopes] ?? request(scopes)
            pending[scopes] = task
            let result = await withTaskCancellationHandler {
                await task.result
            } onCancel: {
                task.cancel()
            }
            if pending[scopes] == task {
                pending[scopes] = nil
                if case .success(let new) = result {
                    held.removeAll { $0.scopes == scopes }
                    held.append(new)
                }
            }
            // Another caller was cancelled, and the request that was shared with it.
            if case .failure(let error) = result, Self.isCancellation(error), !Task.isCancelled { continue }
            return try result.get().token
        }
    }

    private func request(_ scopes: Set<LuccaScope>) -> Task<Held, any Error> {
        Task { [clock, fetch] in
            let asked = clock.now
            let given = try await fetch(scopes)
            return Held(token: given.token, scopes: scopes, renewal: asked.advanced(by: .seconds(Self.use(of: given.seconds))))
        }
    }

    private static func isCancellation(_ error: any Error) -> Bool {
        error is CancellationError || (error as? SyncError)?.failureClass == .cancelled
    }

    /// Until a minute before its end, or a tenth of its time: a page takes that long at most. No more than a day.
    private static func use(of seconds: Double) -> Double { min(86_400, max(0, seconds - min(60, seconds / 10))) }
}
