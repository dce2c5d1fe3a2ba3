import SyncCore

/// What became of one remote write.
enum WriteResult: Sendable {
    /// With the key of the event that a create made, and the points of the dialect that the comparison bore on.
    case done(EventKey?, compared: Set<DialectPoint>)
    /// It was written, and does not stand as it was sent. With the key of the event that a create made.
    case disagrees(EventKey?, Disagreement)
    /// It was written, and could not be compared with what was sent. With the key of the event that a create made.
    case unverified(EventKey?)
    /// The planning says that there is no such event any more: nothing was written.
    case eventIsGone
    /// Surely not written.
    case refused(SyncError)
    /// Nobody knows.
    case unconfirmed(SyncError)
    /// Never sent.
    case notSent

    /// - Parameter error: what the write threw.
    init(failure error: any Error) {
        let known = SyncError(of: error)
        switch known.failureClass {
        // Cut off on its way, or by something nobody foresaw: it may have arrived.
        case .cancelled, .defect: self = .unconfirmed(known)
        default: self = known.isAmbiguous ? .unconfirmed(known) : .refused(known)
        }
    }

    /// The same of a write of an event: a target throws what it found after a deletion or a release, which return no event.
    init(failure error: any Error, of write: EventWrite) {
        self.init(failure: error)
        if case .refused(let known) = self, known.code == .planningDisagrees, known.failureClass == .rejected {
            self = .disagrees(nil, known.disagreement ?? write.thrownDisagreement)
        }
    }

    /// What a target says of a write.
    init(_ written: WrittenEvent, isNew: Bool) {
        self.init(written, event: isNew ? written.key : nil)
    }

    /// The same of a resource.
    init(_ written: WrittenResource) {
        self.init(written, event: nil)
    }

    private init<Key>(_ written: WrittenThing<Key>, event key: EventKey?) {
        if let disagreement = written.disagreement {
            self = .disagrees(key, disagreement)
        } else {
            self = written.isVerified ? .done(key, compared: written.compared) : .unverified(key)
        }
    }

    /// The 403 that it was refused with, which says nothing of other writes.
    var prohibition: SyncError? {
        guard case .refused(let error) = self, error.failureClass == .misconfigured, !error.endsEverything else { return nil }
        return error
    }

    var isNotSent: Bool {
        if case .notSent = self { true } else { false }
    }
}

extension EventWrite {
    /// What it means that this write threw `planning_disagrees` without a word of the point.
    fileprivate var thrownDisagreement: Disagreement {
        switch self {
        case .ours(.delete), .deleteCopy: Disagreement(point: .deletion, sent: "deleted", found: "still there")
        case .release: Disagreement(point: .remark, sent: "no reference", found: "another remark")
        case .ours: Disagreement(point: .update, sent: "written", found: "otherwise")
        }
    }
}
