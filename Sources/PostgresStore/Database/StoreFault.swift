internal import SyncCore

/// Errors that several parts of the store throw.
enum StoreFault {
    static func leaseLost(_ run: RunID) -> SyncError {
        SyncError(
            .leaseLost, "Run \(run) is no longer this worker's: its lease passed on.",
            remedy: "Nothing: another worker carries on, or the run was cancelled.", failureClass: .leaseLost)
    }

    static func tenantUnknown(_ name: String) -> SyncError {
        SyncError(
            .tenantUnknown, "There is no tenant \(name).", remedy: "Look the name up with `passerelle tenant list`.")
    }

    static func runUnknown(_ run: RunID) -> SyncError {
        SyncError(.runUnknown, "There is no run \(run).", remedy: "Look the number up with `passerelle run list`.")
    }

    static func defect(_ message: String) -> SyncError {
        SyncError(.defect, message, remedy: "Report this as a fault of Passerelle.", failureClass: .defect)
    }
}
