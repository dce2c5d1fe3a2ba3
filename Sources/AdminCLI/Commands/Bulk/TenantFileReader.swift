import Foundation
import Operations
import SyncCore
import SyncEngine
import Words

/// Something wrong with a row of a file, or with a change that it makes.
struct RowIssue: Equatable, Sendable {
    /// As the file names it; nil for the row as a whole.
    let column: String?
    let code: String
    let message: Phrase
    let remedy: Phrase

    init(column: String? = nil, code: String, _ message: Phrase, remedy: Phrase) {
        self.column = column
        self.code = code
        self.message = message
        self.remedy = remedy
    }

    /// In terms of a file's columns rather than of options.
    init(_ issue: InputError.Issue, code: String = SyncError.Code.invalidInput.rawValue) {
        let named = issue.subject.english.split(separator: ", ").compactMap { part in
            TenantColumn.all.first { $0.optionName == part }?.name
        }
        self.init(
            column: named.isEmpty ? nil : named.joined(separator: ", "), code: code, Self.inColumns(issue.message),
            remedy: Self.inColumns(issue.remedy))
    }

    private static func inColumns(_ phrase: Phrase) -> Phrase {
        phrase.mapped { text in
            // What is to be typed as a command keeps its options.
            text.contains("passerelle ")
                ? text : TenantColumn.all.reduce(text) { $0.replacing($1.optionName, with: $1.name) }
        }
    }

    /// Everything that an error says.
    static func issues(of error: any Error, tenant: TenantSlug) -> [RowIssue] {
        switch error {
        case let refused as Refused: return refused.reasons.map { RowIssue(InputError.Issue($0), code: $0.code) }
        case let error as SyncError:
            let words = FailureWords(tenant: tenant)
            return [RowIssue(code: error.code.rawValue, words.message(error.failure), remedy: words.remedy(error.failure))]
        case let unfinished as RemovalUnfinished: return issues(of: unfinished.cause, tenant: tenant)
        default:
            return [
                RowIssue(
                    code: SyncError.Code.defect.rawValue,
                    Phrase("Unexpected error (\(type(of: error))).", fr: "Erreur inattendue (\(type(of: error)))."),
                    remedy: Phrase(
                        "Repeat it for this tenant alone with PASSERELLE_LOG_LEVEL=debug.",
                        fr: "Recommencez pour ce seul client avec PASSERELLE_LOG_LEVEL=debug."))
            ]
        }
    }
}

/// One row of a file of tenants, read against the registry.
struct TenantRow: Sendable {
    let number: Int
    let cells: [String]
    /// As typed, if it is no slug.
    let slug: String
    /// nil if something is wrong.
    var change: TenantChange?
    var issues: [RowIssue]
    /// Of an edit; nil for a new tenant.
    let old: Tenant?

    /// What is to change; a new tenant's settings are all new.
    var differences: [TenantColumnChange] {
        guard let change, let old else { return [] }
        return TenantColumn.changes(from: old, to: change.result)
    }

    var isNew: Bool { change != nil && old == nil }
    var changesSomething: Bool { isNew || !differences.isEmpty }
}

/// Reads a file of tenants.
struct TenantFileReader {
    let addresses: any AddressReading
    let tenants: [TenantSlug: Tenant]
    private let blank: TenantOptions

    /// Columns of a report of an import, which its next import ignores.
    static let reportColumns = ["result", "problemColumn", "problemCode", "problem", "remedy"]

    init(_ tenants: [Tenant], _ addresses: any AddressReading) throws {
        self.tenants = Dictionary(tenants.map { ($0.slug, $0) }) { first, _ in first }
        self.addresses = addresses
        blank = try TenantOptions.none()
    }

    /// - Returns: the columns of the header; nil for one that is ignored.
    /// - Throws: `InputError` for columns that are unknown, named twice, or name a secret.
    static func columns(of header: [String]) throws -> [TenantColumn?] {
        var issues: [InputError.Issue] = []
        var columns: [TenantColumn?] = []
        let secrets = Set(CredentialKind.allCases.map { TenantFile.plain($0.rawValue) })
        for (index, name) in header.enumerated() {
            let plain = TenantFile.plain(name)
            // A file without a header might have anything there.
            let shown = name.wholeMatch(of: /[\p{L} _-]{1,30}/) == nil ? "" : " \"\(name)\""
            let subject = Phrase(
                "row 1, column \(index + 1)\(shown)", fr: "ligne 1, colonne \(index + 1)\(shown)")
            func refuse(_ message: Phrase, _ remedy: Phrase) { issues.append(.init(subject, message, remedy: remedy)) }
            let column = TenantColumn.all.first { TenantFile.plain($0.name) == plain }
            if secrets.contains(plain) || ["apikey", "appkey", "password", "secret", "token"].contains(where: plain.contains) {
                refuse(
                    Phrase("Secrets are not imported.", fr: "Les secrets ne s’importent pas."),
                    Phrase(
                        "Remove the column, and set each secret with `passerelle credential set`. If the file held keys, have them replaced.",
                        fr:
                            "Retirez la colonne, et enregistrez chaque secret avec `passerelle credential set`. Si le fichier contenait des clés, faites-les remplacer."
                    ))
            } else if column == nil, !reportColumns.contains(where: { TenantFile.plain($0) == plain }) {
                refuse(
                    Phrase("There is no such column.", fr: "Cette colonne n’existe pas."),
                    Phrase(
                        "There are: \(TenantColumn.all.map(\.name).joined(separator: ", ")).",
                        fr: "Il y a : \(TenantColumn.all.map(\.name).joined(separator: ", "))."))
            } else if let column, columns.contains(where: { $0?.name == column.name }) {
                refuse(
                    Phrase("The column appears twice.", fr: "La colonne y figure deux fois."),
                    Phrase("Remove one of them.", fr: "Retirez-en une."))
            }
            columns.append(column)
        }
        if issues.isEmpty, !columns.contains(where: { $0?.name == TenantColumn.slug.name }) {
            issues.append(
                .init(
                    Phrase("row 1", fr: "ligne 1"), Phrase("There is no column slug.", fr: "Il n’y a pas de colonne slug."),
                    remedy: Phrase(
                        "Add it: it names the tenant of each row.",
                        fr: "Ajoutez-la : elle nomme le client de chaque ligne.")))
        }
        guard issues.isEmpty else { throw InputError(issues) }
        return columns
    }

