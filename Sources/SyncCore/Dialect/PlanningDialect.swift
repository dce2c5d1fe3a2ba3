/// The variant of the API that one brand's PlanningPME uses. The defaults are the contract's; a tenant's own values come from
/// `TenantDialect`.
package struct PlanningDialect: Hashable, Sendable {
    /// A value of one of the brand's enumerations: `api/config` lists their names and numbers.
    package enum EnumerationValue: Hashable, Sendable {
        case name(String)
        case number(Int)
    }

    package enum Kind: Hashable, Sendable {
        /// `isUnavailability: true`.
        case flag
        /// `type`, with this value.
        case type(EnumerationValue)
    }

    package enum Reason: String, Hashable, Sendable, CaseIterable {
        case underscoredLabel = "_label"
        case label
        case unavailability
    }

    package enum Update: String, Hashable, Sendable, CaseIterable {
        /// A PUT keeps members it does not name.
        case merge
        /// A PUT removes members it does not name.
        case replace
    }

    package enum Time: String, Hashable, Sendable, CaseIterable {
        /// Without a zone, in the local time of `zone`.
        case local
        /// With `Z`.
        case utc
    }

    package enum WholeDay: String, Hashable, Sendable, CaseIterable {
        case bounds
        /// With `allDay: true`, until midnight.
        case allDay = "all_day"
        /// With `allDay: true`, until 23:59 of the last day.
        case allDayUntilLastMinute = "all_day_until_23:59"
    }

    package enum List: String, Hashable, Sendable, CaseIterable {
        /// `results` names the wanted kind.
        case byName = "by_name"
        /// `results` is omitted, and tasks are filtered out here.
        case filteredHere = "filtered_here"
    }

    package enum Paging: String, Hashable, Sendable, CaseIterable {
        case fromOne = "from_1"
        case fromZero = "from_0"
        case ignored
    }

    package enum View: String, Hashable, Sendable, CaseIterable {
        case whole
        /// Lists omit events outside a limited period; those can only be read by key.
        case limited
    }

    package enum Department: String, Hashable, Sendable, CaseIterable {
        /// `departments: [{"key"}]`.
        case list
        /// `department: {"key"}`.
        case single
    }

    package enum Token: String, Hashable, Sendable, CaseIterable {
        case put
        case post
    }

    package enum CreatedKey: String, Hashable, Sendable, CaseIterable {
        /// The member `key` of the answer.
        case member = "key"
        /// The answer's body is the key.
        case body
        /// The end of the header `Location`.
        case location
        /// Not in the answer: the event is found by its reference.
        case reference
    }

    /// In addition to 404 and 410, which always mean it.
    package enum Gone: String, Hashable, Sendable, CaseIterable {
        case notFound = "404"
        /// A success with an empty body.
        case emptySuccess = "empty"
        case badRequest = "400"
    }

    package enum Deletion: String, Hashable, Sendable, CaseIterable {
        case works
        case refused
    }

    package enum Remark: String, Hashable, Sendable, CaseIterable {
        case kept
        /// Blanks at both ends are removed, and line breaks change.
        case trimmed
        /// `&`, `<`, `>`, quotes and accents come back as HTML entities.
        case escaped
        /// A reference is truncated: it needs a separate field.
        case cut
    }

    package var kind = Kind.flag
    package var reason = Reason.underscoredLabel
    package var update = Update.merge
    package var time = Time.local
    /// nil for the tenant's zone.
    package var zone: String?
    /// The status key that events are sent with; nil lets PlanningPME choose.
    package var status: Int?
    package var wholeDay = WholeDay.bounds
    package var list = List.byName
    package var paging = Paging.fromOne
    package var view = View.whole
    package var department = Department.list
    package var token = Token.put
    package var createdKey = CreatedKey.member
    package var gone = Gone.notFound
    package var deletion = Deletion.works
    package var remark = Remark.kept

    package init() {}
}

/// Each point's value as stored and shown.
extension PlanningDialect {
    package subscript(_ point: DialectPoint) -> String {
        switch point {
        case .kind:
            switch kind {
            case .flag: Self.flag
            case .type(.name(let name)): "\(Self.typePrefix)\(name)"
            case .type(.number(let number)): "\(Self.typePrefix)\(number)"
            }
        case .reason: reason.rawValue
        case .update: update.rawValue
        case .time: time.rawValue
        case .zone: zone ?? Self.tenantsZone
        case .status: status.map(String.init) ?? Self.none
        case .wholeDay: wholeDay.rawValue
        case .list: list.rawValue
        case .paging: paging.rawValue
        case .view: view.rawValue
        case .department: department.rawValue
        case .token: token.rawValue
        case .createdKey: createdKey.rawValue
        case .gone: gone.rawValue
        case .deletion: deletion.rawValue
        case .remark: remark.rawValue
        }
    }

