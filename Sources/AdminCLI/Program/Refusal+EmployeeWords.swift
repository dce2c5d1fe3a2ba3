import Operations
import SyncCore
import Words

/// Refusals about people: neither what was typed nor a name.
extension InputError.Issue {
    /// How many are listed, at most.
    private static let mostEmployees = 12

    static func employeeNotFound(_ kind: EmployeeSelector.Kind, _ tenant: TenantSlug) -> Self {
        Self(
            kind.option,
            Phrase(
                "Lucca shows the key no such employee of \(tenant), former employees included.",
                fr: "Lucca ne montre à la clé aucun collaborateur correspondant chez \(tenant), anciens compris."),
            remedy: kind == .name
                ? Phrase(
                    "Try with fewer words, such as the last name alone, or use --email or --employee.",
                    fr: "Essayez avec moins de mots, par exemple le nom seul, ou utilisez --email ou --employee.")
                : Phrase("Try with --name, or with --employee ID.", fr: "Essayez avec --name, ou avec --employee ID."))
    }

    static func employeesAlike(_ matches: [EmployeeMatch], _ kind: EmployeeSelector.Kind) -> Self {
        let count = Phrase.counted(
            matches.count, "employee matches", "employees match", fr: "collaborateur correspond", "collaborateurs correspondent")
        let shown = matches.prefix(mostEmployees).map(described)
        let more = matches.count - shown.count
        let english = shown.map(\.english) + (more > 0 ? ["and \(more) more"] : [])
        let french = shown.map(\.french) + (more > 0 ? ["et \(more) autres"] : [])
        return Self(
            kind.option,
            Phrase(
                "\(count.english): \(english.joined(separator: "; ")).",
                fr: "\(count.french) : \(french.joined(separator: " ; "))."),
            remedy: Phrase("Choose one by id: --employee ID", fr: "Choisissez-en un par son identifiant Lucca : --employee ID"))
    }

    private static func described(_ match: EmployeeMatch) -> Phrase {
        let identifier = match.identifier.isEmpty || match.identifier == match.id.value ? "" : " (\(match.identifier))"
        let label = match.departmentName.map { " (\($0))" } ?? ""
        return Phrase(
            "\(match.id)\(identifier), department \(match.department)\(label)"
                + (match.lastDay.map { ", last day \($0)" } ?? ""),
            fr: "\(match.id)\(identifier), département \(match.department)\(label)"
                + (match.lastDay.map { ", dernier jour \($0)" } ?? ""))
    }
}

extension EmployeeSelector.Kind {
    fileprivate var option: String { "--\(rawValue)" }
}
