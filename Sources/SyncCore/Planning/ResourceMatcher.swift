/// Finds employees' resources (`contracts/sync.md`, Employee → resource): by identifier, then by e-mail if the tenant allows it.
///
/// Links made before hold: a linked resource is nobody else's, and a linked employee is not searched for. Two candidates on either
/// side decide nothing. Blank never matches blank. An archived resource is no candidate.
public struct ResourceMatcher: Sendable {
    /// What was found for an employee who has no link.
    public enum Match: Hashable, Sendable {
        case byIdentifier(ResourceKey)
        case byMail(ResourceKey)
        case ambiguous(Ambiguity)
        /// No resource carries the employee's identifier or e-mail.
        case none
    }

    /// Which side had two candidates, and in what they were alike.
    /// The raw values are what a link remembers.
    public enum Ambiguity: String, Hashable, Sendable, Codable, CaseIterable {
        /// Several resources carry the identifier.
        case severalResourcesWithIdentifier = "resources-identifier"
        /// Several resources carry the e-mail.
        case severalResourcesWithMail = "resources-mail"
        /// Other employees in scope carry the same identifier.
        case sharedIdentifier = "shared-identifier"
        /// Other employees in scope carry the same e-mail.
        case sharedMail = "shared-mail"
        /// The only candidate is another employee's resource already.
        case resourceOfSomeoneElse = "taken"
    }

    /// By employee, for those without a link.
    public let matches: [EmployeeID: Match]
    private let numbers: [String: [ResourceKey]]
    private let identifiers: [String: Int]
    /// Archived ones, by number and by e-mail.
    private let archivedNumbers: [String: [ResourceKey]]
    private let archivedMails: [String: [ResourceKey]]
    private let identifier: EmployeeIdentifier
    private let matchEmail: Bool

    /// - Parameters:
    ///   - employees: everyone in scope, linked or not.
    ///   - linked: the links made before that still hold.
    ///   - matchEmail: whether the tenant allows e-mails to be compared.
    public init(
        resources: [Resource], employees: [Employee], linked: [EmployeeID: ResourceKey], identifier: EmployeeIdentifier,
        matchEmail: Bool
    ) {
        let (archived, usable) = (resources.filter(\.isArchived), resources.filter { !$0.isArchived })
        let numbers = Self.index(usable) { $0.registrationNumber.trimmed }
        let mails = Self.index(usable) { $0.email.trimmed.lowercased() }
        archivedNumbers = Self.index(archived) { $0.registrationNumber.trimmed }
        archivedMails = Self.index(archived) { $0.email.trimmed.lowercased() }
        (self.identifier, self.matchEmail) = (identifier, matchEmail)
        let identifiers = Self.count(employees) { $0.trimmedIdentifier(identifier) }
        let sharedMails = Self.count(employees) { $0.foldedMail }
        var taken = Set(linked.values)
        var matches: [EmployeeID: Match] = [:]
        var rest: [Employee] = []

        for employee in employees where linked[employee.id] == nil {
            let text = employee.trimmedIdentifier(identifier)
            guard !text.isEmpty, let candidates = numbers[text], let candidate = candidates.first else {
                rest.append(employee)
                continue
            }
            if identifiers[text, default: 0] > 1 {
                matches[employee.id] = .ambiguous(.sharedIdentifier)
            } else if candidates.count > 1 {
                matches[employee.id] = .ambiguous(.severalResourcesWithIdentifier)
            } else if !taken.insert(candidate).inserted {
                matches[employee.id] = .ambiguous(.resourceOfSomeoneElse)
            } else {
                matches[employee.id] = .byIdentifier(candidate)
            }
        }
        for employee in rest {
            let mail = employee.foldedMail
            guard matchEmail, !mail.isEmpty, let candidates = mails[mail], let candidate = candidates.first else {
                matches[employee.id] = Match.none
                continue
            }
            if sharedMails[mail, default: 0] > 1 {
                matches[employee.id] = .ambiguous(.sharedMail)
            } else if candidates.count > 1 {
                matches[employee.id] = .ambiguous(.severalResourcesWithMail)
            } else if !taken.insert(candidate).inserted {
                matches[employee.id] = .ambiguous(.resourceOfSomeoneElse)
            } else {
                matches[employee.id] = .byMail(candidate)
            }
        }
        self.matches = matches
        self.numbers = numbers
        self.identifiers = identifiers
    }

    /// Whether an identifier may be written into a resource: not blank, one employee's, and on no resource yet.
    func isFree(_ identifier: String) -> Bool {
        !identifier.isEmpty && numbers[identifier] == nil && archivedNumbers[identifier] == nil
            && identifiers[identifier, default: 0] <= 1
    }

    /// The archived resource that carries the employee's identifier or e-mail: it is no match, and no reason to make another one.
    func archivedResource(of employee: Employee) -> ResourceKey? {
        let text = employee.trimmedIdentifier(identifier)
        if !text.isEmpty, let key = archivedNumbers[text]?.min() { return key }
        guard matchEmail, !employee.foldedMail.isEmpty else { return nil }
        return archivedMails[employee.foldedMail]?.min()
    }

    private static func index(_ resources: [Resource], _ text: (Resource) -> String) -> [String: [ResourceKey]] {
        var index: [String: [ResourceKey]] = [:]
        for resource in resources {
            let text = text(resource)
            if !text.isEmpty, index[text]?.contains(resource.key) != true { index[text, default: []].append(resource.key) }
        }
        return index
    }

    private static func count(_ employees: [Employee], _ text: (Employee) -> String) -> [String: Int] {
        var counts: [String: Int] = [:]
        for employee in employees {
            let text = text(employee)
            if !text.isEmpty { counts[text, default: 0] += 1 }
        }
        return counts
    }
}
