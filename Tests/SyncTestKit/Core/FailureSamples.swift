public import SyncCore
import Words

/// Failures of which a test needs the code alone, and their English words.
extension SyncError {
    public init(
        _ code: Code, failureClass: FailureClass = .misconfigured, isAmbiguous: Bool = false, detail: String = ""
    ) {
        self.init(.unrecognized(code), failureClass, isAmbiguous: isAmbiguous, detail: detail)
    }

    public var message: String { failure.message }
    public var remedy: String { failure.remedy }
}

extension SyncError.Code: ExpressibleByStringLiteral {
    public init(stringLiteral value: String) { self.init(rawValue: value) }
}

extension Failure {
    public init(code: String) {
        self = .unrecognized(SyncError.Code(rawValue: code))
    }

    public var message: String { FailureWords().message(self).english }
    public var remedy: String { FailureWords().remedy(self).english }
}

extension CheckResult {
    private static let words = TenantSlug.acme.map { CheckWords(tenant: $0) }

    public var name: String { subject.rawValue }
    public var detail: String { Self.words?.detail(self).english ?? "" }
    public var remedy: String { Self.words?.remedy(self).english ?? "" }
}

extension TenantSlug {
    fileprivate static let acme = try? TenantSlug("acme")
}
