import JSONText
import SyncCore
import Synchronization

/// A row of `/api/v3/extensionuserdefinitions`.
struct FieldDefinition: Sendable {
    /// As Lucca spells it.
    let id: String
    /// In the language of the key's user; nil where it is blank.
    let name: String?
    /// nil where the definition does not say it.
    let format: FieldFormat?
    let isMultiple: Bool
    /// The labels of a list of values, by the entries' ids.
    let entries: [String: String]

    static let fields = [
        LuccaProperty.id, .name, .listEntries, .isMultiple, .type, .format,
    ].map(\.rawValue).joined(separator: ",")

    /// nil without an id of a custom field.
    init?(_ row: JSONValue) {
        guard let id = row[.id]?.string, case .custom(id)? = FieldID(id)?.kind else { return nil }
        self.id = id
        name = row[.name]?.string.flatMap(Self.label)
        isMultiple = row[.isMultiple]?.flag ?? false
        var entries: [String: String] = [:]
        for entry in row[.listEntries]?.elements ?? [] {
            guard let id = entry[.id]?.identifier, let label = entry[.name]?.text.flatMap(Self.label) else { continue }
            entries[id] = label
        }
        self.entries = entries
        format = LuccaAssumptions.format(
            type: row[.type]?.count, key: row[.format]?[.key]?.string?.lowercased(), hasEntries: !entries.isEmpty)
    }

    private static func label(_ text: String) -> String? { text.allSatisfy(\.isWhitespace) ? nil : text }
}

/// The definitions that the key may see. Labels are values of employees: they never print themselves.
struct FieldDefinitions: Sendable {
    private let known: [String: FieldDefinition]
    /// The key may not read them, or the answer is in no form that is known.
    let areUnreadable: Bool

    /// - Parameter rows: nil where they can't be read.
    init(_ rows: [FieldDefinition]?) {
        known = Dictionary((rows ?? []).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        areUnreadable = rows == nil
    }

    static let none = FieldDefinitions([])

    var ids: some Collection<String> { known.keys }

    subscript(_ id: String) -> FieldDefinition? { known[id] }

    /// Of an entry of a list of values; nil where it was removed, or can't be read.
    func label(_ entry: String, of field: FieldID) -> String? {
        switch field.kind {
        case .standard: nil
        case .custom(let id): known[id]?.entries[entry]
        // Whether a part has a definition of its own, or its entries are in the composite's, is open.
        case .part(let composite, let part): known[part]?.entries[entry] ?? known[composite]?.entries[entry]
        }
    }
}

extension FieldDefinitions: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    var description: String { "(not shown)" }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: []) }
}

/// Reads the definitions once, for the length of a run.
final class DefinitionShelf: Sendable {
    private let known = Mutex<FieldDefinitions?>(nil)

    func definitions(_ read: () async throws -> FieldDefinitions) async throws -> FieldDefinitions {
        if let known = known.withLock({ $0 }) { return known }
        let definitions = try await read()
        known.withLock { $0 = definitions }
        return definitions
    }
}
