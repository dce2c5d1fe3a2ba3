import SyncCore

typealias LuccaSubject = Failure.LuccaSubject

/// What Lucca's refusals mean. Nothing of an answer's body is ever quoted.
enum LuccaFailure {
    static func refused(_ status: Int, reading subject: LuccaSubject) -> SyncError {
        switch status {
        case 401: SyncError(.lucca(.keyUnknown))
        case 403: forbidden(subject, status: status)
        case 404, 410: SyncError(.lucca(.hidden(subject: subject, status: status)))
        case 413, 431: SyncError(.lucca(.requestTooLarge(subject: subject, status: status)))
        default: SyncError(.lucca(.rejected(subject: subject, status: status)))
        }
    }

    static func forbidden(_ subject: LuccaSubject, status: Int) -> SyncError {
        SyncError(.lucca(.forbidden(subject: subject, status: status)))
    }

    static func application(_ failure: Failure.LuccaApplication) -> SyncError {
        switch failure {
        case .tokenRefused, .tokenUnreadable: SyncError(.lucca(.application(failure)), .transient)
        case .clientRejected, .scopesDenied, .tokenRejected, .forbidden, .leavesNotOpened:
            SyncError(.lucca(.application(failure)))
        }
    }

    static let keyMalformed = SyncError(.lucca(.keyMalformed))

    static func tooSlow(_ subject: LuccaSubject) -> SyncError { SyncError(.lucca(.tooSlow(subject: subject)), .transient) }

    static func incomplete(_ subject: LuccaSubject, readings: Int) -> SyncError {
        SyncError(.lucca(.incomplete(subject: subject, readings: readings)), .transient)
    }

    static func unreadable(_ subject: LuccaSubject) -> SyncError {
        SyncError(.lucca(.unreadable(subject: subject)), .transient)
    }
}

/// An answer of Lucca that says no. Inside the adapter only: what leaves it is the `SyncError`.
struct LuccaRefusal: Error, Sendable, Equatable {
    let status: Int
    let subject: LuccaSubject

    var error: SyncError { LuccaFailure.refused(status, reading: subject) }
}
