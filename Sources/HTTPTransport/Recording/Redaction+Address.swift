import Foundation
import JSONText

extension Redaction {
    /// `account1.ilucca.net`: whose it is goes, what kind of host it is stays.
    mutating func host(_ host: String) -> String {
        let host = host.lowercased()
        if RecordedWords.hosts.contains(host) { return host }
        let labels = host.split(separator: ".", maxSplits: 1)
        if labels.count == 2, RecordedWords.luccaDomains.contains(String(labels[1])) {
            return "\(account(String(labels[0]))).\(labels[1])"
        }
        return pseudonyms.pseudonym(.host, of: host)
    }

    /// Words of the two systems and keys stay.
    mutating func path(_ path: some StringProtocol) -> String {
        path.split(separator: "/", omittingEmptySubsequences: false).map { segment in
            let text = segment.removingPercentEncoding ?? String(segment)
            if text.isEmpty || RecordedWords.segments.contains(text.lowercased()) { return text }
            return TextShape.isDigits(text, longest: Self.longestID) ? text : pseudonyms.pseudonym(.text, of: text)
        }.joined(separator: "/")
    }

    /// A query or a form, taken apart.
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
        // A user's name signs in too.
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

    /// The headers of an answer that say something of the system, none of the customer.
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
