import JSONText
import SyncCore

/// Where `/api/v3/users` has Lucca's own fields.
extension StandardField {
    var property: LuccaProperty {
        switch self {
        case .jobTitle: .jobTitle
        case .mail: .mail
        case .phone: LuccaAssumptions.phone
        case .mobile: LuccaAssumptions.mobile
        case .establishment: LuccaAssumptions.establishment
        case .contractStart: .contractStart
        case .contractEnd: .contractEnd
        }
    }

    var format: FieldFormat {
        switch self {
        case .jobTitle, .mail, .phone, .mobile, .establishment: .text
        case .contractStart, .contractEnd: .date
        }
    }

    /// As `fields` names it; nil for what is asked for anyway.
    var requested: String? {
        switch self {
        case .mail, .contractStart, .contractEnd: nil
        case .jobTitle, .phone, .mobile: property.rawValue
        case .establishment: "\(property.rawValue)[\(LuccaProperty.id.rawValue),\(LuccaProperty.name.rawValue)]"
        }
    }

    /// The value of a row, null included; nil where the row does not have the property.
    func value(of row: JSONValue) -> JSONValue? {
        guard let value = row[property] else { return nil }
        guard self == .establishment, value != .null else { return value }
        return value[.name]
    }
}
