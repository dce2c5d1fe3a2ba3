import SyncCore

/// Puts the failure of a call into words: what happened, to what, and what to do. Of the request it names the method and the
/// path, of the answer the status and, for a redirect, the host that it pointed to.
struct RemoteFailure {
    let system: RemoteSystem
    let request: RemoteRequest
    let attempts: Int

    private var call: String { "\(request.method.rawValue) \(request.path)" }
    private var tries: String { attempts > 1 ? " \(attempts) times" : "" }
    private var later: String { "It usually passes: the next run tries again." }

    func answered(_ status: Int, isAmbiguous: Bool) -> SyncError {
        let meaning = status == 408 ? " (it took too long)" : ""
        return SyncError(
            system.failed, "\(system.name) answered \(status)\(meaning) to \(call)\(tries).",
            remedy: "\(later) If it lasts, look at the state of \(system.name)'s service.",
            failureClass: .transient, isAmbiguous: isAmbiguous)
    }

    func redirected(_ response: HTTPResponse) -> SyncError {
        let place = response.header("Location").flatMap { Self.place($0) }.map { " \($0)" } ?? ""
        return SyncError(
            system.failed, "\(system.name) redirected \(call)\(place) (\(response.status)); redirects are not followed.",
            remedy: "Check the tenant's \(system.name) address: the account may have moved to another one.",
            failureClass: .misconfigured)
    }

    func throttled(seconds: Int, isAmbiguous: Bool) -> SyncError {
        SyncError(
            system.throttled, "\(system.name) takes no more requests for \(Self.span(seconds)).",
            remedy: "Nothing to do: the run goes on after that time.", failureClass: .throttled(seconds: seconds),
            isAmbiguous: isAmbiguous)
    }

    func budgetSpent(seconds: Int, isAmbiguous: Bool) -> SyncError {
        let plan = system == .planningPME ? " If this happens often, PlanningPME sells larger plans (--hourly-requests)." : ""
        return SyncError(
            system.throttled, "The budget of requests to \(system.name) is used up for \(Self.span(seconds)).",
            remedy: "Nothing to do: the run goes on after that time.\(plan)", failureClass: .throttled(seconds: seconds),
            isAmbiguous: isAmbiguous)
    }

    private static func span(_ seconds: Int) -> String { seconds < 120 ? "\(seconds) s" : "\((seconds + 59) / 60) min" }

    func cancelled(isAmbiguous: Bool) -> SyncError {
        SyncError(
            .cancelled, "The call to \(system.name) was cancelled.", remedy: "Start it again when wanted.",
            failureClass: .cancelled, isAmbiguous: isAmbiguous)
    }

    /// An answer that holds more than such an answer may.
    func tooLarge(isAmbiguous: Bool, detail: String = "") -> SyncError {
        SyncError(
            system.tooLarge, "\(system.name)'s answer to \(call) is larger than it may be.",
            remedy: "Look at what \(system.name) answers. If it is right, report it with this message: the limit protects the "
                + "worker's memory.",
            failureClass: .misconfigured, isAmbiguous: isAmbiguous, detail: detail)
    }

    /// A list, or all lists of a run, that go on beyond what is read.
    func excess(_ excess: RunReading.Excess, _ limits: ReadLimits) -> SyncError {
        let reading: String
        switch excess {
        case .memory:
            return SyncError(
                .memoryShort, "This worker has no memory left for more rows of \(system.name) beside its other runs.",
                remedy:
                    "\(later) If it lasts, give the worker more memory, or fewer runs at a time (passerelle worker --concurrency).",
                failureClass: .transient)
        case .rows:
            return SyncError(
                system.tooLarge, "\(system.name)'s lists have no end: this run has read more than \(limits.rows) rows.",
                remedy:
                    "Look at how many there are in \(system.name). If they are that many: passerelle tenant edit SLUG --row-limit N",
                failureClass: .misconfigured)
        case .pages: reading = "more than \(limits.pages) pages"
        case .time: reading = "longer than \(Int(limits.seconds / 60)) min"
        }
        return SyncError(
            system.tooLarge, "\(system.name)'s lists have no end: this run has read \(reading), the last time \(call).",
            remedy: "Look at how many there are in \(system.name). If they are that many, choose fewer departments "
                + "(passerelle scope set), and report it with this message.",
            failureClass: .misconfigured)
    }

