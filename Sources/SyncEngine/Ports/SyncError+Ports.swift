public import SyncCore

/// The refusals that every implementation of the ports words alike.
extension SyncError {
    /// The write named a term that has passed on: nothing was written.
    public static func leaseLost(_ run: RunID) -> SyncError {
        SyncError(
            .leaseLost, "Run \(run) is no longer this worker's: its lease passed on.",
            remedy: "Nothing: another worker carries on, or the run was cancelled.", failureClass: .leaseLost)
    }

    /// Whether the term has passed on is not known: its time is over, and the database could not be asked.
    public static func leaseNotKept(_ run: RunID, because cause: SyncError?) -> SyncError {
        SyncError(
            cause?.code ?? .databaseUnreachable,
            "Run \(run) could not be kept: \(cause?.message ?? "the database did not answer in time.")",
            remedy: "\(cause?.remedy ?? "Check that the database runs.") The tenant's next run goes on with this one.",
            failureClass: .leaseLost, detail: cause?.detail ?? "")
    }

    public static func runActive(_ run: Run) -> SyncError {
        if run.purpose == .removal { return removalActive(run) }
        var holder = "is queued"
        if run.state == .running {
            holder = "is being run by \(run.worker ?? "a worker")"
            if let since = run.startedAt { holder += " since \(since)" }
        }
        return SyncError(
            .runActive, "Run \(run.id) of \(run.tenant) \(holder).",
            remedy:
                "Wait for its end (passerelle run show \(run.id) tells how far it is), or cancel it with passerelle run cancel \(run.id).",
            failureClass: .rejected)
    }

    private static func removalActive(_ run: Run) -> SyncError {
        let holder = run.state == .running ? "is being done by \(run.worker ?? "a process")" : "is not done yet"
        return SyncError(
            .runActive, "Run \(run.id), which removes the events of \(run.tenant) from its planning, \(holder).",
            remedy: "End it with passerelle tenant delete \(run.tenant) --yes --remove-events, or keep the tenant with "
                + "passerelle run cancel \(run.id): its next sync writes the events again.", failureClass: .rejected)
    }

    /// A sync was asked for as of a day before that of `run`, the last one.
    public static func asOfPassed(_ asked: CalendarDay, run: RunID, asOf: CalendarDay, of tenant: TenantSlug) -> SyncError {
        SyncError(
            .asOfPassed, "Run \(run) synced \(tenant) as of \(asOf) already; \(asked) is before that.",
            remedy: "Leave --as-of out, or give that day or a later one. To only look: passerelle run preview \(tenant) "
                + "--as-of \(asked)", failureClass: .rejected)
    }

    public static func runUnknown(_ run: RunID) -> SyncError {
        SyncError(
            .runUnknown, "There is no run \(run).", remedy: "Look the number up with `passerelle run list`.",
            failureClass: .rejected)
    }

    /// There is nothing to cancel.
    public static func runHasEnded(_ run: Run) -> SyncError {
        SyncError(
            .runStateRefused, "Run \(run.id) has ended already (\(run.state.rawValue)).", remedy: "Nothing is left to cancel.",
            failureClass: .rejected)
    }

    /// The run withholds nothing that may be approved (any more).
    public static func approvalRefused(_ run: RunID) -> SyncError {
        SyncError(
            .runStateRefused,
            "Run \(run) withholds no deletions, they were approved already, or a later run looked at everything again.",
            remedy: "Approve a run that waits for it: passerelle run list --status needs_review.", failureClass: .rejected)
    }

    /// The secret was about to be sent to `host`, and was given for another one: it was not opened for it.
    public static func credentialForOtherHost(
        _ kind: CredentialKind, givenFor own: CredentialHost, not host: CredentialHost, of tenant: TenantSlug
    ) -> SyncError {
        SyncError(
            .credentialForOtherHost,
            "The \(kind.rawValue) of \(tenant) was given for \(own), and the address is now on \(host): it was not sent there.",
            remedy: "If nobody of yours changed the address, put it back: passerelle tenant edit \(tenant) "
                + "\(kind.system == .lucca ? "--lucca-url" : "--planningpme-url") URL. If \(host) is right: passerelle credential set "
                + "\(tenant) \(kind.rawValue)")
    }

    /// An older release stored the secret, which bound it to no host.
    public static func credentialUnbound(
        _ kind: CredentialKind, for host: CredentialHost, of tenant: TenantSlug
    ) -> SyncError {
        SyncError(
            .credentialUnbound,
            "The \(kind.rawValue) of \(tenant) was stored by an older release, and is not bound to a host: it was not sent to \(host).",
            remedy: "Bind it, once you have compared the address: passerelle credential bind \(tenant)")
    }

    /// A secret of one system was wanted for the other.
    public static func otherSystem(_ kind: CredentialKind) -> SyncError {
        storeDefect("A \(kind.rawValue) was wanted for another system.")
    }

    public static func tenantUnknown(_ name: String) -> SyncError {
        SyncError(
            .tenantUnknown, "There is no tenant \(name).", remedy: "Look the name up with `passerelle tenant list`.",
            failureClass: .rejected)
    }

    public static func tenantExists(_ slug: TenantSlug) -> SyncError {
        SyncError(
            .tenantExists, "There is a tenant \(slug) already.",
            remedy: "Choose another short name, or look at that one with `passerelle tenant show \(slug)`.",
            failureClass: .rejected)
    }

    public static let accountTaken = SyncError(
        .tenantExists,
        "Another tenant carries this Lucca account into this planning already; the two would delete each other's events.",
        remedy: "Find it with `passerelle tenant list` and widen its scope instead: passerelle scope set.",
        failureClass: .rejected)

    public static let formerAccountTaken = SyncError(
        .tenantExists,
        "Another tenant has one of these Lucca accounts on this planning, or had it before; the two would delete each other's events.",
        remedy: "Find it with `passerelle tenant show`. Where no event carries the old name any more, forget it there: "
            + "passerelle tenant edit OTHER --former-accounts none.", failureClass: .rejected)

    /// - Parameter rule: the name of what the setting breaks.
    public static func settingOutOfRange(_ rule: String) -> SyncError {
        SyncError(
            .invalidInput, "A setting of the tenant is out of its range (\(rule)).",
            remedy: "See the ranges with `passerelle tenant edit --help`.", failureClass: .rejected)
    }

    public static func tenantStateRefused(_ tenant: Tenant, to state: Tenant.State, from: Set<Tenant.State>) -> SyncError {
        let allowed = from.map(\.rawValue).sorted().joined(separator: " or ")
        return SyncError(
            .tenantStateRefused,
            "The tenant \(tenant.slug) is \(tenant.state.rawValue), and only one that is \(allowed) can become \(state.rawValue).",
            remedy: "Look at it with `passerelle tenant show \(tenant.slug)`.", failureClass: .rejected)
    }

    public static let ledgerHoldsReference = storeDefect(
        "An event was to be created whose reference the ledger holds already.")

    public static let ledgerLacksReference = storeDefect(
        "An event was to be changed whose reference the ledger does not hold, or holds once for two changes.")

    /// What no caller should have asked, or no store should have answered.
    public static func storeDefect(_ message: String) -> SyncError {
        SyncError(.defect, message, remedy: "Report this as a fault of Passerelle.", failureClass: .defect)
    }
}

extension SyncError.Code {
    /// A sync was asked for as of a day before the last one's.
    public static let asOfPassed = Self(rawValue: "as_of_passed")
    /// A sync was asked for as of a day that lies beyond the window of today.
    public static let asOfTooLate = Self(rawValue: "as_of_too_late")
}
