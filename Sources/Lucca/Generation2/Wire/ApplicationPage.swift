import JSONText

/// One page of a list of the Lucca API: `{"items", "links": {"next"}, "embedded", "totalCount"}`.
struct ApplicationPage: Sendable, Equatable {
    /// The next page, as named.
    enum Next: Sendable, Equatable {
        case none
        case address(String)
        /// Neither null nor an address: whether more follows is unknown.
        case unreadable
    }

    let rows: [JSONValue]
    /// Of the whole list; nil when it was not served.
    let count: Int?
    let next: Next
    /// Resources by type, then by id.
    let embedded: JSONValue?

    /// nil when there is no list in the document.
    init?(_ document: JSONValue) {
        guard let rows = document[at: .items]?.rows else { return nil }
        self.rows = rows
        count = document[at: .totalCount]?.count
        embedded = document[at: .embedded]
        switch document[at: .links]?[at: .next] {
        case nil, .null: next = .none
        case .some(let link):
            next = (link[at: .href]?.string ?? link.string).map { .address($0) } ?? .unreadable
        }
    }

    var items: [ApplicationItem] { rows.map { ApplicationItem(row: $0, resources: embedded) } }
}

/// A row with what its page embeds.
struct ApplicationItem: Sendable {
    let row: JSONValue
    let resources: JSONValue?

    subscript(_ property: ApplicationProperty) -> JSONValue? { row[at: property] }

    /// What a reference of this row names.
    func embedded(_ type: ApplicationResource, _ id: String) -> JSONValue? {
        // Types and ids are exact, unlike the names of properties.
        resources?[type.rawValue]?[id]
    }
}

/// Types of embedded resources.
enum ApplicationResource: String, Sendable {
    case employment
    case jobPosition = "job-position"
    case leaveAccount = "leave-account"
    case label = "taxonomy-label"
}

/// A property's name as documented. In an answer it comes in any letter case.
enum ApplicationProperty: String, Sendable {
    case accessToken = "access_token"
    case expiresIn = "expires_in"
    case error

    case items
    case totalCount
    case embedded
    case links
    case next
    case href

    case id
    case name

    case givenName
    case familyName
    case email
    case employeeNumber
    case phoneNumber
    case applicableEmployment
    case applicableJobPosition
    case department
    case businessEstablishment
    case jobTitle
    case start
    case end
    case date

    case parent
    case isArchived

    case employee
    case leaveAccount
    case status
    case days
    case range
    case duration
    case value
    case unit

    case definition
    case applicability
    case schema
    case title
    case properties
    case multipleValueHandling
    case propertyDescriptions
}

extension JSONValue {
    /// nil when this is not an object or has no such property; the first one that is not null where several spellings came.
    subscript(at property: ApplicationProperty) -> JSONValue? { self[JSONName(property.rawValue)] }

    /// The id of a reference, `{"id", "type", "url"}`.
    var referenced: String? { self[at: .id]?.identifier }
}