    func defect(_ what: String) -> SyncError {
        SyncError(
            .defect, "A request to \(system.name) could not be made: \(what).",
            remedy: "This is a fault of Passerelle: report it with this message.", failureClass: .defect)
    }

    func unforeseen(_ error: any Error, isAmbiguous: Bool) -> SyncError {
        SyncError(
            .defect, "\(call) to \(system.name) ended with an error that Passerelle does not know.",
            remedy: "This is a fault of Passerelle: report it with this message.", failureClass: .defect,
            isAmbiguous: isAmbiguous,
            detail: String(reflecting: type(of: error)))
    }

    func failed(_ failure: ExchangeFailure, isAmbiguous: Bool) -> SyncError {
        func error(
            _ message: String, _ remedy: String, code: SyncError.Code? = nil, _ failureClass: FailureClass = .transient
        ) -> SyncError {
            SyncError(
                code ?? system.unreachable, message, remedy: remedy, failureClass: failureClass, isAmbiguous: isAmbiguous,
                detail: failure.description)
        }
        let name = system.name
        switch failure.code {
        case .unknownHost:
            return error(
                "\(name)'s host does not exist.", "Check the tenant's \(name) address for a slip of the pen.", .misconfigured)
        case .resolve:
            return error("\(name)'s host could not be looked up.", "Check the name service of this machine. \(later)")
        case .refusedAddress:
            return error(
                "\(name)'s host stands for an address that is not public.",
                "Check the tenant's \(name) address, and what the name service of this machine answers for it.",
                code: .addressRefused, .misconfigured)
        case .connect:
            return error(
                "\(name) could not be connected to, tried\(attempts > 1 ? tries : " once").", "Check the network. \(later)")
        case .tls:
            return error("The connection to \(name) could not be encrypted.", "Check the network. \(later)")
        case .certificate:
            return error(
                "\(name)'s certificate is not to be trusted.",
                "Check the tenant's \(name) address, this machine's clock and certificates, and any proxy in between.",
                .misconfigured)
        case .deadline:
            return error("\(name) did not answer \(call) in time\(tries).", later)
        case .bodyTooLarge:
            return tooLarge(isAmbiguous: isAmbiguous, detail: failure.description)
        case .connectionLost:
            return error("The connection to \(name) ended before the answer to \(call) did\(tries).", later)
        case .garbled:
            return error("What came back from \(name) to \(call) is not an HTTP answer.", later, code: system.unreadable)
        case .stale:
            return error("No request to \(name) could be sent in time.", "The machine is overloaded. \(later)")
        case .cancelled:
            return cancelled(isAmbiguous: isAmbiguous)
        case .invalidRequest:
            return defect(failure.detail)
        }
    }

    /// Of a remote's text the scheme, host and port, when that is what they are: a path may hold a session or a name.
    private static func place(_ location: String) -> String? {
        guard let start = location.firstRange(of: "//")?.upperBound else {
            // `javascript:`, `data:` and their like point nowhere.
            let isRelative = !location.isEmpty && !location.prefix { $0 != "/" && $0 != "?" }.contains(":")
            return isRelative ? "within the same host" : nil
        }
        let end = location[start...].firstIndex { "/?#".contains($0) } ?? location.endIndex
        guard let url = try? PastedURL(String(location[..<end])), case .name(let host) = url.host else { return nil }
        return "to " + (url.scheme.map { "\($0)://" } ?? "") + host + (url.port.map { ":\($0)" } ?? "")
    }
}