    /// - Returns: false if the text is no valid value of the point; then nothing changes.
    @discardableResult
    package mutating func set(_ point: DialectPoint, _ text: String) -> Bool {
        switch point {
        case .kind:
            if text == Self.flag {
                kind = .flag
            } else if text.hasPrefix(Self.typePrefix), text.count > Self.typePrefix.count {
                let value = String(text.dropFirst(Self.typePrefix.count))
                kind = .type(Int(value).map { .number($0) } ?? .name(value))
            } else {
                return false
            }
            return true
        case .zone:
            zone = text == Self.tenantsZone ? nil : text
            return !text.isEmpty
        case .status:
            guard text == Self.none || Int(text) != nil else { return false }
            status = Int(text)
            return true
        case .reason: return set(\.reason, text)
        case .update: return set(\.update, text)
        case .time: return set(\.time, text)
        case .wholeDay: return set(\.wholeDay, text)
        case .list: return set(\.list, text)
        case .paging: return set(\.paging, text)
        case .view: return set(\.view, text)
        case .department: return set(\.department, text)
        case .token: return set(\.token, text)
        case .createdKey: return set(\.createdKey, text)
        case .gone: return set(\.gone, text)
        case .deletion: return set(\.deletion, text)
        case .remark: return set(\.remark, text)
        }
    }

    private mutating func set<Value: RawRepresentable<String>>(
        _ path: WritableKeyPath<PlanningDialect, Value>, _ text: String
    ) -> Bool {
        guard let value = Value(rawValue: text) else { return false }
        self[keyPath: path] = value
        return true
    }

    private static let flag = "isUnavailability"
    private static let typePrefix = "type="
    private static let tenantsZone = "tenant"
    private static let none = "none"
}

/// One behaviour that PlanningPME does not document, so it is found for each brand (`docs/contracts/planningpme.md`, The dialect).
/// The raw values are what is stored and shown.
package enum DialectPoint: String, Sendable, Hashable, Codable, CaseIterable {
    /// What makes an event an unavailability.
    case kind
    /// The member of an event that names its unavailability type.
    case reason
    /// Whether a PUT merges or replaces.
    case update
    /// Whether times are sent in local time or in UTC.
    case time
    /// The zone of times without a zone.
    case zone
    /// The status that events are sent with.
    case status
    /// How whole days are sent.
    case wholeDay = "whole_day"
    /// How a list of events is requested.
    case list
    case paging
    /// Whether lists show every day or a limited period.
    case view
    /// The shape of a resource's departments.
    case department
    /// The method of the auth token exchange.
    case token
    /// Where the answer to a create holds the key.
    case createdKey = "created_key"
    /// How PlanningPME answers for a deleted event.
    case gone
    /// Whether events can be deleted.
    case deletion
    /// How PlanningPME alters a remark.
    case remark
}

/// A difference between an event as it was sent and as it was found.
package struct Disagreement: Hashable, Sendable {
    /// The point of the dialect that is wrong.
    package let point: DialectPoint
    package let sent: WrittenFact
    package let found: WrittenFact

    package init(point: DialectPoint, sent: WrittenFact, found: WrittenFact) {
        self.point = point
        self.sent = sent
        self.found = found
    }
}

/// One side of a disagreement: keys, times and names of members, never customer text.
package enum WrittenFact: Hashable, Sendable, Codable {
    /// As the API spells it: member names and values, times.
    case spelled(text: ShownText)
    case event(key: EventKey)
    case resources(keys: [ResourceKey])
    case departments(keys: [PlanningDepartmentKey])
    case unapprovedStatus(key: Int)
    /// The counterpart is absent.
    case nothing
    case otherwise
    case written
    case noSuchEvent
    case noSuchResource
    case deletion
    case stillThere
    /// The answer does not say that the event is deleted.
    case notSaidGone
    case absence
    /// An event without a type.
    case untypedEvent
    /// A type whose name is the brand's own text.
    case otherType
    case noType
    case noReadableTimes
    case reference
    case referenceInRemark
    case referenceInField
    case noReference
    case otherRemark
    case restOfRemark
    case customField
    /// A member whose name may be the customer's own.
    case member
    case registrationNumber
    case otherRegistrationNumber
    case resourceOfOtherNumber

    package static func spelled(_ text: String) -> WrittenFact { .spelled(text: ShownText(text)) }
}
