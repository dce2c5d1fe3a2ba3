import ArgumentParser
import Foundation
import Operations
import SyncCore
import Words

/// Which tenants a command for many is about.
struct SelectionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Only tenants with these values, such as state=active,environment=production: a column of `tenant export`, or state. Name a column twice for either value.",
            valueName: "conditions"))
    var `where`: [String] = []
    @Flag(help: "All tenants.") var all = false
    @Option(
        help: ArgumentHelp("The tenants named in a file, one a line, or - for standard input.", valueName: "file"),
        completion: .file())
    var from: String?

    var isGiven: Bool { all || !`where`.isEmpty || from != nil }

    /// - Returns: nil if nothing was given.
    /// - Throws: `InputError`.
    func read(_ context: CommandContext) throws -> TenantSelection? {
        var intake = Intake()
        if [all, !`where`.isEmpty, from != nil].count(where: { $0 }) > 1 {
            intake.refuse(
                "--where, --all, --from",
                Phrase("They cannot be combined.", fr: "Ces options ne se combinent pas."),
                remedy: Phrase("Give one of them.", fr: "Donnez-en une seule."))
        }
        let conditions = TenantCondition.read(`where`, &intake)
        let named = try from.map { try slugs(in: $0, context, &intake) }
        try intake.finish()
        if let named { return .named(named) }
        if !`where`.isEmpty { return .matching { tenant in conditions.allSatisfy { $0.holds(for: tenant) } } }
        return all ? .all : nil
    }

    private func slugs(in file: String, _ context: CommandContext, _ intake: inout Intake) throws -> [TenantSlug] {
        let bytes = try BulkFile.readWhole(
            "--from", file, longest: 1 << 20, context,
            remedy: Phrase("Divide it into several files.", fr: "Répartissez-le en plusieurs fichiers."))
        let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
            .map { $0.trimmingCharacters(in: .whitespaces.union(["\u{FEFF}"])) }.filter { !$0.isEmpty && !$0.hasPrefix("#") }
        if lines.isEmpty {
            intake.refuse(
                "--from", Phrase("It names no tenant.", fr: "Aucun client n’y est nommé."),
                remedy: Phrase("Write one slug a line.", fr: "Écrivez un identifiant de client par ligne."))
        }
        return lines.compactMap { intake.slug($0) }
    }
}

/// A column, and its values of which a tenant must have one.
struct TenantCondition: Sendable {
    let column: String
    private(set) var values: Set<String>
    private let text: @Sendable (Tenant) -> String?

    func holds(for tenant: Tenant) -> Bool { values.contains((text(tenant) ?? "").lowercased()) }

    static func read(_ texts: [String], _ intake: inout Intake) -> [TenantCondition] {
        var conditions: [TenantCondition] = []
        for text in texts {
            var parts: [String] = []
            // A comma without a new column is part of the value: daysOff=sat,sun.
            for part in text.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
                if part.contains("=") || parts.isEmpty { parts.append(part) } else { parts[parts.count - 1] += "," + part }
            }
            for part in parts { read(part, into: &conditions, &intake) }
        }
        return conditions
    }

    private static func read(_ part: String, into conditions: inout [TenantCondition], _ intake: inout Intake) {
        let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            .map { $0.trimmingCharacters(in: .whitespaces) }
        let name = TenantFile.plain(sides[0])
        guard sides.count == 2, let column = columns.first(where: { TenantFile.plain($0.name) == name }) else {
            let near = sides.count == 2 ? NearNames.of(sides[0], among: columns.map { ($0.name, texts: [$0.name]) }) : []
            intake.refuse(
                "--where", .invalid([part]),
                remedy: !near.isEmpty
                    ? .meant(near.map { Phrase(same: $0) })
                    : Phrase(
                        "Write COLUMN=VALUE, with one of these columns: \(columns.map(\.name).joined(separator: ", ")).",
                        fr: "Écrivez COLONNE=VALEUR, avec l’une de ces colonnes : \(columns.map(\.name).joined(separator: ", "))."
                    ))
            return
        }
        if column.name == "state", Tenant.State(rawValue: sides[1].lowercased()) == nil {
            intake.refuse("--where", .invalid([part]), remedy: .choose(Tenant.State.allCases.map(\.rawValue)))
        }
        let value = sides[1].lowercased()
        if let index = conditions.firstIndex(where: { $0.column == column.name }) {
            conditions[index].values.insert(value)
        } else {
            conditions.append(TenantCondition(column: column.name, values: [value], text: column.text))
        }
    }

    private static let columns = [TenantColumn.state] + TenantColumn.all
}

/// Files of commands for many tenants.
enum BulkFile {
    /// - Parameter file: `-` for standard input.
    /// - Returns: at most `longest` + 1 bytes.
    /// - Throws: `InputError`.
    static func read(_ subject: String, _ file: String, longest: Int, _ context: CommandContext) throws -> [UInt8] {
        if file == "-" { return context.console.readInput(limit: longest) }
        // An empty file reads as nil.
        guard let handle = FileHandle(forReadingAtPath: file),
            let content = try? handle.read(upToCount: longest + 1) ?? Data()
        else {
            throw InputError(
                subject, Phrase("The file \"\(file)\" can't be read.", fr: "Le fichier « \(file) » n’est pas lisible."),
                remedy: Phrase(
                    "Name a file that this user may read.", fr: "Indiquez un fichier que cet utilisateur a le droit de lire."))
        }
        return Array(content)
    }

    /// The same, of a file that must not be read in part.
    /// - Throws: `InputError`, also if it is longer than that.
    static func readWhole(
        _ subject: String, _ file: String, longest: Int, _ context: CommandContext, remedy: Phrase
    ) throws -> [UInt8] {
        let bytes = try read(subject, file, longest: longest, context)
        guard bytes.count <= longest else {
            throw InputError(
                subject,
                Phrase("The file is longer than \(longest >> 20) MB.", fr: "Le fichier dépasse \(longest >> 20) Mo."),
                remedy: remedy)
        }
        return bytes
    }

    /// Creates a new file, for its owner only, before anything is done; it never replaces one.
    /// - Throws: `InputError`.
    static func create(_ subject: String, _ file: String) throws {
        do {
            try Data().write(to: URL(fileURLWithPath: file), options: .withoutOverwriting)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
        } catch {
            throw InputError(
                subject,
                Phrase(
                    "The file \"\(file)\" can't be created, or already exists.",
                    fr: "Le fichier « \(file) » existe déjà, ou ne peut pas être créé."),
                remedy: Phrase("Name a new file.", fr: "Indiquez un nouveau fichier."))
        }
    }

    /// - Returns: false if it could not be written whole.
    static func fill(_ file: String, _ text: String) -> Bool {
        guard let handle = FileHandle(forWritingAtPath: file) else { return false }
        return (try? handle.write(contentsOf: Data(text.utf8))) != nil && (try? handle.close()) != nil
    }
}
