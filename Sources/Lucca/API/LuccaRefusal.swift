import SyncCore

/// An answer of Lucca that says no. Inside the adapter only: what leaves it is the `SyncError`.
struct LuccaRefusal: Error, Sendable, Equatable {
    let status: Int
    let subject: LuccaSubject

    var error: SyncError { LuccaFailure.refused(status, reading: subject) }
}
