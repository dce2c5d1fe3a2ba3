import SyncCore

/// The pseudonyms of one recording: the same text gets the same pseudonym, and nothing in a pseudonym comes from the text.
///
/// They are numbered in order of appearance. The table is never written, so pseudonyms cannot be reversed. It uses memory for the
/// distinct texts, about 10 MB for 20,000 employees.
struct Pseudonyms {
    /// The kind of the replaced text shows in its pseudonym.
    enum Kind: String, Hashable {
        case text
        /// Of an object's member.
        case member
        /// Of an enumeration, or of one of its values.
        case name
        /// A Lucca account or a brand.
        case account
        case host
    }

    private struct Known {
        let number: Int
        /// The spellings that fold to the same text, in order of appearance.
        var spellings: [String: Int] = [:]
    }

    private var known: [Kind: [String: Known]] = [:]
    private var addresses: [String: Int] = [:]
    private var numbers: [String: Int] = [:]

    /// Texts that fold alike (`Congés`, `CONGES`) get pseudonyms that fold alike, because labels are compared folded.
    mutating func pseudonym(_ kind: Kind, of text: String) -> String {
        let folded = LabelFolding.fold(text)
        var entry = known[kind, default: [:]][folded] ?? Known(number: known[kind, default: [:]].count + 1)
        let spelling = entry.spellings[text] ?? entry.spellings.count
        entry.spellings[text] = spelling
        known[kind, default: [:]][folded] = entry
        return Self.spelled(kind.rawValue, spelling) + String(entry.number)
    }

    /// Whether it has been replaced as a text.
    func hasSeen(_ text: String) -> Bool {
        known[.text]?[LabelFolding.fold(text)] != nil
    }

    /// Of an e-mail address, ignoring case.
    mutating func address(_ text: String) -> String {
        let key = text.lowercased()
        let number = addresses[key] ?? addresses.count + 1
        addresses[key] = number
        return "address\(number)@example.invalid"
    }

    /// Of a text of digits, or of a number: leading zeroes stay, because they are significant when identifiers are compared.
    mutating func digits(_ text: String) -> String {
        let zeroes = text.prefix { $0 == "0" }
        let rest = String(text.dropFirst(zeroes.count))
        guard !rest.isEmpty else { return text }
        let number = numbers[rest] ?? numbers.count + 1
        numbers[rest] = number
        return zeroes + String(Self.firstDigits + number)
    }

    private static let firstDigits = 900_000_000

    /// `text`, `Text`, `tExt`, `TExt`, …: they repeat when the word allows no more spellings.
    private static func spelled(_ word: String, _ spelling: Int) -> String {
        var bits = spelling
        return String(
            word.map { letter in
                defer { bits >>= 1 }
                return bits & 1 == 1 ? Character(letter.uppercased()) : letter
            })
    }
}

/// Words known to be harmless, because they are the two systems' own; in lower case.
enum RecordedWords {
    /// Segments of paths.
    static let segments: Set<String> = [
        "api", "v3", "v4", "users", "leaves", "departments", "organization", "structure", "legal-units", "establishments",
        "extensionuserdefinitions", "lucca-api", "employees", "leave-accounts", "employee-attributes",
        "employee-attribute-definitions", "connect", "token", "config", "category", "resource", "department", "unavailability",
        "do",
        "list", "doc", "index", "status",
    ]

    /// Members that begin with a capital, or contain characters not used in program names.
    static let members: Set<String> = [
        "message", "messagedetail", "modelstate", "exceptionmessage", "exceptiontype", "stacktrace", "status", "name", "key",
        "items", "total", "start", "end", "resources", "label", "remark", "fields", "errors", "error", "title", "detail", "type",
        "isunavailability", "allday", "data", "count", "id", "access", "enums", "leave-account", "job-position", "employment",
    ]

    /// Parameters of queries and fields of forms.
    static let parameters: Set<String> = [
        "fields", "fields.root", "orderby", "sort", "include", "paging", "page", "limit", "pageindex", "pagesize", "date",
        "modifiedat", "formeremployees", "status", "isarchived", "name", "departmentid", "ownerid", "leaveperiod.ownerid",
        "leaveperiod.owner.departmentid", "leaveperiod.owner.legalentityid", "employee.id", "definition.id", "startson.between",
        "applicability.asof", "id", "mail", "email", "grant_type", "username", "password", "assertion", "client_id",
        "client_secret", "scope",
    ]

