import HTTPTransport
import JSONText
import SyncCore

/// Asks for the user's token, in the way that the stored credentials allow.
struct TokenRequest: Sendable {
    private static let path = "token"
    private static let longest = 16_384

    let client: RemoteClient
    let appKey: Secret
    let login: PlanningPMELogin

    func send() async throws -> Secret {
        for _ in 0..<PlanningPMEAPI.documentReadings {
            let request = try request()
            let response: HTTPResponse
            let document: JSONValue?
            do {
                response = try await client.send(request)
                document = try await client.document(response, to: request)
            } catch let error as SyncError where error.isAmbiguous {
                // What a call wanted to write was not sent yet.
                throw SyncError(
                    error.code, error.message, remedy: error.remedy, failureClass: error.failureClass, detail: error.detail)
            }
            switch response.status {
            case 200..<300: break
            case 400, 401, 403:
                throw PlanningPMEFailure.unauthorized("PlanningPME refuses \(credentials) or the AppKey (\(response.status)).")
            default: throw PlanningPMEFailure.refused(response.status, "sign-in")
            }
            if let token = document?["access_token"]?.string, Self.isToken(token) { return Secret(token) }
        }
        throw PlanningPMEFailure.unreadable("the user's token")
    }

    private static func isToken(_ text: String) -> Bool {
        (1...longest).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    private var credentials: String {
        switch login {
        case .password: "the user name, the password"
        case .authToken: "the authentication token"
        }
    }

    private func request() throws -> RemoteRequest {
        let method: HTTPMethod
        let fields: [(name: String, value: HTTPBody.FormValue)]
        switch login {
        case .password(let username, let password):
            method = .post
            fields = [
                ("grant_type", .clear("password")), ("username", .secret(username)), ("password", .secret(password)),
            ]
        case .authToken(let assertion):
            method = .put
            fields = [
                ("grant_type", .clear("urn:ietf:params:oauth:grant-type:jwt-bearer")), ("assertion", .secret(assertion)),
            ]
        }
        // Twice is the same as once: a token more does no harm.
        return RemoteRequest(
            method, Self.path,
            headers: PlanningPMEAPI.headers + [(name: "Content-Type", value: "application/x-www-form-urlencoded")],
            secretHeaders: [try PlanningPMEAPI.appKeyHeader(appKey)], body: .form(fields), retry: .safe)
    }
}
