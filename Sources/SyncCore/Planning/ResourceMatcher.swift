import Foundation

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

/// Finds the counterpart of a Lucca department on the planning: the mapping made before, else the same label ignoring case and
/// accents, else a new one if the tenant allows it.
public struct DepartmentMatcher: Sendable {
    /// What was found for a department.
    public enum Match: Hashable, Sendable {
        case existing(PlanningDepartmentKey)
        /// To be created with the Lucca department's name.
        case new
        /// None has its label.
        case unmapped
        /// Several have its label: none is chosen, and none made.
        case ambiguous
        /// The planning has to be read to tell.
        case unknown
    }

    private let links: [DepartmentID: DepartmentLink]
    private let departments: [PlanningDepartment]?
    private let keys: Set<PlanningDepartmentKey>
    private let mayCreate: Bool

    /// - Parameters:
    ///   - links: the mappings made before; an operator's always holds.
    ///   - departments: the planning's, nil when they were not read.
    ///   - mayCreate: whether the tenant lets a sync create departments.
    public init(links: [DepartmentLink], departments: [PlanningDepartment]?, mayCreate: Bool) {
        self.links = Dictionary(links.map { ($0.departmentID, $0) }) { first, _ in first }
        self.departments = departments
        keys = Set((departments ?? []).map(\.key))
        self.mayCreate = mayCreate
    }

    /// What is remembered of a department.
    func link(_ department: DepartmentID) -> DepartmentLink? { links[department] }

    /// The counterpart, or why there is none.
    public func match(_ department: Department) -> Match {
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

/// What of an employee is compared with resources, as digests: tells a change, and why a search was in vain, without storing a
/// text. Sixteen characters for the identifier, then sixteen for the e-mail, then the key of a resource that can't be used, or in what
/// several candidates were alike.
struct IdentityFacts {
    /// What a `ResourceLink` remembers of an employee who is linked, or for whom no resource was found.
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

    /// What it remembers, without a resource, when there were several candidates.
    func ambiguous(_ ambiguity: ResourceMatcher.Ambiguity) -> String { ambiguousOpening + "/" + ambiguity.rawValue }

    /// Whether there were several candidates when these facts were last compared, and in what they were alike.
    /// - Returns: nil when there were not; `.some(nil)` when an earlier release did not note it.
    func ambiguity(in identityDigest: String) -> ResourceMatcher.Ambiguity?? {
        guard identityDigest.hasPrefix(ambiguousOpening) else { return nil }
        return .some(ResourceMatcher.Ambiguity(rawValue: String(identityDigest.dropFirst(ambiguousOpening.count + 1))))
    }

    private var ambiguousOpening: String { identifier + Self.half("ambiguous", mailChoice, mail, digest) }

    /// What it remembers, with or without a resource, when the only candidate was archived or hidden.
    func archived(_ resource: ResourceKey) -> String { archivedOpening + "\(resource)" }

    /// The resource that was archived or hidden when these facts were last compared.
    func archivedResource(in identityDigest: String) -> ResourceKey? {
        guard identityDigest.hasPrefix(archivedOpening) else { return nil }
        return Int(identityDigest.dropFirst(archivedOpening.count)).map { ResourceKey($0) }
    }

    private var archivedOpening: String { identifier + Self.half("archived", mailChoice, mail, digest) + "/" }

    /// Whether a link remembered `identifier` as the identifier that was compared, whatever the e-mail was then.
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
    /// Without spaces around it; leading zeroes count. Blank when Lucca has none.
    func trimmedIdentifier(_ choice: EmployeeIdentifier) -> String { identifier(choice).trimmed }
    /// Without case and spaces around it.
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

/// Labels as people compare them: without case, accents and stray spaces.
public enum LabelFolding {
    /// `" Congés  Payés"` and `"conges payes"` fold to the same text. A blank label folds to an empty one.
    public static func fold(_ label: String) -> String {
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

    /// The one thing among `candidates` with that label: same text first, then same folded text.
    /// - Returns: none when there is none or the label is blank; several in the order given.
    static func find<Thing>(_ label: String, in candidates: [Thing], label labelOf: (Thing) -> String) -> [Thing] {
        let folded = fold(label)
        guard !folded.isEmpty else { return [] }
        let alike = candidates.filter { fold(labelOf($0)) == folded }
        let same = alike.filter { labelOf($0) == label }
        return same.isEmpty ? alike : same
    }
}
