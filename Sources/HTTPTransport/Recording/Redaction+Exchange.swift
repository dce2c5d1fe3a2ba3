import Foundation
import JSONText
import SyncCore

extension Redaction {
    /// One line of a recording.
    mutating func exchange(
        _ request: HTTPRequest, _ ending: ExchangeRecording.Ending, of system: RemoteSystem, at address: RemoteAddress,
        number: Int, milliseconds: Int
    ) -> JSONValue {
        basePath = String(address.baseURL.dropFirst(address.origin.count))
        let target = target(request.url, address)
        let isConfiguration = target.path == Self.configuration && system == .planningPME
        let sent = self.request(request, target)
        var members: [JSONObject.Member] = [
            .init("format", .integer(1)), .init("number", .integer(number)),
            .init("system", .text(system == .lucca ? "lucca" : "planningpme")), .init("milliseconds", .integer(milliseconds)),
            .init("request", sent),
        ]
        switch ending {
        case .failure(let failure):
            members.append(
                .init(
                    "failure",
                    .object([
                        "code": .text(failure.code.rawValue), "mayHaveBeenReceived": .bool(failure.mayHaveBeenReceived),
                    ])))
        case .answer(let response):
            members.append(
                .init(
                    "response",
                    .object([
                        "status": .integer(response.status), "headers": headers(response.headers),
                        "body": body(response.body, isOurs: false, isConfiguration: isConfiguration),
                    ])))
        }
        return .object(JSONObject(members))
    }

    private static let configuration = "api/config"

    private struct Target {
        let host: String
        /// As it is recorded.
        let path: String
        /// As it was sent.
        let query: String
    }

    private mutating func target(_ url: String, _ address: RemoteAddress) -> Target {
        let place = url.prefix { $0 != "?" && $0 != "#" }
        let query = place.endIndex < url.endIndex ? String(url[url.index(after: place.endIndex)...]) : ""
        if place.hasPrefix(address.baseURL) {
            return Target(host: host(address.host), path: path(place.dropFirst(address.baseURL.count)), query: query)
        }
        guard let components = URLComponents(string: String(place)), let name = components.host else {
            return Target(host: pseudonyms.pseudonym(.host, of: String(place)), path: "", query: query)
        }
        return Target(host: host(name), path: path(components.percentEncodedPath), query: query)
    }

    private mutating func request(_ request: HTTPRequest, _ target: Target) -> JSONValue {
        let type = request.headers.first { $0.name.lowercased() == "content-type" }?.value
        let isForm = type.map(Self.contentType) == "application/x-www-form-urlencoded"
        var body = JSONValue.null
        switch request.body {
        case nil: break
        case .clear(let data): body = isForm ? form(String(decoding: data, as: UTF8.self)) : self.body(data, isOurs: true)
        // What is no form is some secret that nobody foresaw.
        case .secret(let secret):
            body = secret.reveal { text in
                isForm ? form(text) : .object(["bytes": .integer(text.utf8.count)])
            }
        }
        return .object([
            "method": .text(request.method.rawValue), "host": .text(target.host), "path": .text(target.path),
            "query": parameters(target.query), "contentType": type.map { .text(Self.contentType($0)) } ?? .null, "body": body,
        ])
    }

    private mutating func form(_ text: String) -> JSONValue { .object(["form": parameters(text)]) }

    private mutating func body(_ data: Data, isOurs: Bool, isConfiguration: Bool = false) -> JSONValue {
        if data.isEmpty { return .null }
        guard let document = JSONValue.read(data) else { return .object(["bytes": .integer(data.count)]) }
        return .object(["json": self.document(document, isOurs: isOurs, isConfiguration: isConfiguration)])
    }
}
