import Foundation
import JSONText
import SyncCore

/// Anonymizes an exchange so that strangers may read it: every text is replaced by a pseudonym unless its shape or its member is
/// known to be harmless (`ExchangeRecording` lists what stays).
struct Redaction {
    /// The position of a value.
    struct Place {
        /// The member's name, in lower case; for a list's element, the list's.
        var member = ""
        /// Within custom fields.
        var isCustom = false
        /// Within the enumerations of `api/config`.
        var isEnumeration = false
        /// Within what Passerelle sent.
        var isOurs = false
        /// Within a list of extra data, whose rows have their values in one member.
        var isOfAttributes = false

        /// The value, or what is below it, is the customer's own.
        var holdsCustom: Bool {
            isCustom || RecordedWords.custom.contains(member) || isOfAttributes && member == RecordedWords.attribute
        }
    }

    var pseudonyms = Pseudonyms()
    /// Names and values of the brand's enumerations, in lower case, from `api/config`.
    var enumerations: Set<String> = []
    /// Texts of the connector's own: the remarks of probe events, as sent.
    var ownTexts: [OwnText] = []

    /// From the tenant's address: the brand, with slashes around it.
    var basePath = "/"

    static let credential = "****"
    private static let unreadable = "(unreadable)"
    /// Longer numbers may be telephone numbers.
    private static let longestNumber = 8
    private static let mostEnumerationNames = 2000

    /// - Parameters:
    ///   - isOurs: Passerelle sent it.
    ///   - isConfiguration: it is the answer of `api/config`: its enumerations stay, and their words count as known from then on.
    ///   - isOfAttributes: it is a list of employees' extra data.
    mutating func document(
        _ value: JSONValue, isOurs: Bool, isConfiguration: Bool = false, isOfAttributes: Bool = false
    ) -> JSONValue {
        if isConfiguration, let enums = value["enums"] { learn(enums) }
        return rewrite(
            value, Place(isOurs: isOurs, isOfAttributes: isOfAttributes), isConfiguration: isConfiguration)
    }

    private mutating func rewrite(_ value: JSONValue, _ place: Place, isConfiguration: Bool = false) -> JSONValue {
        switch value {
        case .null: return value
        case .bool: return place.holdsCustom ? .bool(false) : value
        case .unreadable: return .text(Self.unreadable)
        case .number(let spelling): return number(spelling, place)
        case .text(let text): return .text(self.text(text, place))
        case .list(let list): return .list(JSONList(list.values.map { rewrite($0, place) }))
        case .object(let object):
            let members = object.members.map { member -> JSONObject.Member in
                var inner = place
                inner.member = member.name.lowercased()
                inner.isCustom = place.holdsCustom
                inner.isEnumeration = place.isEnumeration || isConfiguration && inner.member == "enums"
                let isCredential =
                    !inner.isCustom && !inner.isEnumeration && RecordedWords.isCredential(inner.member) && member.value != .null
                // Before the name, which may also occur as a text below it.
                let value = isCredential ? .text(Self.credential) : rewrite(member.value, inner)
                return JSONObject.Member(name(member.name, inner), value)
            }
            return .object(JSONObject(members))
        }
    }

    private mutating func learn(_ value: JSONValue) {
        switch value {
        case .text(let text): learn(word: text)
        case .list(let list): for element in list.values { learn(element) }
        case .object(let object):
            for member in object.members {
                learn(word: member.name)
                learn(member.value)
            }
        default: break
        }
    }

    private mutating func learn(word: String) {
        guard enumerations.count < Self.mostEnumerationNames, TextShape.isEnumerationName(word) else { return }
        enumerations.insert(word.lowercased())
    }

    /// The name of a member, or its pseudonym.
    private mutating func name(_ name: String, _ place: Place) -> String {
        if place.isCustom { return pseudonyms.pseudonym(.member, of: name) }
        if place.isEnumeration { return TextShape.isEnumerationName(name) ? name : pseudonyms.pseudonym(.member, of: name) }
        return self.name(name)
    }

