/// Each point's value as it is stored and shown.
extension PlanningDialect {
    public subscript(_ point: DialectPoint) -> String {
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

    /// - Returns: false when the text is no value of that point: nothing was set.
    @discardableResult
    public mutating func set(_ point: DialectPoint, _ text: String) -> Bool {
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
