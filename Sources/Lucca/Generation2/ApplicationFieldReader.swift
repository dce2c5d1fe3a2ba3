import HTTPTransport
import SyncCore

/// Reads extra data of generation 2. What the application may not read of it is absent, and never stops a run.
struct ApplicationFieldReader: Sendable {
    private let reader: ApplicationListReader
    private let today: CalendarDay

    init(_ reader: ApplicationListReader, today: CalendarDay) {
        self.reader = reader
        self.today = today
    }

    /// - Parameter rows: the employees whose values are wanted.
    func values(of fields: [LuccaField], _ rows: [EmployeeRow]) async throws -> FieldValues {
        guard !fields.isEmpty, !rows.isEmpty else { return FieldValues() }
        let custom = fields.filter { $0.id.definition != nil }
        var result = custom.isEmpty ? FieldValues() : try await attributes(custom, of: rows)
        let names = fields.contains { $0.id.kind == .standard(.establishment) } ? try await establishments() : nil
        for case (let id, .standard(let field)) in fields.map({ ($0.id, $0.id.kind) }) {
            guard rows.contains(where: { $0.serves(field) }), field != .establishment || names != nil else {
                result.unreadable.insert(id)
                continue
            }
            for row in rows {
                guard let employee = row.id, let value = row.value(of: field, names ?? [:]) else { continue }
                result.values[EmployeeID(employee), default: [:]][id] = value
            }
        }
        return result
    }

    /// - Parameter rows: the employees whose values count.
    func offered(_ rows: [EmployeeRow]) async throws -> [OfferedField] {
        let standard = StandardField.allCases.filter { field in rows.contains { $0.serves(field) } }.map {
            LuccaField(id: FieldID(.standard($0)), format: $0 == .contractStart || $0 == .contractEnd ? .date : .text)
        }
        var limit = ApplicationAPI.page
        let list = ApplicationList(path: "employee-attribute-definitions", subject: .attributes, scopes: [.definitions])
        let definitions = try await ifAllowed {
            try await reader.rows(of: list, as: DefinitionRow.self, limit: &limit).rows
        }
        var offered = (definitions ?? []).filter { !$0.isArchived }.flatMap(\.offered)
        offered = standard.map { OfferedField(field: $0) } + offered
        let values = try await values(of: offered.map(\.field), rows)
        for place in offered.indices {
            let id = offered[place].field.id
            offered[place].holders = Set(values.values.filter { $0.value[id] != nil }.keys)
        }
        return offered
    }

    private func attributes(_ fields: [LuccaField], of rows: [EmployeeRow]) async throws -> FieldValues {
        var mapping = AttributeMapping(fields, of: Set(rows.compactMap(\.id)), on: today)
        let definitions = Set(fields.compactMap(\.id.definition)).sorted()
        var limit = ApplicationAPI.page
        for chunk in definitions.chunks(of: ApplicationAPI.ids).flatMap({ IdentifierChunks.lists($0) }) {
            let list = ApplicationList(
                path: "employee-attributes", subject: .attributes, scopes: [.attributes],
                query: [
                    (name: "definition.id", value: chunk.joined(separator: ",")), (name: "applicability.asOf", value: "\(today)"),
                ], name: chunk.first ?? "")
            let read = try await ifAllowed { try await reader.rows(of: list, as: AttributeRow.self, limit: &limit) }
            mapping.add(read?.rows ?? [], missing: read?.missing ?? 0)
        }
        return mapping.result()
    }

    /// Names by id; nil if the application may not read them.
    private func establishments() async throws -> [String: String]? {
        var limit = ApplicationAPI.page
        let list = ApplicationList(path: "business-establishments", subject: .establishments, scopes: [.establishments])
        let rows = try await ifAllowed { try await reader.rows(of: list, as: EstablishmentRow.self, limit: &limit).rows }
        return rows.map { rows in
            Dictionary(rows.compactMap { row in row.id.map { ($0, row.name) } }) { first, _ in first }
        }
    }

    /// nil where Lucca denies the list, or the scope that it needs.
    private func ifAllowed<Result>(_ read: () async throws -> Result) async throws -> Result? {
        do {
            return try await read()
        } catch let refusal as ApplicationRefusal where [400, 403, 404, 410].contains(refusal.status) {
            return nil
        } catch let error as SyncError {
            guard case .lucca(.application(.scopesDenied)) = error.failure else { throw error }
            return nil
        }
    }
}

extension EmployeeRow {
    /// Whether the field came, with or without a value. Lucca documents one telephone number, which is no mobile one.
    func serves(_ field: StandardField) -> Bool { served.contains(field) }

    /// nil for none.
    fileprivate func value(of field: StandardField, _ establishments: [String: String]) -> FieldValue? {
        func text(_ text: String) -> FieldValue? { text.allSatisfy(\.isWhitespace) ? nil : .text(text) }
        func day(_ date: LuccaDate) -> FieldValue? {
            switch date {
            case .none: nil
            case .day(let day): .day(day)
            case .unreadable: .unreadable
            }
        }
        if unreadable.contains(field) { return .unreadable }
        return switch field {
        case .jobTitle: text(jobTitle)
        case .mail: text(mail)
        case .phone: text(phone)
        case .mobile: nil
        case .establishment: establishmentID.map { establishments[$0].flatMap(text) ?? .unlabelled }
        case .contractStart: day(contractStart)
        case .contractEnd: day(contractEnd)
        }
    }
}

extension DefinitionRow {
    /// The customer's own; Lucca's are standard fields.
    fileprivate var offered: [OfferedField] {
        guard let definition = id, let id = FieldID(definition), case .custom = id.kind else { return [] }
        let whole = OfferedField(field: LuccaField(id: id, format: format), label: label, isMultiple: isMultiple)
        return [whole]
            + parts.compactMap { part in
                guard let id = FieldID("\(definition)/\(part.id)"), case .part = id.kind else { return nil }
                return OfferedField(
                    field: LuccaField(id: id, format: part.format), label: part.label, isMultiple: isMultiple)
            }
    }
}

extension Array {
    /// Consecutive parts of at most that many elements.
    func chunks(of size: Int) -> [[Element]] {
        stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
    }
}