    /// The same outside custom fields. `model.start` names a member of a member.
    mutating func name(_ name: String) -> String {
        if RecordedWords.members.contains(name.lowercased()) { return name }
        // Objects by key, as in `embedded`.
        if TextShape.isDigits(name, longest: Self.longestNumber) { return name }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        let isPlain = parts.count <= 4 && parts.allSatisfy { TextShape.isMemberName($0) && !pseudonyms.hasSeen(String($0)) }
        return isPlain ? name : pseudonyms.pseudonym(.member, of: name)
    }

    private mutating func number(_ spelling: String, _ place: Place) -> JSONValue {
        if place.holdsCustom { return .number("0") }
        let count = spelling.utf8.count(where: TextShape.isDigit)
        let isKnown =
            place.isEnumeration || RecordedWords.ids.contains(place.member)
            ? count <= Self.longestID : count <= Self.longestNumber && !RecordedWords.personalNumbers.contains(place.member)
        if isKnown { return .number(spelling) }
        let digits = String(decoding: spelling.utf8.filter(TextShape.isDigit).drop { $0 == UInt8(ascii: "0") }, as: UTF8.self)
        return .number(digits.isEmpty ? "0" : pseudonyms.digits(digits))
    }
}

extension Redaction {
    /// One line of a recording.
    mutating func exchange(
        _ request: HTTPRequest, _ ending: ExchangeRecording.Ending, of system: RemoteSystem, at address: RemoteAddress,
        number: Int, milliseconds: Int
    ) -> JSONValue {
        basePath = String(address.baseURL.dropFirst(address.origin.count))
        let target = target(request.url, address)
        let isConfiguration = target.path == Self.configuration && system == .planningPME
        let isOfAttributes = target.path.split(separator: "/").contains(Self.attributes) && system == .lucca
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
                        "body": body(
                            response.body, isOurs: false, isConfiguration: isConfiguration, isOfAttributes: isOfAttributes),
                    ])))
        }
        return .object(JSONObject(members))
    }

    private static let configuration = "api/config"
    private static let attributes: Substring = "employee-attributes"

    private struct Target {
        let host: String
        /// As recorded.
        let path: String
        /// As sent.
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
        // Not a form, so it is an unexpected secret.
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

    private mutating func body(
        _ data: Data, isOurs: Bool, isConfiguration: Bool = false, isOfAttributes: Bool = false
    ) -> JSONValue {
        if data.isEmpty { return .null }
        guard let document = JSONValue.read(data) else { return .object(["bytes": .integer(data.count)]) }
        return .object([
            "json": self.document(
                document, isOurs: isOurs, isConfiguration: isConfiguration, isOfAttributes: isOfAttributes)
        ])
    }
}

extension Redaction {
    /// `account1.ilucca.net`: the account is replaced, the domain stays.
    mutating func host(_ host: String) -> String {
        let host = host.lowercased()
        if RecordedWords.hosts.contains(host) { return host }
        let labels = host.split(separator: ".", maxSplits: 1)
        if labels.count == 2, RecordedWords.luccaDomains.contains(String(labels[1])) {
            return "\(account(String(labels[0]))).\(labels[1])"
        }
        return pseudonyms.pseudonym(.host, of: host)
    }

    /// The two systems' words and keys stay.
    mutating func path(_ path: some StringProtocol) -> String {
        path.split(separator: "/", omittingEmptySubsequences: false).map { segment in
            let text = segment.removingPercentEncoding ?? String(segment)
            if text.isEmpty || RecordedWords.segments.contains(text.lowercased()) { return text }
            return TextShape.isDigits(text, longest: Self.longestID) ? text : pseudonyms.pseudonym(.text, of: text)
        }.joined(separator: "/")
    }

