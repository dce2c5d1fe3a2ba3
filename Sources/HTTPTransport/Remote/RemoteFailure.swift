import SyncCore

/// Makes the failure of a call. It names the request's method and path, the answer's status and, for a redirect, the target host.
struct RemoteFailure {
    let system: RemoteSystem
    let request: RemoteRequest
    let attempts: Int

    private var call: Failure.Call {
        Failure.Call(method: request.method.rawValue, path: request.path, attempts: attempts)
    }

    private func error(
        _ failure: Failure.Remote, _ failureClass: FailureClass, isAmbiguous: Bool = false, detail: String = ""
    ) -> SyncError {
        SyncError(.remote(failure, system), failureClass, isAmbiguous: isAmbiguous, detail: detail)
    }

    func answered(_ status: Int, isAmbiguous: Bool) -> SyncError {
        error(.answered(status: status, call: call), .transient, isAmbiguous: isAmbiguous)
    }

    func redirected(_ response: HTTPResponse) -> SyncError {
        let target = response.header("Location").flatMap { Self.target($0) }
        return error(.redirected(status: response.status, call: call, target: target), .misconfigured)
    }

    func throttled(seconds: Int, isAmbiguous: Bool) -> SyncError {
        error(.throttled(seconds: seconds), .throttled(seconds: seconds), isAmbiguous: isAmbiguous)
    }

    func budgetSpent(seconds: Int, isAmbiguous: Bool) -> SyncError {
        error(.budgetSpent(seconds: seconds), .throttled(seconds: seconds), isAmbiguous: isAmbiguous)
    }

    func cancelled(isAmbiguous: Bool) -> SyncError { error(.cancelled, .cancelled, isAmbiguous: isAmbiguous) }

    /// An answer that exceeds the limits of such an answer.
    func tooLarge(isAmbiguous: Bool, detail: String = "") -> SyncError {
        error(.answerTooLarge(call: call), .misconfigured, isAmbiguous: isAmbiguous, detail: detail)
    }

    /// A list, or all lists of a run, that exceed the limits.
    func excess(_ excess: RunReading.Excess, _ limits: ReadLimits) -> SyncError {
        switch excess {
        case .memory: error(.memoryShort, .transient)
        case .rows: error(.tooManyRows(rows: limits.rows), .misconfigured)
        case .pages: error(.tooManyPages(pages: limits.pages, call: call), .misconfigured)
        case .time: error(.listsTooLong(minutes: Int(limits.seconds / 60), call: call), .misconfigured)
        }
    }

    /// - Parameter flaw: what is wrong with the request.
    func defect(_ flaw: String) -> SyncError { error(.requestInvalid(flaw: ShownText(flaw)), .defect) }

    func unforeseen(_ error: any Error, isAmbiguous: Bool) -> SyncError {
        self.error(
            .errorUnknown(call: call), .defect, isAmbiguous: isAmbiguous, detail: String(reflecting: type(of: error)))
    }

    func failed(_ failure: ExchangeFailure, isAmbiguous: Bool) -> SyncError {
        func failed(_ fact: Failure.Remote, _ failureClass: FailureClass = .transient) -> SyncError {
            error(fact, failureClass, isAmbiguous: isAmbiguous, detail: failure.description)
        }
        return switch failure.code {
        case .unknownHost: failed(.hostUnknown, .misconfigured)
        case .resolve: failed(.hostNotResolved)
        case .refusedAddress: failed(.addressNotPublic, .misconfigured)
        case .connect: failed(.notConnected(attempts: attempts))
        case .tls: failed(.notEncrypted)
        case .certificate: failed(.certificateUntrusted, .misconfigured)
        case .deadline: failed(.noAnswer(call: call))
        case .bodyTooLarge: failed(.answerTooLarge(call: call), .misconfigured)
        case .connectionLost: failed(.connectionLost(call: call))
        case .garbled: failed(.answerUnreadable(call: call))
        case .stale: failed(.notSentInTime)
        case .cancelled: cancelled(isAmbiguous: isAmbiguous)
        case .invalidRequest: defect(failure.detail)
        }
    }

    /// The scheme, host and port if the text is a URL: a path may hold a session or a name.
    private static func target(_ location: String) -> Failure.Redirect? {
        guard let start = location.firstRange(of: "//")?.upperBound else {
            // `javascript:`, `data:` and the like have no target.
            let isRelative = !location.isEmpty && !location.prefix { $0 != "/" && $0 != "?" }.contains(":")
            return isRelative ? .sameHost : nil
        }
        let end = location[start...].firstIndex { "/?#".contains($0) } ?? location.endIndex
        guard let url = try? PastedURL(String(location[..<end])), case .name(let host) = url.host else { return nil }
        return .origin(
            origin: ShownText((url.scheme.map { "\($0)://" } ?? "") + host + (url.port.map { ":\($0)" } ?? "")))
    }
}
