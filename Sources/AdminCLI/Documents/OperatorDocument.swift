import Operations
import SyncCore
import SyncEngine
import Words

/// People, and what each may do.
enum OperatorDocument {
    static func make(_ people: [ListedOperator]) -> Document {
        let table = Table(
            [
                .init(Phrase("login", fr: "compte")), .init(Phrase("role", fr: "rôle")),
                .init(Phrase("used by", fr: "utilisé par")),
                .init(Phrase("state", fr: "état")), .init(Phrase("added", fr: "ajouté le")),
                .init(Phrase("also holds", fr: "détient aussi"), wraps: true, isOptional: true),
            ],
            people.map { person in
                [
                    Cell(person.login), Cell(person.right.name), users(person.isShared),
                    Cell(state(person.state), person.state == .active ? .good : .doubtful),
                    Cell(person.addedAt.map(LocalTime.utc)), besides(person.besides),
                ]
            })
        return Document(
            [.table(table)], of: people,
            csv: ["login", "role", "isShared", "state", "addedAt", "disabledAt", "besides"])
    }

    private static func users(_ isShared: Bool?) -> Cell {
        switch isShared {
        case nil: .nothing
        case true?: Cell(Phrase("several", fr: "plusieurs"), .doubtful)
        case false?: Cell(Phrase("one person", fr: "une personne"))
        }
    }

    private static func besides(_ roles: [ServerRole]) -> Cell {
        roles.isEmpty ? .nothing : Cell(roles.map(\.rawValue).joined(separator: ", "), .doubtful)
    }

    static func make(_ report: WhoAmI.Report) -> Document {
        let login = report.login
        let fields = FieldList([
            Field(Phrase("login", fr: "compte"), login.login), Field(Phrase("role", fr: "rôle"), login.standing.name),
            Field(Phrase("identity", fr: "identité"), proof(login)),
            Field(Phrase("may", fr: "peut"), may(login)),
            Field(Phrase("also holds", fr: "détient aussi"), besides(login.besides)),
        ])
        return Document(
            [.fields(fields)], of: report,
            csv: CSVTable(
                ["login", "role", "isProven", "isShared", "isOperator", "besides"],
                [
                    [
                        login.login, code(login.standing), "\(login.isProven)", "\(login.isShared)", "\(login.isRegistered)",
                        login.besides.map(\.rawValue).joined(separator: " "),
                    ]
                ]))
    }

    private static func code(_ standing: LoginFacts.Standing) -> String {
        switch standing {
        case .person(let right): right.rawValue
        case .fleet: "fleet"
        case .none: ""
        }
    }

    private static func proof(_ login: LoginFacts) -> Phrase {
        if login.isProven { return Phrase("proven: one person's own login", fr: "prouvée : le compte d’une seule personne") }
        if login.isShared {
            return Phrase(
                "unproven: a shared login; the audit log keeps what your program claims",
                fr: "non prouvée : un compte partagé ; le journal d’audit garde ce que prétend votre programme")
        }
        if case .person = login.standing, !login.isRegistered, !login.besides.contains(where: \.givesEverything),
            !login.besides.contains(.worker)
        {
            return Phrase(
                "unproven: the role was not given by operator add, or the login was renamed since; passerelle operator list shows it",
                fr:
                    "non prouvée : le rôle n’a pas été donné par operator add, ou le compte a été renommé depuis ; passerelle operator "
                    + "list le montre")
        }
        return Phrase(
            "unproven: not an operator's login; the audit log keeps what your program claims",
            fr: "non prouvée : ce compte n’est pas celui d’un opérateur ; le journal d’audit garde ce que prétend votre programme"
        )
    }

    private static func may(_ login: LoginFacts) -> Phrase {
        switch login.standing {
        case .person(let own):
            Right.allCases.filter { $0 <= own }.map(\.meaning).reduce(Phrase(same: ""), joined)
        case .fleet:
            Phrase(
                "see what a viewer sees; work in the fleet: claim runs and record what they do",
                fr: "voir ce que voit un lecteur ; travailler dans la flotte : prendre des exécutions et enregistrer ce qu’elles "
                    + "font")
        case .none: Phrase("nothing", fr: "rien")
        }
    }

    private static func joined(_ left: Phrase, _ right: Phrase) -> Phrase {
        left.english.isEmpty ? right : Phrase("\(left.english); \(right.english)", fr: "\(left.french) ; \(right.french)")
    }

    private static func state(_ state: ListedOperator.State) -> Phrase {
        switch state {
        case .active: Phrase(state.rawValue, fr: "actif")
        case .disabled: Phrase(state.rawValue, fr: "désactivé")
        case .missing: Phrase(state.rawValue, fr: "inexistant")
        case .unregistered: Phrase(state.rawValue, fr: "non enregistré")
        }
    }
}

extension Right {
    fileprivate var meaning: Phrase {
        switch self {
        case .viewer:
            Phrase(
                "see customers, runs, the fleet and the audit log",
                fr: "voir les clients, les exécutions, la flotte et le journal d’audit")
        case .operator:
            Phrase(
                "set up customers, queue and cancel runs", fr: "configurer les clients, lancer et annuler des exécutions")
        case .approver:
            Phrase(
                "approve withheld deletions, loosen the brake, delete customers",
                fr: "approuver les suppressions retenues, desserrer le frein, supprimer des clients")
        case .admin: Phrase("manage people and the keyring", fr: "gérer les personnes et le trousseau")
        }
    }
}