    /// - Throws: `InputError` for a header that is refused.
    func rows(of sheet: CSVSheet) throws -> [TenantRow] {
        let columns = try Self.columns(of: sheet.header)
        var rows = sheet.rows.map { row($0, columns) }
        let numbers = Dictionary(grouping: rows.filter { !$0.slug.isEmpty }, by: \.slug).mapValues { $0.map(\.number) }
        // Which of them is meant is unknown: neither is imported.
        for index in rows.indices {
            if let other = numbers[rows[index].slug]?.first(where: { $0 != rows[index].number }) {
                rows[index].change = nil
                rows[index].issues.append(
                    RowIssue(
                        column: TenantColumn.slug.name, code: "slug_twice",
                        Phrase("Row \(other) has the same slug.", fr: "La ligne \(other) a le même identifiant."),
                        remedy: Phrase("Keep one of the two rows.", fr: "Gardez une des deux lignes.")))
            }
        }
        return rows
    }

    private func row(_ line: CSVSheet.Row, _ columns: [TenantColumn?]) -> TenantRow {
        let cells = line.cells.map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
        let texts = zip(columns, cells).compactMap { column, cell in column.map { (column: $0, cell: cell) } }
        let typed = texts.first { $0.column.name == TenantColumn.slug.name }?.cell ?? ""
        var intake = Intake()
        let slug = intake.slug(typed)
        let old = slug.flatMap { tenants[$0] }
        func made(_ change: TenantChange?, _ issues: [RowIssue]) -> TenantRow {
            TenantRow(number: line.number, cells: line.cells, slug: typed, change: change, issues: issues, old: old)
        }
        guard cells.count == columns.count || cells.count > columns.count && cells[columns.count...].allSatisfy(\.isEmpty) else {
            let (found, wanted) = (cells.count, columns.count)
            if found < wanted {
                let missing = Phrase.counted(
                    wanted - found, "cell is", "cells are", fr: "cellule manque", "cellules manquent")
                return made(
                    nil,
                    [
                        RowIssue(
                            code: "cells_miscounted",
                            Phrase(
                                "\(missing.english) missing: the row has \(found), the header \(wanted).",
                                fr: "\(missing.french) : la ligne en a \(found), l’en-tête \(wanted)."),
                            remedy: Phrase(
                                "Add them; an empty cell changes nothing.", fr: "Ajoutez-les ; une cellule vide ne change rien."))
                    ])
            }
            return made(
                nil,
                [
                    RowIssue(
                        code: "cells_miscounted",
                        Phrase(
                            "It has \(found) cells, the header \(wanted).", fr: "Elle a \(found) cellules, l’en-tête \(wanted)."),
                        remedy: Phrase(
                            "Enclose a cell that contains the separator in quotation marks.",
                            fr: "Entourez de guillemets une cellule qui contient le séparateur."))
                ])
        }
        guard let slug else {
            return made(
                nil,
                intake.issues.map {
                    RowIssue(
                        column: TenantColumn.slug.name, code: SyncError.Code.invalidInput.rawValue, $0.message, remedy: $0.remedy)
                })
        }
        var options = blank
        var scope: DepartmentScope?
        for (column, cell) in texts where !cell.isEmpty {
            column.put(cell, into: &options, &intake)
            if column.name == TenantColumn.scope.name { scope = Self.scope(cell, &intake) }
        }
        let change: TenantChange?
        if let old {
            let (tenant, said) = options.edited(old, addresses, &intake)
            change = TenantChange(.edit(tenant, from: old), said: said, scope: scope)
        } else {
            change = options.created(slug, addresses, &intake).map {
                TenantChange(.create($0.tenant), said: $0.dialect, scope: scope)
            }
        }
        return made(intake.issues.isEmpty ? change : nil, intake.issues.map { RowIssue($0) })
    }

    /// `12 and below, 13 alone`; a number by itself is with what is below.
    private static func scope(_ cell: String, _ intake: inout Intake) -> DepartmentScope? {
        var bases: [DepartmentScope.Base] = []
        for part in cell.split(separator: ",") {
            let words = part.split(separator: " ").map(String.init)
            let rest = words.dropFirst().joined(separator: " ").lowercased()
            guard let id = words.first, id.wholeMatch(of: /[A-Za-z0-9_-]{1,64}/) != nil,
                ["", "and below", "alone"].contains(rest)
            else {
                intake.refuse(
                    TenantColumn.scope.optionName, .invalid([String(part)]),
                    remedy: Phrase(
                        "Write Lucca's ids of departments, such as \"12 and below, 13 alone\".",
                        fr: "Écrivez les identifiants Lucca des départements, par exemple « 12 and below, 13 alone »."))
                return nil
            }
            if !bases.contains(where: { $0.id.value == id }) {
                bases.append(.init(id: DepartmentID(id), withDescendants: rest != "alone"))
            }
        }
        return bases.isEmpty ? nil : DepartmentScope(bases: bases)
    }
}
