import SyncCore

/// The extra fields that a reading of employees asks for.
struct FieldSelection: Sendable {
    /// Each field once.
    let fields: [LuccaField]
    /// Whether custom fields are among them: Lucca serves all of those together, and only where `extendedData` is named.
    let namesExtendedData: Bool

    init(_ fields: [LuccaField]) {
        var ids: Set<FieldID> = []
        self.fields = fields.filter { ids.insert($0.id).inserted }
        namesExtendedData = self.fields.contains { $0.id.definition != nil }
    }

    /// Every standard field, and all custom ones.
    static let everything = properties(of: StandardField.allCases, namesExtendedData: true)

    var isEmpty: Bool { fields.isEmpty }

    /// Whether a list's entries have to be turned into their labels.
    var needsLabels: Bool { fields.contains { $0.format == .list } }

    /// `fields` of the request.
    var properties: String {
        let standard = fields.compactMap { field -> StandardField? in
            if case .standard(let standard) = field.id.kind { standard } else { nil }
        }
        return Self.properties(of: standard, namesExtendedData: namesExtendedData)
    }

    /// Rows of the first page.
    var pageLimit: Int { namesExtendedData ? LuccaAssumptions.extendedUserPage : LuccaAPI.userPage }

    private static func properties(of standard: [StandardField], namesExtendedData: Bool) -> String {
        let extra = standard.compactMap(\.requested) + (namesExtendedData ? [LuccaProperty.extendedData.rawValue] : [])
        return ([EmployeeWire.fields] + extra).joined(separator: ",")
    }
}
