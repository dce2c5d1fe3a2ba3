import JSONText
import SyncCore

/// An event as received, in any known form.
struct EventWire: Sendable, Equatable {
    /// What shows whether an event is an unavailability.
    enum Kind: Sendable, Equatable {
        case flag(Bool)
        case name(String)
        /// From an enumeration of `api/config`.
        case number(Int)
    }

    /// nil if unreadable.
    let key: Int?
    /// nil if missing.
    let kind: Kind?
    let start: String?
    let end: String?
    /// nil if missing.
    let isAllDay: Bool?
    let resources: [Int]
    /// nil if the member is missing, or has no key.
    let underscoredLabel: Int?
    let label: Int?
    let unavailability: Int?
    let status: Int?
    /// One of a series: a planner's, whatever its reference.
    let isRecurring: Bool
    /// nil if it is a boolean, a list or an object.
    let remark: String?
    /// May contain references even if the remark is unreadable.
    let remarkTexts: String
    /// The custom fields whose text has a reference, by name.
    let fields: [Field]

    struct Field: Sendable, Equatable {
        let name: String
        let text: String
    }

    init(_ item: JSONValue) {
        key = item[EventName.key]?.whole
        kind = Self.kind(of: item)
        start = item[EventName.start]?.string
        end = item[EventName.end]?.string
        isAllDay = item[EventName.allDay]?.truth
        resources = (item[EventName.resources]?.elements ?? []).compactMap { $0["key"]?.whole }
        underscoredLabel = item[PlanningDialect.Reason.underscoredLabel.rawValue]?["key"]?.whole
        label = item[PlanningDialect.Reason.label.rawValue]?["key"]?.whole
        unavailability = item[PlanningDialect.Reason.unavailability.rawValue]?["key"]?.whole
        status = item[EventName.status]?["key"]?.whole ?? item[EventName.status]?.whole
        isRecurring = item[EventName.recurrence].map { !$0.isBlank } ?? false
        remark = Self.remark(of: item)
        remarkTexts = Self.texts(within: item[EventName.remark])
        fields = Self.fields(of: item)
    }

    private static func kind(of item: JSONValue) -> Kind? {
        if let flag = item[EventName.flag]?.truth { return .flag(flag) }
        guard let type = item[EventName.type] else { return nil }
        if let number = type.whole { return .number(number) }
        return type.string.map { .name($0) }
    }

    private static func fields(of item: JSONValue) -> [Field] {
        guard let members = item[EventName.fields]?.members?.members else { return [] }
        return members.compactMap { member in
            guard let text = member.value.string, !EventReference.all(in: HTMLEntities.decode(text)).isEmpty else { return nil }
            return Field(name: member.name, text: text)
        }
    }

    /// Empty if missing, or a bare word such as `NaN`; nil if it is a boolean, a list or an object.
    static func remark(of item: JSONValue) -> String? {
        switch item[EventName.remark] {
        case nil, .null, .unreadable: ""
        case let remark?: remark.text
        }
    }

    /// Every text within a remark of another type: a reference may be among them.
    static func texts(within value: JSONValue?) -> String {
        guard let value else { return "" }
        if let text = value.text { return text }
        if let elements = value.elements { return elements.map(texts(within:)).joined(separator: "\n") }
        return (value.members?.members ?? []).map { texts(within: $0.value) }.joined(separator: "\n")
    }

    /// Whether it is an event rather than a key, a receipt or nothing: it has times.
    var isEvent: Bool { start != nil && end != nil }

    /// The type's key, from the dialect's member, otherwise from another known one.
    func reason(_ preferred: PlanningDialect.Reason) -> (form: PlanningDialect.Reason, key: Int)? {
        func key(_ form: PlanningDialect.Reason) -> Int? {
            switch form {
            case .underscoredLabel: underscoredLabel
            case .label: label
            case .unavailability: unavailability
            }
        }
        for form in [preferred] + PlanningDialect.Reason.allCases {
            if let key = key(form) { return (form, key) }
        }
        return nil
    }
}

/// Names of an event's members, in all known forms.
enum EventName {
    static let key = "key"
    static let flag = "isUnavailability"
    static let type = "type"
    static let resources = "resources"
    static let start = "start"
    static let end = "end"
    static let allDay = "allDay"
    static let status = "status"
    static let remark = "remark"
    static let fields = "fields"
    static let recurrence = "recurrence"

    static let reasons = PlanningDialect.Reason.allCases.map(\.rawValue)

    /// Computed by PlanningPME, and never sent back (`contracts/planningpme.md`, Things).
    static let computed: Set<String> = [
        "readonly", "editor", "tooltip", "description", "isBlocked", "openMaps", "callCustomer", "categoryIndex",
    ]

    /// Derived from the written members, in addition to those themselves: they may change or vanish with them.
    static let derived: Set<String> = computed.union([
        key, flag, type, resources, start, end, allDay, status, remark, "label", "_label", "unavailability", "duration",
        "oneOrMoreResources", "mode",
    ])
}

/// Decodes HTML entities.
enum HTMLEntities {
    /// From U+00A0 on, in order.
    private static let latin =
        """
        nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para \
        middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute \
        Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute \
        THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde \
        ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml
        """
    private static let others: [String: UInt32] = [
        "amp": 0x26, "lt": 0x3C, "gt": 0x3E, "quot": 0x22, "apos": 0x27, "OElig": 0x152, "oelig": 0x153, "euro": 0x20AC,
        "hellip": 0x2026, "ndash": 0x2013, "mdash": 0x2014, "lsquo": 0x2018, "rsquo": 0x2019, "ldquo": 0x201C, "rdquo": 0x201D,
        "bull": 0x2022, "trade": 0x2122, "lsqb": 0x5B, "lbrack": 0x5B, "rsqb": 0x5D, "rbrack": 0x5D, "sol": 0x2F, "colon": 0x3A,
    ]
    private static let names: [String: UInt32] = {
        var names = others
        for (place, name) in latin.split(separator: " ").enumerated() { names[String(name)] = 0xA0 + UInt32(place) }
        return names
    }()
    /// Longer than the name or number of any known entity.
    private static let longest = 10

    /// Decodes entities once; anything else stays unchanged.
    static func decode(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "&")) else { return text }
        let bytes = Array(text.utf8)
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var position = 0
        while position < bytes.count {
            if bytes[position] == UInt8(ascii: "&"),
                let end = bytes[position..<min(bytes.count, position + longest + 2)].firstIndex(of: UInt8(ascii: ";")),
                let scalar = scalar(of: bytes[(position + 1)..<end])
            {
                decoded += Array(String(Character(scalar)).utf8)
                position = end + 1
            } else {
                decoded.append(bytes[position])
                position += 1
            }
        }
        return String(decoding: decoded, as: UTF8.self)
    }

    private static func scalar(of entity: ArraySlice<UInt8>) -> Unicode.Scalar? {
        let name = String(decoding: entity, as: UTF8.self)
        if name.hasPrefix("#x") || name.hasPrefix("#X") {
            return UInt32(name.dropFirst(2), radix: 16).flatMap(kept)
        }
        if name.hasPrefix("#") { return UInt32(name.dropFirst()).flatMap(kept) }
        return names[name].flatMap(Unicode.Scalar.init)
    }

    /// No store can keep NUL.
    private static func kept(_ code: UInt32) -> Unicode.Scalar? { code == 0 ? nil : Unicode.Scalar(code) }
}
