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
