public import SyncCore

/// The refusals that every implementation of the ports has alike.
extension SyncError {
    /// The write named a term that has passed on: nothing was written.
    public static func leaseLost(_ run: RunID) -> SyncError {
        SyncError(.run(.leaseLost(run: run)), .leaseLost)
    }

    /// Whether the term has passed on is unknown: its time is over, and the database could not be asked.
    public static func leaseNotKept(_ run: RunID, because cause: SyncError?) -> SyncError {
        SyncError(.run(.leaseNotKept(run: run, cause: cause?.failure)), .leaseLost, detail: cause?.detail ?? "")
    }

    public static func runActive(_ run: Run) -> SyncError {
        let isRunning = run.state == .running
        let worker = run.worker.map { ShownText($0) }
        switch run.purpose {
        case .removal:
            return SyncError(
                .run(.removalActive(run: run.id, tenant: run.tenant, isRunning: isRunning, worker: worker)), .rejected)
        case .sync:
            return SyncError(
                .run(
                    .active(
                        run: run.id, tenant: run.tenant, isRunning: isRunning, worker: worker,
                        since: run.startedAt.map { ShownText("\($0)") })), .rejected)
        }
    }

    /// A sync was requested as of a day before that of `run`, the last one.
    public static func asOfPassed(_ asked: CalendarDay, run: RunID, asOf: CalendarDay, of tenant: TenantSlug) -> SyncError {
        SyncError(.run(.asOfPassed(asked: asked, run: run, asOf: asOf, tenant: tenant)), .rejected)
    }

    public static func runUnknown(_ run: RunID) -> SyncError { SyncError(.run(.unknown(run: run)), .rejected) }

    /// There is nothing to cancel.
    public static func runHasEnded(_ run: Run) -> SyncError {
        SyncError(.run(.ended(run: run.id, state: run.state)), .rejected)
    }

    /// The run withholds nothing that may be approved, or no longer does.
    public static func approvalRefused(_ run: RunID) -> SyncError {
        SyncError(.run(.approvalRejected(run: run)), .rejected)
    }

    /// The secret was about to be sent to `host`, and was given for another one: it was not opened for it.
    public static func credentialForOtherHost(
        _ kind: CredentialKind, givenFor own: CredentialHost, not host: CredentialHost, of tenant: TenantSlug
    ) -> SyncError {
        SyncError(.credential(.otherHost(tenant: tenant, kind: kind, givenFor: own, host: host)))
    }

    /// An older release stored the secret, which bound it to no host.
    public static func credentialUnbound(
        _ kind: CredentialKind, for host: CredentialHost, of tenant: TenantSlug
    ) -> SyncError {
        SyncError(.credential(.unbound(tenant: tenant, kind: kind, host: host)))
    }

    /// A secret of one system was wanted for the other.
    public static func otherSystem(_ kind: CredentialKind) -> SyncError { defect(.secretOfOtherSystem(kind: kind)) }

    public static func tenantUnknown(_ name: String) -> SyncError {
        SyncError(.tenant(.unknown(name: ShownText(name))), .rejected)
    }

    public static func tenantExists(_ slug: TenantSlug) -> SyncError {
        SyncError(.tenant(.alreadyExists(slug: slug)), .rejected)
    }

    public static let accountTaken = SyncError(.tenant(.accountTaken), .rejected)

    public static let formerAccountTaken = SyncError(.tenant(.formerAccountTaken), .rejected)

    /// - Parameter rule: the name of what the setting breaks.
    public static func settingOutOfRange(_ rule: String) -> SyncError {
        SyncError(.tenant(.settingOutOfRange(rule: rule)), .rejected)
    }

    public static func tenantStateRefused(_ tenant: Tenant, to state: Tenant.State, from: Set<Tenant.State>) -> SyncError {
        SyncError(
            .tenant(
                .stateRejected(
                    slug: tenant.slug, state: tenant.state, wanted: state, allowed: from.sorted { $0.rawValue < $1.rawValue })),
            .rejected)
    }

    public static let ledgerHoldsReference = defect(.referenceAlreadyHeld)

    public static let ledgerLacksReference = defect(.referenceNotHeld)

    /// What no caller should have asked, or no store should have answered.
    public static func defect(_ defect: Failure.Defect) -> SyncError { SyncError(.defect(defect), .defect) }
}
