import Foundation
import SyncCore
import SyncEngine
import Words

/// The sentences of a comparison of Lucca's generations.
struct ComparisonWords {
    let zone: TimeZone
    let identifiers: [EmployeeID: String]

    static func title(_ rule: GenerationDifference.Rule) -> Phrase {
        switch rule {
        case .scopeDepartment: Phrase("Departments in scope", fr: "Départements du périmètre")
        case .person: Phrase("People synced in one generation only", fr: "Personnes synchronisées dans une seule génération")
        case .personDepartment: Phrase("People's departments", fr: "Départements des personnes")
        case .identifier: Phrase("Identifiers", fr: "Identifiants")
        case .email: Phrase("E-mail addresses (not shown)", fr: "Adresses e-mail (non affichées)")
        case .lastDay: Phrase("Last days", fr: "Derniers jours")
        case .unreadable: Phrase("Unreadable people: not compared", fr: "Personnes illisibles : non comparées")
        case .unattributedRows: Phrase("Rows without a person", fr: "Lignes sans personne")
        case .remoteWork: Phrase("Remote work: needs a rule", fr: "Télétravail : une règle est nécessaire")
        case .absence: Phrase("Absences in one generation only", fr: "Absences dans une seule génération")
        case .absenceBounds: Phrase("Absences on different days", fr: "Absences à des jours différents")
        case .absenceGrouping: Phrase("Same days, grouped differently", fr: "Mêmes jours, groupés autrement")
        case .leaveAccount: Phrase("Leave accounts", fr: "Comptes d’absence")
        case .approval: Phrase("Approvals", fr: "Approbations")
        case .fieldUnreadable: Phrase("Unreadable extra fields", fr: "Données supplémentaires illisibles")
        case .field:
            Phrase(
                "Extra fields whose values differ (not shown)",
                fr: "Données supplémentaires dont les valeurs diffèrent (non affichées)")
        case .planned: Phrase("Other differences on the planning", fr: "Autres différences sur le planning")
        }
    }

    /// What to do about differences of that rule; empty where the data must be compared in Lucca.
    static func advice(
        _ rule: GenerationDifference.Rule, _ differences: [GenerationDifference], _ tenant: TenantSlug
    ) -> [Phrase] {
        switch rule {
        case .remoteWork:
            [
                Phrase(
                    "Generation 2 does not say which accounts are remote work: passerelle reason set \(tenant) ID --ignore",
                    fr: "La génération 2 n’indique pas les comptes de télétravail : passerelle reason set \(tenant) ID --ignore")
            ]
        case .absenceGrouping:
            [
                Phrase(
                    "The planning shows the same days, with another number of events.",
                    fr: "Le planning montre les mêmes jours, avec un autre nombre d’événements.")
            ]
        // `tenant check` tests the tenant's own generation alone.
        case .fieldUnreadable:
            LuccaGeneration.allCases.filter { generation in
                differences.contains { $0.statement(of: generation) == .nothing }
            }.map {
                Phrase("Generation \($0.rawValue):", fr: "Génération \($0.rawValue) :") + $0.remedyShowingField
            }
        case .planned:
            [
                Phrase(
                    "Compare with: passerelle run preview \(tenant)",
                    fr: "À comparer avec : passerelle run preview \(tenant)")
            ]
        case .scopeDepartment, .person, .personDepartment, .identifier, .email, .lastDay, .unreadable, .unattributedRows,
            .absence,
            .absenceBounds, .leaveAccount, .approval, .field:
            []
        }
    }

    static func notice(_ notice: GenerationComparison.Notice, _ tenant: TenantSlug) -> Phrase {
        switch notice {
        case .identifierNotServed(let identifier, let generation):
            Phrase(
                "Generation \(generation.rawValue) does not have the identifier \(identifier.rawValue): new people would not be matched by it. "
                    + "Choose another one: passerelle tenant edit \(tenant) --identifier employee-number",
                fr:
                    "La génération \(generation.rawValue) ne fournit pas l’identifiant \(identifier.rawValue) : les nouvelles personnes ne "
                    + "pourraient pas être rapprochées par lui. Choisissez-en un autre : passerelle tenant edit \(tenant) --identifier employee-number"
            )
        }
    }

    func table(_ differences: [GenerationDifference]) -> Table {
        Table(
            [
                .init(Phrase("subject", fr: "concerne"), wraps: true),
                .init(Phrase("generation 1", fr: "génération 1"), wraps: true),
                .init(Phrase("generation 2", fr: "génération 2"), wraps: true),
            ],
            differences.map { [Cell(subject($0.subject)), Cell(said($0.first)), Cell(said($0.second))] })
    }

    private func subject(_ subject: GenerationDifference.Subject) -> Phrase {
        switch subject {
        case .employee(let id): Phrase(same: who(id))
        case .department(let id): Phrase("department \(id)", fr: "département \(id)")
        case .leaveAccount(let id): Phrase("leave account \(id)", fr: "compte d’absence \(id)")
        case .field(let id): Phrase(same: id.value)
        case .employeeField(let id, let field): Phrase(same: "\(who(id)) \(field)")
        case .tenant: Phrase("the whole tenant", fr: "tout le client")
        }
    }

    /// `42 (00317)`: Lucca's id and the identifier, as for problems; never a name.
    private func who(_ id: EmployeeID) -> String {
        guard let identifier = identifiers[id], identifier != id.value else { return id.value }
        return "\(id) (\(identifier))"
    }

    private func said(_ statement: GenerationDifference.Statement) -> Phrase {
        switch statement {
        case .nothing: Phrase(same: "—")
        case .present: Phrase("yes", fr: "oui")
        case .department(let id): Phrase("department \(id)", fr: "département \(id)")
        case .outOfScope(let id): Phrase("out of scope (department \(id))", fr: "hors périmètre (département \(id))")
        case .left(let day): Phrase("left on \(day)", fr: "parti le \(day)")
        case .lastDay(let day): day.map { Phrase(same: "\($0)") } ?? Phrase("no end", fr: "sans fin")
        case .identifier(let text): text.isEmpty ? Phrase(same: "—") : Phrase(same: text)
        case .unreadable: Phrase("unreadable", fr: "illisible")
        case .rows(let count): Phrase.counted(count, "row", "rows", fr: "ligne", "lignes")
        case .people(let count):
            Phrase(
                "shown: \(Phrase.counted(count, "person", "people", fr: "personne", "personnes").english)",
                fr: "affiché : \(Phrase.counted(count, "person", "people", fr: "personne", "personnes").french)")
        case .ignored: Phrase("not shown", fr: "non affiché")
        case .absences(let absences):
            Phrase(
                absences.map { text($0).english }.joined(separator: "; "),
                fr: absences.map { text($0).french }.joined(separator: " ; "))
        }
    }

    private func text(_ absence: GenerationDifference.Absence) -> Phrase {
        let days = "\(LocalTime.text(absence.start, in: zone)) – \(LocalTime.endText(absence.end, in: zone))"
        let account = Phrase("\(days), account \(absence.accountID)", fr: "\(days), compte \(absence.accountID)")
        guard absence.isPending else { return account }
        return Phrase("\(account.english), pending", fr: "\(account.french), en attente")
    }
}

extension GenerationDifference {
    fileprivate func statement(of generation: LuccaGeneration) -> Statement {
        switch generation {
        case .first: first
        case .second: second
        }
    }
}
