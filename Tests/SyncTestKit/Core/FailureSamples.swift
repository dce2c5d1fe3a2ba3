package import SyncCore
import Words

/// Failures of which a test needs only the code, and their English words.
extension SyncError {
    package init(
        _ code: Code, failureClass: FailureClass = .misconfigured, isAmbiguous: Bool = false, detail: String = ""
    ) {
        self.init(Failure.sample(of: code), failureClass, isAmbiguous: isAmbiguous, detail: detail)
    }

    package var message: String { failure.message }
    package var remedy: String { failure.remedy }
}

extension SyncError.Code: ExpressibleByStringLiteral {
    package init(stringLiteral value: String) { self.init(rawValue: value) }
}

extension Failure {
    /// One of that code, for tests that show failures.
    fileprivate static func sample(of code: SyncError.Code) -> Failure {
        switch code {
        case .databaseUnreachable: .database(.connectionLost)
        case .luccaUnreachable: .remote(.hostNotResolved, .lucca)
        case .luccaUnauthorized: .lucca(.keyUnknown)
        case .planningPMEUnreachable: .remote(.hostNotResolved, .planningPME)
        case .planningPMEThrottled: .remote(.budgetSpent(seconds: 1800), .planningPME)
        case .planningPMEForbidden: .planning(.forbidden(subject: .events))
        case .planningPMERejected: .planning(.rejected(subject: .newEvent, status: 400, fields: []))
        default: .unrecognized(code)
        }
    }

    package init(code: String) {
        self = .unrecognized(SyncError.Code(rawValue: code))
    }

    package var message: String { FailureWords().message(self).english }
    package var remedy: String { FailureWords().remedy(self).english }
}

extension CheckResult {
    private static let words = TenantSlug.acme.map { CheckWords(tenant: $0) }

    package var name: String { subject.rawValue }
    package var detail: String { Self.words?.detail(self).english ?? "" }
    package var remedy: String { Self.words?.remedy(self).english ?? "" }
}

extension TenantSlug {
    fileprivate static let acme = try? TenantSlug("acme")
}