    /// Parameters with lists of member names.
    static let nameLists: Set<String> = ["fields", "fields.root", "orderby", "sort", "include"]

    /// Words inside parameters.
    static let keywords: Set<String> = [
        "between", "since", "until", "asc", "desc", "true", "false", "active", "upcoming", "embedded", "links", "totalcount",
        "collection.count",
    ]

    /// Values of members with a fixed set of words, in addition to the brand's enumerations.
    static let values: Set<String> = [
        "unavailability", "task", "all", "human", "material", "toplan", "bearer", "firsthalfday", "secondhalfday", "allday",
        "confirmed", "approved", "tentative", "pending", "requested", "cancelled", "canceled", "denied", "rejected", "refused",
        "active", "upcoming", "deactivated", "day", "days", "hour", "hours", "minute", "minutes", "read", "write", "none",
    ]

    /// Members with a fixed set of words. Names that people choose are not included.
    static let enumerated: Set<String> = [
        "type", "results", "kind", "mode", "unit", "status", "state", "access", "token_type", "range", "startposition",
        "endposition",
    ]

    /// OAuth's names of errors and grants.
    static let oauth: Set<String> = [
        "invalid_grant", "invalid_client", "invalid_request", "invalid_scope", "unauthorized_client", "unsupported_grant_type",
        "access_denied", "password", "client_credentials", "urn:ietf:params:oauth:grant-type:jwt-bearer",
    ]

    /// Members and parameters that hold ids of the two systems.
    static let ids: Set<String> = [
        "id", "key", "ownerid", "departmentid", "leaveaccountid", "leaveperiodid", "headid", "legalentityid", "managerid",
        "leaveperiod.ownerid", "leaveperiod.owner.departmentid", "leaveperiod.owner.legalentityid", "employee.id",
        "definition.id",
    ]

    /// Members with custom fields: their names and values are the customer's own.
    static let custom: Set<String> = ["fields", "extendeddata", "customfields"]

    /// Where a row of `employee-attributes` has the customer's own value.
    static let attribute = "value"

    /// Numbers in these identify a person.
    static let personalNumbers: Set<String> = [
        "employeenumber", "registrationnumber", "login", "phone", "mobile", "directline", "professionalmobile", "phonenumber",
        "fax", "zip", "address", "name", "label", "remark",
        "comment",
    ]

    /// The name of a member or form field with a credential contains one of these. Not even a pseudonym of it is recorded.
    static let credentials = [
        "password", "secret", "token", "assertion", "authorization", "appkey", "apikey", "api_key", "cookie",
    ]

    static func isCredential(_ name: String) -> Bool {
        // `token_type` and `expires_in` are not credentials.
        name != "token_type" && credentials.contains { name.contains($0) }
    }

    /// Content types, without their parameters.
    static let contentTypes: Set<String> = [
        "application/json", "text/json", "application/problem+json", "application/xml", "text/xml", "text/html", "text/plain",
        "application/x-www-form-urlencoded", "application/octet-stream",
    ]

    /// Time zones by their Windows names.
    static let zones: Set<String> = [
        "central europe standard time", "central european standard time", "central pacific standard time",
        "central standard time", "e. africa standard time", "e. europe standard time", "eastern standard time",
        "fle standard time", "gmt standard time", "greenwich standard time", "gtb standard time", "hawaiian standard time",
        "mauritius standard time", "morocco standard time", "pacific standard time", "romance standard time",
        "sa eastern standard time", "sa western standard time", "saint pierre standard time", "w. europe standard time",
    ]

    /// Hosts that all customers share.
    static let hosts: Set<String> = ["api.planningpme.com", "try.planningpme.com", "accounts.world.luccasoftware.com"]

    /// Follow the account's name in a Lucca host.
    static let luccaDomains: Set<String> = [
        "ilucca.net", "ilucca-test.net", "ilucca-demo.net", "ilucca.ch", "ilucca-test.ch", "ilucca-demo.ch",
    ]
}
