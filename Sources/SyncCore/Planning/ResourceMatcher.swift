import Foundation

/// Finds employees' resources (`contracts/sync.md`, Employee → resource): by identifier, then by e-mail if the tenant allows it.
///
/// Existing links win: a linked resource is no candidate, and a linked employee is not searched for. Two candidates on either
/// side are ambiguous. Blank never matches blank. An archived resource is no candidate.
package struct ResourceMatcher: Sendable {
    /// The result for an employee without a link.
    package enum Match: Hashable, Sendable {
        case byIdentifier(ResourceKey)
        case byMail(ResourceKey)
        case ambiguous(Ambiguity)
        /// No resource has the employee's identifier or e-mail.
        case none
    }

    /// Which side had two candidates, and by which field. The raw values are what a link remembers.
    package enum Ambiguity: String, Hashable, Sendable, Codable, CaseIterable {
        /// Several resources have the identifier.
        case severalResourcesWithIdentifier = "resources-identifier"
        /// Several resources have the e-mail.
        case severalResourcesWithMail = "resources-mail"
        /// Other employees in scope have the same identifier.
        case sharedIdentifier = "shared-identifier"
        /// Other employees in scope have the same e-mail.
        case sharedMail = "shared-mail"
        /// The only candidate is already another employee's resource.
        case resourceOfSomeoneElse = "taken"
    }

    /// By employee, for those without a link.
    package let matches: [EmployeeID: Match]
    private let numbers: [String: [ResourceKey]]
    private let identifiers: [String: Int]
    /// Archived ones, by registration number and by e-mail.
    private let archivedNumbers: [String: [ResourceKey]]
    private let archivedMails: [String: [ResourceKey]]
    private let identifier: EmployeeIdentifier
    private let matchEmail: Bool

    /// - Parameters:
    ///   - employees: everyone in scope, linked or not.
    ///   - linked: earlier links that are still valid.
    ///   - matchEmail: whether the tenant allows matching by e-mail.
    package init(
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

    /// Whether an identifier may be written into a resource: not blank, of one employee only, and on no resource yet.
    func isFree(_ identifier: String) -> Bool {
        !identifier.isEmpty && numbers[identifier] == nil && archivedNumbers[identifier] == nil
            && identifiers[identifier, default: 0] <= 1
    }

    /// The archived resource with the employee's identifier or e-mail: it is no match, and prevents creating another one.
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

/// Finds the counterpart of a Lucca department on the planning: the existing mapping, else the same label ignoring case and
/// accents, else a new one if the tenant allows it.
package struct DepartmentMatcher: Sendable {
    package enum Match: Hashable, Sendable {
        case existing(PlanningDepartmentKey)
        /// To be created with the Lucca department's name.
        case new
        /// None has its label.
        case unmapped
        /// Several have its label: none is chosen or created.
        case ambiguous
        /// The catalog must be read to decide.
        case unknown
    }

    private let links: [DepartmentID: DepartmentLink]
    private let departments: [PlanningDepartment]?
    private let keys: Set<PlanningDepartmentKey>
    private let mayCreate: Bool

    /// - Parameters:
    ///   - links: existing mappings; an operator's always wins.
    ///   - departments: the planning's; nil if they were not read.
    ///   - mayCreate: whether the tenant lets a sync create departments.
    package init(links: [DepartmentLink], departments: [PlanningDepartment]?, mayCreate: Bool) {
        self.links = Dictionary(links.map { ($0.departmentID, $0) }) { first, _ in first }
        self.departments = departments
        keys = Set((departments ?? []).map(\.key))
        self.mayCreate = mayCreate
    }

    func link(_ department: DepartmentID) -> DepartmentLink? { links[department] }

    /// The counterpart, or why there is none.
    package func match(_ department: Department) -> Match {
        let link = links[department.id]
        if let link, link.isExplicit, let key = link.planningDepartment { return .existing(key) }
        guard let departments else {
            guard let link else { return .unknown }
            return link.planningDepartment.map(Match.existing) ?? .unmapped
        }
        if let key = link?.planningDepartment, keys.contains(key) || departments.contains(where: { !$0.isReadable }) {
            return .existing(key)
        }
        let alike = LabelFolding.find(department.name, in: departments, label: \.label)
        if let only = alike.first, Set(alike.map(\.key)).count == 1 { return .existing(only.key) }
        if !alike.isEmpty { return .ambiguous }
        return mayCreate && !department.name.trimmed.isEmpty ? .new : .unmapped
    }
}

/// Digests of the employee facts compared with resources: they show a change, and why a search failed, without storing text.
/// Sixteen characters for the identifier, sixteen for the e-mail, then the key of an unusable resource or the ambiguity of
/// several candidates.
struct IdentityFacts {
    /// Stored in the `ResourceLink` of an employee who is linked, or without any resource found.
    let compared: String
    private let identifier: String
    private let mail: String
    private let mailChoice: String
    private let digest: (String) -> String

    /// - Parameter digest: keyed by tenant (`TextDigester`).
    init(of employee: Employee, settings: TenantSettings, digest: @escaping (String) -> String) {
        self.digest = digest
        mail = settings.matchEmail ? employee.foldedMail : ""
        mailChoice = settings.matchEmail ? "on" : "off"
        identifier = Self.half(
            "identifier", settings.identifier.rawValue, employee.trimmedIdentifier(settings.identifier), digest)
        compared = identifier + Self.half("mail", mailChoice, mail, digest)
    }

    /// Stored without a resource if there were several candidates.
    func ambiguous(_ ambiguity: ResourceMatcher.Ambiguity) -> String { ambiguousOpening + "/" + ambiguity.rawValue }

    /// The ambiguity when these facts were last compared.
    /// - Returns: nil if there was none; `.some(nil)` if an earlier release did not record it.
    func ambiguity(in identityDigest: String) -> ResourceMatcher.Ambiguity?? {
        guard identityDigest.hasPrefix(ambiguousOpening) else { return nil }
        return .some(ResourceMatcher.Ambiguity(rawValue: String(identityDigest.dropFirst(ambiguousOpening.count + 1))))
    }

    private var ambiguousOpening: String { identifier + Self.half("ambiguous", mailChoice, mail, digest) }

    /// Stored, with or without a resource, if the only candidate was archived or hidden.
    func archived(_ resource: ResourceKey) -> String { archivedOpening + "\(resource)" }

    /// The archived or hidden resource when these facts were last compared.
    func archivedResource(in identityDigest: String) -> ResourceKey? {
        guard identityDigest.hasPrefix(archivedOpening) else { return nil }
        return Int(identityDigest.dropFirst(archivedOpening.count)).map { ResourceKey($0) }
    }

    private var archivedOpening: String { identifier + Self.half("archived", mailChoice, mail, digest) + "/" }

    /// Whether a link was compared with `identifier`, whatever the e-mail was.
    static func remembers(
        _ identifier: String, _ choice: EmployeeIdentifier, in identityDigest: String, digest: (String) -> String
    ) -> Bool {
        identityDigest.prefix(width) == half("identifier", choice.rawValue, identifier, digest)
    }

    private static let width = 16

    private static func half(_ field: String, _ kind: String, _ value: String, _ digest: (String) -> String) -> String {
        let digested = digest(field + ":" + kind + ":" + value)
        return String(repeating: "0", count: max(0, width - digested.count)) + digested.suffix(width)
    }
}

extension Employee {
    /// Trimmed; leading zeroes are significant. Blank if Lucca has none.
    func trimmedIdentifier(_ choice: EmployeeIdentifier) -> String { identifier(choice).trimmed }
    var foldedMail: String { mail.trimmed.lowercased() }
}

extension String {
    var trimmed: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace }) else {
            return ""
        }
        return String(self[first...last])
    }
}