    /// Splits a query or a form.
    mutating func parameters(_ text: some StringProtocol) -> JSONValue {
        let pairs = text.split(separator: "&").map { pair -> JSONValue in
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = Self.decoded(halves.first ?? "")
            return .object([
                "name": .text(parameterName(name)),
                "value": .text(parameter(name.lowercased(), Self.decoded(halves.count > 1 ? halves[1] : ""))),
            ])
        }
        return .list(JSONList(pairs))
    }

    private static func decoded(_ text: some StringProtocol) -> String {
        let text = String(text.map { $0 == "+" ? " " : $0 })
        return text.removingPercentEncoding ?? text
    }

    private mutating func parameterName(_ name: String) -> String {
        RecordedWords.parameters.contains(name.lowercased()) ? name : pseudonyms.pseudonym(.member, of: name)
    }

    private mutating func parameter(_ name: String, _ value: String) -> String {
        if name == "grant_type", RecordedWords.oauth.contains(value) { return value }
        // A user's name is part of the sign-in.
        if RecordedWords.isCredential(name) || ["username", "client_id"].contains(name) { return Self.credential }
        guard RecordedWords.parameters.contains(name), !["name", "mail", "email"].contains(name) else { return word(of: value) }
        return value.split(separator: ",", omittingEmptySubsequences: false).map { token in
            let token = String(token)
            if token.isEmpty || RecordedWords.keywords.contains(token.lowercased()) || TextShape.isMoment(token) { return token }
            if TextShape.isDigits(token, longest: Self.longestID) { return token }
            return RecordedWords.nameLists.contains(name) ? names(token) : pseudonyms.pseudonym(.text, of: token)
        }.joined(separator: ",")
    }

    private mutating func word(of value: String) -> String { running(value, Place()) }

    /// `leavePeriod[id`, `ownerId]`: names, with the brackets of nested ones.
    private mutating func names(_ token: String) -> String {
        var result = ""
        var name = ""
        for character in token {
            if character == "[" || character == "]" || character == " " {
                result += name.isEmpty ? "" : self.name(name)
                result.append(character)
                name = ""
            } else {
                name.append(character)
            }
        }
        return result + (name.isEmpty ? "" : self.name(name))
    }

    /// An address within an answer, without its host and brand.
    mutating func link(_ text: String) -> String {
        guard let components = URLComponents(string: text) else { return pseudonyms.pseudonym(.text, of: text) }
        let query = components.percentEncodedQuery.map { query in
            "?"
                + query.split(separator: "&").map { pair in
                    let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                    let name = Self.decoded(halves.first ?? "")
                    return
                        "\(parameterName(name))=\(parameter(name.lowercased(), Self.decoded(halves.count > 1 ? halves[1] : "")))"
                }.joined(separator: "&")
        }
        let whole = components.percentEncodedPath
        let isBelow = basePath != "/" && whole.lowercased().hasPrefix(basePath.lowercased())
        return path(isBelow ? whole.dropFirst(basePath.count) : whole[...]) + (query ?? "")
    }

    /// The headers of an answer that describe the system and not the customer.
    mutating func headers(_ headers: [(name: String, value: String)]) -> JSONValue {
        var members: [JSONObject.Member] = []
        for header in headers {
            let name = header.name.lowercased()
            let value: String?
            switch name {
            case "content-type": value = Self.contentType(header.value)
            case "location": value = link(header.value)
            case "retry-after", "deprecation", "sunset", "date":
                let text = header.value.hasPrefix("@") ? String(header.value.dropFirst()) : header.value
                let isPlain =
                    TextShape.isDigits(text, longest: Self.longestID) || TextShape.isHTTPDate(text) || TextShape.isMoment(text)
                    || text == "true"
                value = isPlain ? header.value : "(unreadable)"
            default: value = nil
            }
            if let value { members.append(JSONObject.Member(name, .text(value))) }
        }
        return .object(JSONObject(members))
    }

    /// Without its parameters.
    static func contentType(_ value: String) -> String {
        let type = value.prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces).lowercased()
        return RecordedWords.contentTypes.contains(type) ? type : "(other)"
    }
}
