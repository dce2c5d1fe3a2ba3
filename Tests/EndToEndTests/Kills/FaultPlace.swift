/// The named points of a run, as `PASSERELLE_FAULT_POINT` spells them. Repeated here, since these tests know the program
/// only from outside.
enum FaultPlace: String, CaseIterable, Sendable {
    case afterClaim = "after_claim"
    case afterFetch = "after_fetch"
    case afterSettlement = "after_settlement"
    case afterTypeCreated = "after_type_created"
    case afterDepartmentCreated = "after_department_created"
    case afterResourceCreated = "after_resource_created"
    case afterResourceUpdated = "after_resource_updated"
    case afterMemory = "after_memory"
    case afterIntents = "after_intents"
    case beforeRemoteWrite = "before_remote_write"
    case afterRemoteWrite = "after_remote_write"
    case beforeOutcomes = "before_outcomes"
    case afterOutcomes = "after_outcomes"
    case afterFieldsUpdated = "after_fields_updated"
    case beforeFinish = "before_finish"
    case afterFinish = "after_finish"

    /// Those that a tenant without extra data reaches too.
    static let common = allCases.filter { $0 != .afterFieldsUpdated }
}