/// Compares labels as people do: without case, accents and extra spaces.
package enum LabelFolding {
    /// `" Congés  Payés"` and `"conges payes"` fold to the same text. A blank label folds to an empty one.
    package static func fold(_ label: String) -> String {
        var folded = ""
        var spaceIsDue = false
        for scalar in label.lowercased().decomposedStringWithCompatibilityMapping.unicodeScalars {
            if scalar.properties.isWhitespace {
                spaceIsDue = !folded.isEmpty
                continue
            }
            switch scalar.properties.generalCategory {
            case .nonspacingMark, .control, .format: continue
            default: break
            }
            if spaceIsDue {
                folded.append(" ")
                spaceIsDue = false
            }
            switch scalar {
            case "œ": folded.append("oe")
            case "æ": folded.append("ae")
            case "ß": folded.append("ss")
            default: folded.unicodeScalars.append(scalar)
            }
        }
        return folded
    }

    /// The only one of `candidates` with that label: same text first, then same folded text.
    /// - Returns: none if the label is blank or not found; several in the given order.
    static func find<Thing>(_ label: String, in candidates: [Thing], label labelOf: (Thing) -> String) -> [Thing] {
        let folded = fold(label)
        guard !folded.isEmpty else { return [] }
        let alike = candidates.filter { fold(labelOf($0)) == folded }
        let same = alike.filter { labelOf($0) == label }
        return same.isEmpty ? alike : same
    }
}
