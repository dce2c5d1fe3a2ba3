package import SyncCore

/// Errors that every implementation of the ports throws alike.
extension SyncError {
    /// The write's lease term has ended: nothing was written.
    package static func leaseLost(_ run: RunID) -> SyncError {
        SyncError(.run(.leaseLost(run: run)), .leaseLost)
    }

    /// The lease expired and the database could not be reached: whether its term has ended is unknown.
    package static func leaseNotKept(_ run: RunID, because cause: SyncError?) -> SyncError {
        SyncError(.run(.leaseNotKept(run: run, cause: cause?.failure)), .leaseLost, detail: cause?.detail ?? "")
    }

    package static func runActive(_ run: Run) -> SyncError {
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
    package static func asOfPassed(_ asked: CalendarDay, run: RunID, asOf: CalendarDay, of tenant: TenantSlug) -> SyncError {
        SyncError(.run(.asOfPassed(asked: asked, run: run, asOf: asOf, tenant: tenant)), .rejected)
    }

    package static func runUnknown(_ run: RunID) -> SyncError { SyncError(.run(.unknown(run: run)), .rejected) }

    package static func runHasEnded(_ run: Run) -> SyncError {
        SyncError(.run(.ended(run: run.id, state: run.state)), .rejected)
    }

    /// The run withholds nothing that may be approved.
    package static func approvalRefused(_ run: RunID) -> SyncError {
        SyncError(.run(.approvalRejected(run: run)), .rejected)
    }

    /// The secret was entered for another host than `host`, so it was not opened.
    package static func credentialForOtherHost(
        _ kind: CredentialKind, givenFor own: CredentialHost, not host: CredentialHost, of tenant: TenantSlug
    ) -> SyncError {
        SyncError(.credential(.otherHost(tenant: tenant, kind: kind, givenFor: own, host: host)))
    }

    /// An older release stored the secret without binding it to a host.
    package static func credentialUnbound(
        _ kind: CredentialKind, for host: CredentialHost, of tenant: TenantSlug
    ) -> SyncError {
        SyncError(.credential(.unbound(tenant: tenant, kind: kind, host: host)))
    }

    /// A secret of one system was requested for the other.
    package static func otherSystem(_ kind: CredentialKind) -> SyncError { defect(.secretOfOtherSystem(kind: kind)) }

    package static func tenantUnknown(_ name: String) -> SyncError {
        SyncError(.tenant(.unknown(name: ShownText(name))), .rejected)
    }

    package static func tenantExists(_ slug: TenantSlug) -> SyncError {
        SyncError(.tenant(.alreadyExists(slug: slug)), .rejected)
    }

    /// - Parameter shown: the revision that the edit began with.
    package static func tenantChanged(_ tenant: Tenant, shown: Int, since: [Failure.SettingsEdit] = []) -> SyncError {
        SyncError(
            .tenant(.changedMeanwhile(slug: tenant.slug, shown: shown, revision: tenant.revision, since: since)), .rejected)
    }

    package static let accountTaken = SyncError(.tenant(.accountTaken), .rejected)

    package static let formerAccountTaken = SyncError(.tenant(.formerAccountTaken), .rejected)

    /// - Parameter rule: the name of the rule that the setting violates.
    package static func settingOutOfRange(_ rule: String) -> SyncError {
        SyncError(.tenant(.settingOutOfRange(rule: rule)), .rejected)
    }

    package static func tenantStateRefused(_ tenant: Tenant, to state: Tenant.State, from: Set<Tenant.State>) -> SyncError {
        SyncError(
            .tenant(
                .stateRejected(
                    slug: tenant.slug, state: tenant.state, wanted: state, allowed: from.sorted { $0.rawValue < $1.rawValue })),
            .rejected)
    }

    package static let ledgerHoldsReference = defect(.referenceAlreadyHeld)

    package static let ledgerLacksReference = defect(.referenceNotHeld)

    /// A call that no caller should make, or a result that no store should return.
    package static func defect(_ defect: Failure.Defect) -> SyncError { SyncError(.defect(defect), .defect) }
}

extension TenantSettings {
    /// - Throws: `invalid_input` with the first rule that a setting breaks.
    package func check() throws(SyncError) {
        if let rule = brokenRule { throw .settingOutOfRange(rule.rawValue) }
    }
}
