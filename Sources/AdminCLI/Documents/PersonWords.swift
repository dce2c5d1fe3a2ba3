import SyncCore
import SyncEngine
import Words

/// The words of an explained employee: never a name.
struct PersonWords {
    let person: ExplainedPerson
    let tenant: Tenant

    init(_ person: ExplainedPerson, _ tenant: Tenant) {
        self.person = person
        self.tenant = tenant
    }

    private var problems: ProblemWords { ProblemWords(tenant: tenant.slug, run: nil) }

    /// Lucca's id and the identifier.
    var employee: String {
        person.identifier.isEmpty || person.identifier == person.id.value
            ? person.id.value : "\(person.id) (\(person.identifier))"
    }

    /// Why nothing of the employee is synced; empty if they are synced.
    var standing: Phrase {
        switch person.standing {
        case .synced: return .none
        case .outOfScope(let department, let name):
            let (label, scope) = (ExplanationWords.label(name), CatalogWords.scope(tenant.scope))
            return Phrase(
                "Department \(department)\(label) is out of the scope, which is \(scope.english).",
                fr: "Le département \(department)\(label) est hors du périmètre (\(scope.french)).")
        case .left(let end):
            return Phrase(
                "The employee's contract ended on \(end).", fr: "Le contrat du collaborateur s’est terminé le \(end).")
        case .notInLucca:
            return Phrase(
                "Lucca no longer returns employee \(person.id).", fr: "Lucca ne renvoie plus le collaborateur \(person.id).")
        case .unreadable:
            return Phrase(
                "Lucca's data of employee \(person.id) is unreadable, so nothing of theirs is changed.",
                fr: "Les données du collaborateur \(person.id) dans Lucca sont illisibles : rien n’est modifié pour lui.")
        case .withoutResource(let problem): return said(problem)
        }
    }

    /// What ends it; empty if there is nothing to do.
    var remedy: Phrase {
        switch person.standing {
        case .outOfScope(let department, _):
            let command = widerScope(by: department)
            return Phrase("To widen the scope: \(command)", fr: "Pour élargir le périmètre : \(command)")
        case .withoutResource(let problem): return problems.remedy(problem)
        case .synced, .left, .notInLucca, .unreadable: return .none
        }
    }

    func said(_ problem: Problem) -> Phrase { problems.message(problem).mapped { "\($0) [\(problem.code)]" } }

    func widerScope(by department: DepartmentID) -> String {
        let whole = tenant.scope.bases.filter(\.withDescendants).map(\.id.value) + [department.value]
        let alone = tenant.scope.bases.filter { !$0.withDescendants && $0.id != department }.map(\.id.value)
        return "passerelle scope set \(tenant.slug) --department " + whole.joined(separator: " ")
            + (alone.isEmpty ? "" : " --without-descendants " + alone.joined(separator: " "))
    }
}

extension RecordedProblem {
    func message(_ tenant: TenantSlug) -> Phrase {
        switch what {
        case .problem(let problem): ProblemWords(tenant: tenant, run: run).message(problem)
        case .failure(let failure): FailureWords(tenant: tenant).message(failure)
        }
    }

    func remedy(_ tenant: TenantSlug) -> Phrase {
        switch what {
        case .problem(let problem): ProblemWords(tenant: tenant, run: run).remedy(problem)
        case .failure(let failure): FailureWords(tenant: tenant).remedy(failure)
        }
    }
}
